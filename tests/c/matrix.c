/*
 * Every function, called from inside every callback: it does what it does elsewhere, and nobody
 * waits for himself. What a call does elsewhere, a twin of the room shows, outside any callback.
 */
#include <semaphore.h>

#include "calls.h"
#include "tasks.h"

/* How each event is brought about; the room is joined and alone before. */
static void nothing(struct room *room) { (void)room; }
static void until_prompt(struct room *room) { room_advance(room, 240000); }
static void until_stay(struct room *room) {
  until_prompt(room);
  CHECK_OK(hangtime_session_extend(room->engine, room->session));
}
static void until_warning(struct room *room) { room_advance(room, 200000); }
static void until_end(struct room *room) { room_advance(room, 300000); }
static void until_company(struct room *room) {
  CHECK_OK(hangtime_participant_joined(room->engine, room->session, "carol", "c", 0));
}
static void until_lost(struct room *room) {
  CHECK_OK(hangtime_session_connection_lost(room->engine, room->session));
}
static void until_restored(struct room *room) {
  until_lost(room);
  CHECK_OK(hangtime_session_connection_restored(room->engine, room->session, NULL, 0));
}
static void until_closed(struct room *room) {
  CHECK_OK(hangtime_session_connection_closed(room->engine, room->session));
}
static void until_left(struct room *room) {
  CHECK_OK(hangtime_session_left(room->engine, room->session));
}

static const struct {
  hangtime_event_type type;
  void (*bring_about)(struct room *room);
} EVENTS[] = {
    {HANGTIME_EVENT_SESSION_JOINED, nothing},
    {HANGTIME_EVENT_SESSION_LEFT, until_left},
    {HANGTIME_EVENT_SESSION_TIMED_OUT, until_end},
    {HANGTIME_EVENT_CONNECTION_LOST, until_lost},
    {HANGTIME_EVENT_CONNECTION_RESTORED, until_restored},
    {HANGTIME_EVENT_CONNECTION_CLOSED, until_closed},
    {HANGTIME_EVENT_IDLE_STARTED, nothing},
    {HANGTIME_EVENT_IDLE_STOPPED, until_company},
    {HANGTIME_EVENT_IDLE_PROMPT, until_prompt},
    {HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, until_stay},
    {HANGTIME_EVENT_DURATION_WARNING, until_warning},
};

/* A room in which one call is made, inside the callback of one event or outside. */
struct trial {
  struct room room;
  struct site site;
  const struct call *call;
  hangtime_event_type type;
  /* Posted when the event is brought about, and nobody else is in a call to the engine. */
  sem_t brought_about;
  hangtime_result result;
  bool made;
  unsigned char snapshot[SNAPSHOT_MOST];
};

#define TRIAL_INIT {.room = ROOM_INIT}

static void trial_make(struct trial *trial) {
  trial->made = true;
  trial->result = trial->call->make(&trial->site);
}

static void make_inside(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  struct trial *trial = record->context;
  (void)session;
  if (type == trial->type && !trial->made) {
    while (sem_wait(&trial->brought_about) != 0) {
    }
    trial_make(trial);
  }
}

static void trial_run(struct trial *trial, void (*bring_about)(struct room *room),
                      record_reaction *reaction) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  settings.max_duration_ms = 1000000;
  settings.max_duration_warning_ms = 800000;
  struct room *room = &trial->room;
  sem_init(&trial->brought_about, 0, 0);
  room->record.context = trial;
  room->record.on_event = reaction;
  room_open(room, &settings);
  trial->site = (struct site){
      .engine = room->engine, .session = room->session, .listener = room->listener};
  site_take_snapshot(&trial->site, trial->snapshot, sizeof trial->snapshot);
  CHECK_OK(hangtime_session_joined(room->engine, room->session, "alice", NULL, 0));
  bring_about(room);
  sem_post(&trial->brought_about);
}

static void trial_free(struct trial *trial) {
  room_free(&trial->room);
  sem_destroy(&trial->brought_about);
}

static hangtime_result inside(size_t event, const struct call *call) {
  struct trial *trial = &(struct trial)TRIAL_INIT;
  trial->call = call;
  trial->type = EVENTS[event].type;
  trial_run(trial, EVENTS[event].bring_about, make_inside);
  CHECK_OK(hangtime_engine_flush(trial->room.engine));
  CHECK(trial->made);
  /* And everything still works. */
  struct site site = trial->site;
  CHECK_OK(call_session_open(&site));
  CHECK_OK(call_session_restore(&site));
  trial_free(trial);
  return trial->result;
}

static hangtime_result outside(size_t event, const struct call *call) {
  struct trial *trial = &(struct trial)TRIAL_INIT;
  trial->call = call;
  trial_run(trial, EVENTS[event].bring_about, NULL);
  CHECK_OK(hangtime_engine_flush(trial->room.engine));
  trial_make(trial);
  trial_free(trial);
  return trial->result;
}

static void every_call_does_inside_every_callback_what_it_does_elsewhere(void) {
  for (size_t event = 0; event < COUNT_OF(EVENTS); event++) {
    FOR_EACH_CALL(call) {
      hangtime_result expected = outside(event, call);
      if (call->make == call_engine_flush) {
        CHECK_OK(expected);
        expected = HANGTIME_ERR_IN_CALLBACK;
      }
      if (!CHECK_RESULT(expected, inside(event, call))) {
        fprintf(stderr, "  inside the callback of %s\n", NAME_OF(EVENT_NAMES, EVENTS[event].type));
      }
    }
  }
}

/* Makes a call as its listener is released. */
static void make_at_release(struct record *record) { trial_make(record->context); }

/* How a listener goes; on_release then runs here, or on the callback thread. */
static hangtime_result go_remove(struct room *room) {
  return hangtime_listener_remove(room->engine, room->listener);
}
static hangtime_result go_detach(struct room *room) {
  return hangtime_listener_detach(room->engine, room->listener);
}
static hangtime_result go_close(struct room *room) {
  return hangtime_session_close(room->engine, room->session);
}
static hangtime_result go_free(struct room *room) { return hangtime_engine_free(room->engine); }

static void every_call_can_be_made_from_on_release(void) {
  static hangtime_result (*const WAYS[])(struct room *) = {go_remove, go_detach, go_close,
                                                           go_free};
  for (size_t way = 0; way < COUNT_OF(WAYS); way++) {
    FOR_EACH_CALL(call) {
      struct trial *trial = &(struct trial)TRIAL_INIT;
      trial->call = call;
      trial->room.record.on_release = make_at_release;
      trial_run(trial, nothing, NULL);
      CHECK_OK(WAYS[way](&trial->room));
      if (WAYS[way] != go_free) {
        CHECK_OK(hangtime_engine_flush(trial->room.engine));
        CHECK_OK(hangtime_engine_free(trial->room.engine));
      }
      sem_destroy(&trial->brought_about);
      CHECK(trial->made);
      CHECK_EQUAL(1, record_released(&trial->room.record));
      CHECK(trial->result != HANGTIME_ERR_PANIC);
      if (call->make == call_engine_flush && WAYS[way] == go_detach) {
        CHECK_RESULT(HANGTIME_ERR_IN_CALLBACK, trial->result);
      }
      if (call->traits & OF_LISTENER) {
        CHECK_RESULT(HANGTIME_ERR_HANDLE, trial->result);
      }
    }
  }
}

/* What needs no engine. */
static void call_the_rest(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  (void)type;
  (void)session;
  hangtime_engine_options options;
  hangtime_settings settings;
  hangtime_listener listener;
  hangtime_status status;
  hangtime_stats stats;
  hangtime_engine_options_init(&options, sizeof options);
  hangtime_settings_init(&settings, sizeof settings);
  hangtime_listener_init(&listener, sizeof listener);
  hangtime_status_init(&status, sizeof status);
  hangtime_stats_init(&stats, sizeof stats);
  CHECK(options.size == sizeof options && settings.size == sizeof settings);
  CHECK(listener.size == sizeof listener && status.size == sizeof status);
  CHECK_EQUAL(sizeof stats, stats.size);
  CHECK_OK(hangtime_settings_set_preset(&settings, "classic"));
  CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
  CHECK(hangtime_version_number() > 0 && hangtime_version() != NULL);
  CHECK(hangtime_result_name(0) != NULL && hangtime_result_message(0) != NULL);
  /* Another engine, all its life long; of that one the queue can be waited for. */
  struct room other = ROOM_INIT;
  room_open_alone(&other, NULL);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &other);
  room_free(&other);
  atomic_fetch_add((atomic_uint *)record->context, 1);
}

static void what_needs_no_engine_and_other_engines_can_be_used_in_a_callback(void) {
  struct room room = ROOM_INIT;
  atomic_uint called = 0;
  room_open(&room, NULL);
  room.record.on_event = call_the_rest;
  room.record.context = &called;
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  CHECK_EQUAL(2, atomic_load(&called));
  room_free(&room);
}

static sem_t freed;

static void free_inside(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  struct trial *trial = record->context;
  (void)session;
  if (type == trial->type) {
    while (sem_wait(&trial->brought_about) != 0) {
    }
    CHECK_OK(hangtime_engine_free(trial->room.engine));
    CHECK_EQUAL(0, record_released(record));
  }
}

static void tell_freed(struct record *record) {
  (void)record;
  sem_post(&freed);
}

static void the_engine_can_be_freed_inside_every_callback(void) {
  sem_init(&freed, 0, 0);
  for (size_t event = 0; event < COUNT_OF(EVENTS); event++) {
    struct trial *trial = &(struct trial)TRIAL_INIT;
    trial->type = EVENTS[event].type;
    trial->room.record.on_release = tell_freed;
    trial_run(trial, EVENTS[event].bring_about, free_inside);
    while (sem_wait(&freed) != 0) {
    }
    CHECK_EQUAL(1, record_released(&trial->room.record));
    /* Its thread is over before the room goes out of scope. */
    tasks_await(EVENTS_THREAD, 0);
    sem_destroy(&trial->brought_about);
  }
  sem_destroy(&freed);
}

int main(void) {
  check_begin();
  TEST(every_call_does_inside_every_callback_what_it_does_elsewhere);
  TEST(every_call_can_be_made_from_on_release);
  TEST(what_needs_no_engine_and_other_engines_can_be_used_in_a_callback);
  TEST(the_engine_can_be_freed_inside_every_callback);
  return check_end();
}
