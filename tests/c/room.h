/*
 * A room: an engine with a manual clock, a session, and a listener that writes everything down.
 * And how such a room stands, so that a call that failed can be shown to have changed nothing.
 */
#ifndef ROOM_H
#define ROOM_H

#include "record.h"

enum { SNAPSHOT_MOST = 8192, LOG_MOST = 8192 };

struct room {
  hangtime_engine *engine;
  hangtime_session session;
  hangtime_listener_id listener;
  struct record record;
};

#define ROOM_INIT {.record = RECORD_INIT}

static inline hangtime_engine *engine_with(hangtime_clock clock, hangtime_delivery delivery) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.clock = clock;
  options.delivery = delivery;
  hangtime_engine *engine = NULL;
  if (!CHECK_OK(hangtime_engine_new(&options, &engine))) {
    exit(EXIT_FAILURE);
  }
  return engine;
}

static inline hangtime_engine *engine_manual(void) {
  return engine_with(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_CALLBACK);
}

/* Opens a session with a listener in an engine that is there. */
static inline void room_enter(struct room *room, hangtime_engine *engine,
                              const hangtime_settings *settings) {
  room->engine = engine;
  CHECK_OK(hangtime_session_open(engine, "room", settings, &room->session));
  hangtime_listener listener = record_listener(&room->record);
  CHECK_OK(hangtime_listener_add(engine, room->session, &listener, &room->listener));
}

static inline void room_open(struct room *room, const hangtime_settings *settings) {
  room_enter(room, engine_manual(), settings);
}

/* Opens a room whose user is in it, alone. */
static inline void room_open_alone(struct room *room, const hangtime_settings *settings) {
  room_open(room, settings);
  CHECK_OK(hangtime_session_joined(room->engine, room->session, "alice", NULL, 0));
}

static inline void room_free(struct room *room) {
  CHECK_OK(hangtime_engine_free(room->engine));
  CHECK_EQUAL(1, record_released(&room->record));
}

static inline void room_advance(struct room *room, uint64_t by_ms) {
  CHECK_OK(hangtime_engine_advance(room->engine, by_ms));
}

#define CHECK_ROOM_TOLD(expected, room) \
  (CHECK_OK(hangtime_engine_flush((room)->engine)), CHECK_TOLD(expected, &(room)->record))

static inline hangtime_status room_status(const struct room *room) {
  hangtime_status status = HANGTIME_STATUS_INIT;
  CHECK_OK(hangtime_session_status(room->engine, room->session, &status));
  return status;
}

/* Everything that can be seen of a room. */
struct state {
  hangtime_status status;
  hangtime_stats stats;
  uint64_t next_deadline;
  size_t log_length;
  size_t snapshot_length;
  unsigned events;
  unsigned released;
  char log[LOG_MOST];
  unsigned char snapshot[SNAPSHOT_MOST];
};

static inline void state_take(struct state *state, struct room *room) {
  hangtime_engine *engine = room->engine;
  memset(state, 0, sizeof *state);
  state->status.size = sizeof state->status;
  state->stats.size = sizeof state->stats;
  CHECK_OK(hangtime_engine_flush(engine));
  CHECK_OK(hangtime_session_status(engine, room->session, &state->status));
  CHECK_OK(hangtime_session_log(engine, room->session, state->log, LOG_MOST, &state->log_length));
  CHECK_OK(hangtime_session_snapshot(engine, room->session, state->snapshot, SNAPSHOT_MOST,
                                     &state->snapshot_length));
  CHECK_OK(hangtime_engine_stats(engine, &state->stats));
  CHECK_OK(hangtime_engine_next_deadline(engine, &state->next_deadline));
  state->events = record_events(&room->record);
  state->released = record_released(&room->record);
}

static inline void state_compare(const struct state *a, const struct state *b, const char *call,
                                 const char *file, int line) {
#define COMPARE(part)                                              \
  if (memcmp(&a->part, &b->part, sizeof a->part) != 0) {           \
    check_fault(file, line, "%s has changed " #part, call);        \
  }
  COMPARE(status)
  COMPARE(stats)
  COMPARE(next_deadline)
  COMPARE(log)
  COMPARE(snapshot)
  COMPARE(events)
  COMPARE(released)
#undef COMPARE
}

/* Checks that a call is refused with this result, and has changed nothing. */
#define REFUSED(expected, room, call)                              \
  do {                                                             \
    struct state before_, after_;                                  \
    state_take(&before_, (room));                                  \
    CHECK_RESULT((expected), (call));                              \
    state_take(&after_, (room));                                   \
    state_compare(&before_, &after_, #call, __FILE__, __LINE__);   \
  } while (0)

#endif
