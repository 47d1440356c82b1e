/*
 * Removing, closing, freeing and flushing wait for the callback in flight, and for nothing else.
 * Detaching waits for nothing.
 */
#include "calls.h"
#include "gate.h"

static hangtime_result remove_listener(struct room *room) {
  return hangtime_listener_remove(room->engine, room->listener);
}
static hangtime_result detach_listener(struct room *room) {
  return hangtime_listener_detach(room->engine, room->listener);
}
static hangtime_result close_session(struct room *room) {
  return hangtime_session_close(room->engine, room->session);
}
static hangtime_result free_engine(struct room *room) {
  return hangtime_engine_free(room->engine);
}
static hangtime_result flush(struct room *room) { return hangtime_engine_flush(room->engine); }

/* Calls it while a callback is in flight, which another event is queued behind. */
static void check_barrier(hangtime_result (*call)(struct room *room), const char *told) {
  struct gate gate;
  struct room room = ROOM_INIT;
  gate_room_open(&gate, &room);
  struct caller caller = {.call = call, .room = &room, .gate = &gate};
  caller_start(&caller);
  caller_await(&caller);
  sem_post(&gate.opened);
  CHECK_OK(caller_join(&caller));
  CHECK_TOLD(told, &room.record);
  if (call != flush) {
    CHECK_EQUAL(1, record_released(&room.record));
  }
  if (call != free_engine) {
    CHECK_OK(hangtime_engine_free(room.engine));
  }
  CHECK_EQUAL(1, record_released(&room.record));
  gate_free(&gate);
}

static void removing_waits_for_the_callback_in_flight_and_for_no_queue(void) {
  check_barrier(remove_listener, "session_joined");
}

static void closing_waits_for_the_callback_in_flight_and_for_no_queue(void) {
  check_barrier(close_session, "session_joined");
}

static void freeing_waits_for_the_callback_in_flight_and_for_no_queue(void) {
  check_barrier(free_engine, "session_joined");
}

static void flushing_waits_until_everything_so_far_is_delivered(void) {
  check_barrier(flush, "session_joined; idle_started waiting");
}

static void detaching_does_not_wait_and_the_callback_in_flight_is_the_last(void) {
  struct gate gate;
  struct room room = ROOM_INIT;
  gate_room_open(&gate, &room);
  CHECK_OK(detach_listener(&room));
  CHECK(!atomic_load(&gate.left));
  CHECK_EQUAL(0, record_released(&room.record));
  CHECK_RESULT(HANGTIME_ERR_HANDLE, detach_listener(&room));
  sem_post(&gate.opened);
  CHECK_ROOM_TOLD("session_joined", &room);
  CHECK_EQUAL(1, record_released(&room.record));
  CHECK(!record_was_here(&room.record));
  room_free(&room);
  gate_free(&gate);
}

static pthread_mutex_t hosts_lock = PTHREAD_MUTEX_INITIALIZER;

static void take_hosts_lock(struct record *record, hangtime_event_type type,
                            hangtime_session session) {
  (void)type;
  (void)session;
  sem_post(record->context);
  pthread_mutex_lock(&hosts_lock);
  pthread_mutex_unlock(&hosts_lock);
}

static void take_hosts_lock_at_release(struct record *record) {
  (void)record;
  pthread_mutex_lock(&hosts_lock);
  pthread_mutex_unlock(&hosts_lock);
}

static void detaching_under_a_lock_that_a_callback_takes_does_not_deadlock(void) {
  struct room room = ROOM_INIT;
  sem_t entered;
  sem_init(&entered, 0, 0);
  room_open(&room, NULL);
  room.record.on_event = take_hosts_lock;
  room.record.on_release = take_hosts_lock_at_release;
  room.record.context = &entered;
  pthread_mutex_lock(&hosts_lock);
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  gate_wait(&entered);
  CHECK_OK(detach_listener(&room));
  pthread_mutex_unlock(&hosts_lock);
  CHECK_OK(hangtime_engine_flush(room.engine));
  room_free(&room);
  sem_destroy(&entered);
}

static void events_that_are_queued_when_the_engine_is_freed_are_lost_and_listeners_are_not(void) {
  enum { LISTENERS = 20, CALLS_QUEUED = 50 };
  struct gate gate;
  struct room room = ROOM_INIT;
  gate_room_open(&gate, &room);
  static struct record records[LISTENERS];
  for (int n = 0; n < LISTENERS; n++) {
    records[n] = (struct record)RECORD_INIT;
    hangtime_listener listener = record_listener(&records[n]);
    hangtime_listener_id id = 0;
    CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &id));
    if (n % 2 == 0) {
      /* Its release is queued, too. */
      CHECK_OK(hangtime_listener_detach(room.engine, id));
    }
  }
  for (int n = 0; n < CALLS_QUEUED; n++) {
    CHECK_OK(hangtime_participant_joined(room.engine, room.session, "bob", "b", 0));
    CHECK_OK(hangtime_participant_left(room.engine, room.session, "b"));
  }
  hangtime_stats stats = HANGTIME_STATS_INIT;
  CHECK_OK(hangtime_engine_stats(room.engine, &stats));
  CHECK(stats.events_queued >= (uint64_t)CALLS_QUEUED * LISTENERS);
  struct caller caller = {.call = free_engine, .room = &room, .gate = &gate};
  caller_start(&caller);
  caller_await(&caller);
  sem_post(&gate.opened);
  CHECK_OK(caller_join(&caller));
  CHECK_TOLD("session_joined", &room.record);
  CHECK_EQUAL(1, record_released(&room.record));
  for (int n = 0; n < LISTENERS; n++) {
    CHECK_TOLD("", &records[n]);
    CHECK_EQUAL(1, record_released(&records[n]));
  }
  gate_free(&gate);
}

static void a_slow_callback_delays_no_report_and_no_deadline(void) {
  struct gate gate;
  struct room room = ROOM_INIT;
  gate_room_open(&gate, &room);
  hangtime_engine *engine = room.engine;
  CHECK_OK(hangtime_participant_joined(engine, room.session, "bob", "bob-1", 0));
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, room_status(&room).phase);
  CHECK_OK(hangtime_user_left(engine, room.session, "bob"));
  room_advance(&room, 300000);
  CHECK_EQUAL(HANGTIME_STATE_TIMED_OUT, room_status(&room).state);
  CHECK_TOLD("session_joined", &room.record);
  sem_post(&gate.opened);
  CHECK_ROOM_TOLD("idle_started waiting; idle_stopped; idle_started others_left; "
                  "session_timed_out others_left", &room);
  room_free(&room);
  gate_free(&gate);
}

static void a_barrier_holds_also_for_who_comes_second(void) {
  struct gate gate;
  struct room room = ROOM_INIT;
  gate_room_open(&gate, &room);
  /* The first takes the listener out; the others are told so when its callback is over. */
  const struct {
    hangtime_result (*call)(struct room *room);
    hangtime_result result;
  } ORDER[] = {{remove_listener, HANGTIME_OK}, {remove_listener, HANGTIME_ERR_HANDLE},
               {flush, HANGTIME_OK},           {close_session, HANGTIME_OK},
               {close_session, HANGTIME_ERR_HANDLE}};
  struct caller callers[COUNT_OF(ORDER)];
  memset(callers, 0, sizeof callers);
  for (size_t n = 0; n < COUNT_OF(ORDER); n++) {
    callers[n].call = ORDER[n].call;
    callers[n].room = &room;
    callers[n].gate = &gate;
    caller_start(&callers[n]);
    caller_await(&callers[n]);
  }
  CHECK_RESULT(HANGTIME_ERR_HANDLE, detach_listener(&room));
  CHECK_EQUAL(0, record_released(&room.record));
  sem_post(&gate.opened);
  for (size_t n = 0; n < COUNT_OF(ORDER); n++) {
    CHECK_RESULT(ORDER[n].result, caller_join(&callers[n]));
  }
  CHECK_TOLD("session_joined", &room.record);
  room_free(&room);
  gate_free(&gate);
}

/* A listener that its own callback has taken out, one way or the other, then stays inside. */
struct exit_inside {
  struct gate gate;
  struct room room;
  hangtime_result (*go)(struct room *room);
};

static void go_and_stay(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  struct exit_inside *exit_inside = record->context;
  CHECK_OK(exit_inside->go(&exit_inside->room));
  record->context = &exit_inside->gate;
  gate_pass(record, type, session);
}

static void a_barrier_holds_also_for_what_went_inside_its_callback(void) {
  static hangtime_result (*const GONE[])(struct room *) = {remove_listener, close_session,
                                                           detach_listener};
  for (size_t n = 0; n < COUNT_OF(GONE); n++) {
    struct exit_inside inside = {.room = ROOM_INIT, .go = GONE[n]};
    gate_init(&inside.gate);
    room_open(&inside.room, NULL);
    inside.room.record.on_event = go_and_stay;
    inside.room.record.context = &inside;
    CHECK_OK(hangtime_session_joined(inside.room.engine, inside.room.session, "alice", NULL, 0));
    gate_wait(&inside.gate.entered);
    struct caller caller = {.call = remove_listener, .room = &inside.room, .gate = &inside.gate};
    caller_start(&caller);
    caller_await(&caller);
    sem_post(&inside.gate.opened);
    CHECK_RESULT(HANGTIME_ERR_HANDLE, caller_join(&caller));
    CHECK_ROOM_TOLD("session_joined", &inside.room);
    room_free(&inside.room);
    gate_free(&inside.gate);
  }
}

#define UNTOUCHED UINT64_C(0x5a5a5a5a5a5a5a5a)

/* Opens sessions inside a callback until the engine, which is being freed meanwhile, refuses. */
static void open_until_refused(struct record *record, hangtime_event_type type,
                               hangtime_session session) {
  struct room *room = record->context;
  (void)session;
  if (type != HANGTIME_EVENT_SESSION_JOINED) {
    return;
  }
  unsigned char bytes[SNAPSHOT_MOST];
  size_t length = 0;
  CHECK_OK(hangtime_session_snapshot(room->engine, room->session, bytes, sizeof bytes, &length));
  hangtime_result result = HANGTIME_OK;
  while (result == HANGTIME_OK) {
    hangtime_session another = UNTOUCHED;
    result = hangtime_session_open(room->engine, "another", NULL, &another);
    if (result == HANGTIME_OK) {
      CHECK_OK(hangtime_session_close(room->engine, another));
    } else {
      CHECK_EQUAL(UNTOUCHED, another);
    }
  }
  CHECK_RESULT(HANGTIME_ERR_ENDED, result);
  hangtime_session restored = UNTOUCHED;
  CHECK_RESULT(HANGTIME_ERR_ENDED, hangtime_session_restore(room->engine, bytes, length, 0, NULL,
                                                            &restored, NULL));
  CHECK_EQUAL(UNTOUCHED, restored);
  const struct site site = {.engine = room->engine, .snapshot = bytes, .snapshot_length = length};
  CHECK_RESULT(HANGTIME_ERR_ENDED, call_session_restore_dart_port(&site));
}

static void no_session_is_opened_while_the_engine_is_being_freed(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  room.record.on_event = open_until_refused;
  room.record.context = &room;
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  room_free(&room);
}

static void call_inside(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_JOINED) {
    caller_run(record->context);
  }
}

static void another_engines_barrier_may_be_waited_for_inside_a_callback(void) {
  struct gate gate;
  struct room rooms[2] = {ROOM_INIT, ROOM_INIT};
  gate_room_open(&gate, &rooms[0]);
  room_open(&rooms[1], NULL);
  /* In the second engine's callback thread, the first one's listener is removed. */
  struct caller caller = {.call = remove_listener, .room = &rooms[0], .gate = &gate};
  rooms[1].record.context = &caller;
  rooms[1].record.on_event = call_inside;
  CHECK_OK(hangtime_session_joined(rooms[1].engine, rooms[1].session, "alice", NULL, 0));
  caller_await(&caller);
  sem_post(&gate.opened);
  CHECK_OK(hangtime_engine_flush(rooms[1].engine));
  CHECK_OK(caller.result);
  CHECK_EQUAL(1, record_released(&rooms[0].record));
  room_free(&rooms[0]);
  room_free(&rooms[1]);
  gate_free(&gate);
}

int main(void) {
  check_begin();
  TEST(removing_waits_for_the_callback_in_flight_and_for_no_queue);
  TEST(closing_waits_for_the_callback_in_flight_and_for_no_queue);
  TEST(freeing_waits_for_the_callback_in_flight_and_for_no_queue);
  TEST(flushing_waits_until_everything_so_far_is_delivered);
  TEST(detaching_does_not_wait_and_the_callback_in_flight_is_the_last);
  TEST(detaching_under_a_lock_that_a_callback_takes_does_not_deadlock);
  TEST(events_that_are_queued_when_the_engine_is_freed_are_lost_and_listeners_are_not);
  TEST(a_slow_callback_delays_no_report_and_no_deadline);
  TEST(a_barrier_holds_also_for_who_comes_second);
  TEST(a_barrier_holds_also_for_what_went_inside_its_callback);
  TEST(no_session_is_opened_while_the_engine_is_being_freed);
  TEST(another_engines_barrier_may_be_waited_for_inside_a_callback);
  return check_end();
}
