/*
 * What an operator sees of an engine: each number is seen to change, and to go back where it does.
 */
#include "gate.h"

static hangtime_stats stats_of(hangtime_engine *engine) {
  hangtime_stats stats = HANGTIME_STATS_INIT;
  CHECK_OK(hangtime_engine_stats(engine, &stats));
  return stats;
}

static hangtime_session open_session(hangtime_engine *engine, const hangtime_settings *settings) {
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_open(engine, "room", settings, &session));
  return session;
}

static hangtime_session open_alone(hangtime_engine *engine, const hangtime_settings *settings) {
  hangtime_session session = open_session(engine, settings);
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  return session;
}

/* The phases in the order of their numbers, and how many there are of all together. */
static void check_phases(hangtime_engine *engine, const char *expected) {
  hangtime_stats stats = stats_of(engine);
  const uint64_t phases[] = {stats.not_joined, stats.accompanied, stats.disabled, stats.paused,
                             stats.held,       stats.resyncing,   stats.counting, stats.prompting};
  char text[200] = "";
  uint64_t all = 0;
  for (size_t n = 0; n < COUNT_OF(phases); n++) {
    size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, n == 0 ? "%" PRIu64 : " %" PRIu64, phases[n]);
    all += phases[n];
  }
  CHECK_TEXT(expected, text);
  CHECK_EQUAL(stats.sessions, all);
}

static void sessions_are_counted_by_phase_as_they_go_through_them(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 60000;
  settings.prompt_ms = 10000;
  settings.leave_grace_ms = 0;
  hangtime_engine *engine = engine_manual();
  check_phases(engine, "0 0 0 0 0 0 0 0");
  hangtime_session first = open_session(engine, &settings);
  check_phases(engine, "1 0 0 0 0 0 0 0");
  CHECK_OK(hangtime_session_joined(engine, first, "alice", NULL, 0));
  check_phases(engine, "0 0 0 0 0 0 1 0");
  hangtime_session second = open_alone(engine, &settings);
  check_phases(engine, "0 0 0 0 0 0 2 0");
  CHECK_OK(hangtime_participant_joined(engine, first, "bob", "b", 0));
  check_phases(engine, "0 1 0 0 0 0 1 0");
  CHECK_OK(hangtime_session_hold(engine, second, "guest", 0));
  check_phases(engine, "0 1 0 0 1 0 0 0");
  CHECK_OK(hangtime_session_connection_lost(engine, second));
  check_phases(engine, "0 1 0 1 0 0 0 0");
  CHECK_OK(hangtime_session_release_hold(engine, second, "guest"));
  CHECK_OK(hangtime_session_connection_restored(engine, second, NULL, 0));
  check_phases(engine, "0 1 0 0 0 1 0 0");
  CHECK_OK(hangtime_participant_left(engine, first, "b"));
  check_phases(engine, "0 0 0 0 0 1 1 0");
  CHECK_OK(hangtime_session_set_idle_timeout(engine, first, 0));
  check_phases(engine, "0 0 1 0 0 1 0 0");
  CHECK_OK(hangtime_engine_advance(engine, settings.resync_grace_ms));
  check_phases(engine, "0 0 1 0 0 0 1 0");
  CHECK_OK(hangtime_engine_advance(engine, 50000));
  check_phases(engine, "0 0 1 0 0 0 0 1");
  CHECK_OK(hangtime_engine_advance(engine, 10000));
  check_phases(engine, "1 0 1 0 0 0 0 0");
  CHECK_OK(hangtime_session_close(engine, second));
  check_phases(engine, "0 0 1 0 0 0 0 0");
  CHECK_OK(hangtime_engine_free(engine));
}

static void armed_are_those_in_which_something_will_fall_due(void) {
  hangtime_engine *engine = engine_manual();
  hangtime_session session = open_session(engine, NULL);
  CHECK_EQUAL(0, stats_of(engine).armed);
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  open_alone(engine, NULL);
  CHECK_EQUAL(2, stats_of(engine).armed);
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "b", 0));
  CHECK_EQUAL(1, stats_of(engine).armed);
  CHECK_OK(hangtime_engine_advance(engine, 300000));
  CHECK_EQUAL(0, stats_of(engine).armed);
  CHECK_EQUAL(1, stats_of(engine).timed_out);
  CHECK_OK(hangtime_engine_free(engine));
}

static void asking_changes_nothing(void) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_POLL);
  hangtime_session session = open_alone(engine, NULL);
  hangtime_stats before = stats_of(engine);
  hangtime_stats after = stats_of(engine);
  CHECK(memcmp(&before, &after, sizeof before) == 0);
  CHECK_EQUAL(1, after.counting);
  CHECK_EQUAL(2, after.events_queued);
  CHECK_OK(hangtime_session_close(engine, session));
  CHECK_OK(hangtime_engine_free(engine));
}

static void more_than_a_second_after_its_time_is_late_and_a_second_is_not(void) {
  hangtime_engine *engine = engine_manual();
  open_alone(engine, NULL);
  CHECK_OK(hangtime_engine_advance(engine, 299999));
  CHECK_EQUAL(0, stats_of(engine).longest_late_us);
  CHECK_OK(hangtime_engine_suspend(engine, 1001));
  CHECK_EQUAL(0, stats_of(engine).late);
  CHECK_EQUAL(1000000, stats_of(engine).longest_late_us);
  CHECK_EQUAL(1, stats_of(engine).timed_out);
  open_alone(engine, NULL);
  open_alone(engine, NULL);
  CHECK_OK(hangtime_engine_suspend(engine, 301001));
  /* Both were forgiven: nothing fired, and it is late all the same. */
  CHECK_EQUAL(2, stats_of(engine).late);
  CHECK_EQUAL(1001000, stats_of(engine).longest_late_us);
  CHECK_EQUAL(1, stats_of(engine).timed_out);
  CHECK_OK(hangtime_engine_advance(engine, 1000000));
  CHECK_EQUAL(2, stats_of(engine).late);
  CHECK_EQUAL(3, stats_of(engine).timed_out);
  CHECK_EQUAL(1001000, stats_of(engine).longest_late_us);
  CHECK_OK(hangtime_engine_free(engine));
}

/* Asks until the callback that runs has run for two milliseconds. */
static hangtime_stats stats_of_a_slow_callback(hangtime_engine *engine) {
  hangtime_stats stats = stats_of(engine);
  while (stats.callback_running_for_us < 2000) {
    CHECK_EQUAL(1, stats.callbacks_running);
    sched_yield();
    hangtime_stats next = stats_of(engine);
    CHECK(next.callback_running_for_us >= stats.callback_running_for_us);
    stats = next;
  }
  return stats;
}

static void a_slow_callback_is_seen_while_it_runs_and_afterwards(void) {
  struct gate gate;
  struct room room = ROOM_INIT;
  gate_room_open(&gate, &room);
  hangtime_stats during = stats_of_a_slow_callback(room.engine);
  CHECK_EQUAL(2, during.events_queued);
  CHECK_EQUAL(0, during.longest_callback_us);
  sem_post(&gate.opened);
  CHECK_OK(hangtime_engine_flush(room.engine));
  hangtime_stats after = stats_of(room.engine);
  CHECK_EQUAL(0, after.callbacks_running);
  CHECK_EQUAL(0, after.callback_running_for_us);
  CHECK(after.longest_callback_us >= during.callback_running_for_us);
  CHECK_OK(hangtime_participant_joined(room.engine, room.session, "bob", "b", 0));
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK(stats_of(room.engine).longest_callback_us >= after.longest_callback_us);
  room_free(&room);
  gate_free(&gate);
}

static struct gate release_gate;

static void stay_in_release(struct record *record) {
  (void)record;
  sem_post(&release_gate.entered);
  gate_wait(&release_gate.opened);
}

static void a_slow_release_is_seen_like_a_callback(void) {
  struct room room = ROOM_INIT;
  gate_init(&release_gate);
  room_open(&room, NULL);
  room.record.on_release = stay_in_release;
  CHECK_OK(hangtime_listener_detach(room.engine, room.listener));
  gate_wait(&release_gate.entered);
  hangtime_stats during = stats_of_a_slow_callback(room.engine);
  sem_post(&release_gate.opened);
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_EQUAL(0, stats_of(room.engine).callbacks_running);
  CHECK(stats_of(room.engine).longest_callback_us >= during.callback_running_for_us);
  room_free(&room);
  gate_free(&release_gate);
}

static void see_itself(struct record *record, hangtime_event_type type, hangtime_session session) {
  (void)type;
  (void)session;
  CHECK_EQUAL(1, stats_of(record->context).callbacks_running);
}

static void a_callback_sees_itself(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  room.record.on_event = see_itself;
  room.record.context = room.engine;
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  room_free(&room);
}

static void sessions_are_spread_over_the_shards(void) {
  hangtime_engine *engine = engine_manual();
  uint64_t shards = stats_of(engine).shards;
  CHECK(shards > 0);
  hangtime_session last = 0;
  for (uint64_t n = 0; n < 3 * shards; n++) {
    CHECK_EQUAL(n / shards, stats_of(engine).smallest_shard);
    CHECK_EQUAL((n + shards - 1) / shards, stats_of(engine).largest_shard);
    last = open_session(engine, NULL);
  }
  CHECK_OK(hangtime_session_close(engine, last));
  CHECK_EQUAL(2, stats_of(engine).smallest_shard);
  CHECK_EQUAL(3, stats_of(engine).largest_shard);
  CHECK_OK(hangtime_engine_free(engine));
}

static void a_size_that_ends_before_them_leaves_the_fields_of_the_sessions_alone(void) {
  hangtime_engine *engine = engine_manual();
  open_alone(engine, NULL);
  hangtime_stats stats;
  memset(&stats, 0x5a, sizeof stats);
  stats.size = offsetof(hangtime_stats, armed);
  CHECK_OK(hangtime_engine_stats(engine, &stats));
  CHECK_EQUAL(1, stats.sessions);
  CHECK_EQUAL(stats_of(engine).shards, stats.shards);
  CHECK_EQUAL(0x5a5a5a5a5a5a5a5a, stats.armed);
  CHECK_EQUAL(0x5a5a5a5a5a5a5a5a, stats.largest_shard);
  CHECK_OK(hangtime_engine_free(engine));
}

int main(void) {
  check_begin();
  TEST(sessions_are_counted_by_phase_as_they_go_through_them);
  TEST(armed_are_those_in_which_something_will_fall_due);
  TEST(asking_changes_nothing);
  TEST(more_than_a_second_after_its_time_is_late_and_a_second_is_not);
  TEST(a_slow_callback_is_seen_while_it_runs_and_afterwards);
  TEST(a_slow_release_is_seen_like_a_callback);
  TEST(a_callback_sees_itself);
  TEST(sessions_are_spread_over_the_shards);
  TEST(a_size_that_ends_before_them_leaves_the_fields_of_the_sessions_alone);
  return check_end();
}
