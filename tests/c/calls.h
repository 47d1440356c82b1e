/*
 * Every function of the header that takes an engine, as a list: what holds for all of them is
 * checked by going through it. Each call checks by itself that a failure writes no output and
 * releases no listener, and undoes what it opened or added.
 */
#ifndef CALLS_H
#define CALLS_H

#include "dart.h"
#include "room.h"

/* What a call is made with. */
struct site {
  hangtime_engine *engine;
  hangtime_session session;
  hangtime_listener_id listener;
  const void *snapshot;
  size_t snapshot_length;
};

enum {
  OF_SESSION = 1,  /* takes a session */
  OF_LISTENER = 2, /* takes a listener */
  REPORTS = 4,     /* needs a session that is joined and has not ended */
  OF_CLOCK = 8,    /* needs a manual clock */
  OF_POLL = 16,    /* needs poll mode */
  NOT_POLL = 32,   /* refused in poll mode */
  ENDS = 64,       /* ends, closes or removes what it is given */
};

struct call {
  const char *name;
  hangtime_result (*make)(const struct site *site);
  unsigned traits;
};

enum { POISON = 0x5a };
static const uint64_t POISON_64 = 0x5a5a5a5a5a5a5a5a;

static inline bool is_poisoned(const void *place, size_t size) {
  const unsigned char *bytes = place;
  for (size_t n = 0; n < size; n++) {
    if (bytes[n] != POISON) {
      return false;
    }
  }
  return true;
}

/* A failed call leaves an output as it was. */
static inline hangtime_result written(hangtime_result result, const void *out, size_t size) {
  CHECK(result == HANGTIME_OK || is_poisoned(out, size));
  return result;
}

static inline void count_release(void *data) { atomic_fetch_add((atomic_uint *)data, 1); }

#define PLAIN_CALL(name, arguments)                                      \
  static inline hangtime_result call_##name(const struct site *site) {   \
    return hangtime_##name arguments;                                    \
  }
#define SESSION_CALL(name) PLAIN_CALL(name, (site->engine, site->session))

PLAIN_CALL(engine_flush, (site->engine))
PLAIN_CALL(engine_app_resumed, (site->engine))
PLAIN_CALL(engine_advance, (site->engine, 1))
PLAIN_CALL(engine_suspend, (site->engine, 1))
PLAIN_CALL(listener_remove, (site->engine, site->listener))
PLAIN_CALL(listener_detach, (site->engine, site->listener))
SESSION_CALL(session_close)
SESSION_CALL(session_left)
SESSION_CALL(session_connection_lost)
SESSION_CALL(session_connection_closed)
SESSION_CALL(session_extend)
PLAIN_CALL(session_joined, (site->engine, site->session, "alice", NULL, 0))
PLAIN_CALL(session_connection_restored, (site->engine, site->session, NULL, 0))
PLAIN_CALL(session_hold, (site->engine, site->session, "hold of the list", 0))
PLAIN_CALL(session_release_hold, (site->engine, site->session, "hold of the list"))
PLAIN_CALL(session_set_idle_timeout, (site->engine, site->session, 600000))
PLAIN_CALL(session_set_waiting_timeout, (site->engine, site->session, 600000))
PLAIN_CALL(participant_joined, (site->engine, site->session, "bob", "bob-1", HANGTIME_KIND_HUMAN))
PLAIN_CALL(participant_changed, (site->engine, site->session, "bob-1", HANGTIME_KIND_PHONE))
PLAIN_CALL(participant_left, (site->engine, site->session, "bob-1"))
PLAIN_CALL(user_left, (site->engine, site->session, "bob"))
PLAIN_CALL(roster_set, (site->engine, site->session, NULL, 0))

static inline hangtime_result call_engine_next_deadline(const struct site *site) {
  uint64_t out = POISON_64;
  return written(hangtime_engine_next_deadline(site->engine, &out), &out, sizeof out);
}

static inline hangtime_result call_engine_stats(const struct site *site) {
  hangtime_stats out;
  memset(&out, POISON, sizeof out);
  out.size = sizeof out;
  hangtime_result result = hangtime_engine_stats(site->engine, &out);
  return written(result, &out.sessions, sizeof out - sizeof out.size);
}

static inline hangtime_result call_engine_event_fd(const struct site *site) {
  intptr_t out;
  memset(&out, POISON, sizeof out);
  return written(hangtime_engine_event_fd(site->engine, &out), &out, sizeof out);
}

static inline hangtime_result call_engine_take_events(const struct site *site) {
  hangtime_event events[4];
  size_t count;
  memset(events, POISON, sizeof events);
  memset(&count, POISON, sizeof count);
  hangtime_result result = hangtime_engine_take_events(site->engine, events, 4, &count);
  written(result, &count, sizeof count);
  return written(result, events, sizeof events);
}

static inline hangtime_result call_session_open(const struct site *site) {
  hangtime_session out = POISON_64;
  hangtime_result result = hangtime_session_open(site->engine, "another", NULL, &out);
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_session_close(site->engine, out));
  }
  return written(result, &out, sizeof out);
}

static inline hangtime_result call_session_status(const struct site *site) {
  hangtime_status out;
  memset(&out, POISON, sizeof out);
  out.size = sizeof out;
  hangtime_result result = hangtime_session_status(site->engine, site->session, &out);
  return written(result, &out.alone_for_ms, sizeof out - sizeof out.size);
}

#define BYTES_CALL(name, type)                                                               \
  static inline hangtime_result call_session_##name(const struct site *site) {               \
    char buffer[SNAPSHOT_MOST];                                                              \
    size_t length;                                                                           \
    memset(buffer, POISON, sizeof buffer);                                                   \
    memset(&length, POISON, sizeof length);                                                  \
    hangtime_result result = hangtime_session_##name(site->engine, site->session,            \
                                                     (type *)buffer, sizeof buffer, &length); \
    written(result, &length, sizeof length);                                                 \
    return written(result, buffer, sizeof buffer);                                           \
  }
BYTES_CALL(id, char)
BYTES_CALL(log, char)
BYTES_CALL(snapshot, void)

static inline hangtime_result call_session_restore(const struct site *site) {
  hangtime_session out = POISON_64;
  hangtime_result result = hangtime_session_restore(
      site->engine, site->snapshot, site->snapshot_length, 0, NULL, &out, NULL);
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_session_close(site->engine, out));
  }
  return written(result, &out, sizeof out);
}

static inline hangtime_result call_listener_add(const struct site *site) {
  atomic_uint released = 0;
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.user_data = &released;
  listener.on_release = count_release;
  hangtime_listener_id out = POISON_64;
  hangtime_result result = hangtime_listener_add(site->engine, site->session, &listener, &out);
  CHECK_EQUAL(0, atomic_load(&released));
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_listener_remove(site->engine, out));
    CHECK_EQUAL(1, atomic_load(&released));
  }
  return written(result, &out, sizeof out);
}

static inline hangtime_result call_listener_add_dart_port(const struct site *site) {
  hangtime_listener_id out = POISON_64;
  hangtime_result result = hangtime_listener_add_dart_port(site->engine, site->session,
                                                           dart_post_address(), INT64_MAX, &out);
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_listener_remove(site->engine, out));
  }
  return written(result, &out, sizeof out);
}

static inline hangtime_result call_session_restore_dart_port(const struct site *site) {
  hangtime_session out = POISON_64;
  hangtime_result result =
      hangtime_session_restore_dart_port(site->engine, site->snapshot, site->snapshot_length, 0,
                                         dart_post_address(), INT64_MAX, &out);
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_session_close(site->engine, out));
  }
  return written(result, &out, sizeof out);
}

#define CALL(name, traits) {"hangtime_" #name, call_##name, traits}
/* In an order in which all of them succeed on a joined session whose user is alone. */
static const struct call CALLS[] = {
    CALL(engine_flush, NOT_POLL),
    CALL(engine_app_resumed, 0),
    CALL(engine_next_deadline, 0),
    CALL(engine_stats, 0),
    CALL(engine_advance, OF_CLOCK),
    CALL(engine_suspend, OF_CLOCK),
    CALL(engine_event_fd, OF_POLL),
    CALL(engine_take_events, OF_POLL),
    CALL(session_open, 0),
    CALL(session_restore, 0),
    CALL(session_restore_dart_port, NOT_POLL),
    CALL(session_status, OF_SESSION),
    CALL(session_id, OF_SESSION),
    CALL(session_log, OF_SESSION),
    CALL(session_snapshot, OF_SESSION),
    CALL(listener_add, OF_SESSION | NOT_POLL),
    CALL(listener_add_dart_port, OF_SESSION | NOT_POLL),
    CALL(session_extend, OF_SESSION | REPORTS),
    CALL(session_set_idle_timeout, OF_SESSION | REPORTS),
    CALL(session_set_waiting_timeout, OF_SESSION | REPORTS),
    CALL(session_hold, OF_SESSION | REPORTS),
    CALL(session_release_hold, OF_SESSION | REPORTS),
    CALL(session_connection_lost, OF_SESSION | REPORTS),
    CALL(session_connection_restored, OF_SESSION | REPORTS),
    CALL(participant_joined, OF_SESSION | REPORTS),
    CALL(participant_changed, OF_SESSION | REPORTS),
    CALL(participant_left, OF_SESSION | REPORTS),
    CALL(participant_joined, OF_SESSION | REPORTS),
    CALL(user_left, OF_SESSION | REPORTS),
    CALL(roster_set, OF_SESSION | REPORTS),
    CALL(session_joined, OF_SESSION),
    CALL(listener_detach, OF_LISTENER | NOT_POLL | ENDS),
    CALL(listener_remove, OF_LISTENER | NOT_POLL | ENDS),
    CALL(session_connection_closed, OF_SESSION | REPORTS | ENDS),
    CALL(session_left, OF_SESSION | REPORTS | ENDS),
    CALL(session_close, OF_SESSION | ENDS),
};

/* Goes through the list; what fails says which call it was. */
#define FOR_EACH_CALL(call) \
  for (const struct call *call = CALLS; calls_go_on(call); call++)

static inline bool calls_go_on(const struct call *call) {
  bool goes = call < CALLS + COUNT_OF(CALLS);
  check_about(goes ? call->name : NULL);
  return goes;
}

/* Takes a snapshot of the site's session into a place that outlives it. */
static inline void site_take_snapshot(struct site *site, unsigned char *place, size_t size) {
  size_t length = 0;
  CHECK_OK(hangtime_session_snapshot(site->engine, site->session, place, size, &length));
  site->snapshot = place;
  site->snapshot_length = length;
}

#endif
