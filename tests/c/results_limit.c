/* Limits of the options and the settings, and what the system refuses. */
#ifndef _WIN32
#include <sys/resource.h>
#endif

#include "calls.h"
#include "tasks.h"

static hangtime_participant PEOPLE[] = {
    {"bob", "bob-1", HANGTIME_KIND_HUMAN},
    {"carol", "carol-1", HANGTIME_KIND_HUMAN},
    {"dave", "dave-1", HANGTIME_KIND_HUMAN},
    /* Entries of one pid are one connection. */
    {"dave", "dave-1", HANGTIME_KIND_PHONE},
};

static void no_more_sessions_than_max_sessions(void) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.clock = HANGTIME_CLOCK_MANUAL;
  options.max_sessions = 3;
  struct room room = ROOM_INIT;
  hangtime_engine *engine = NULL;
  CHECK_OK(hangtime_engine_new(&options, &engine));
  room_enter(&room, engine, NULL);
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = engine, .session = room.session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  hangtime_session second = 0;
  hangtime_session third = 0;
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &second));
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &third));
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_session_open(&site));
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_session_restore(&site));
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_session_restore_dart_port(&site));
  CHECK_OK(hangtime_session_close(engine, second));
  CHECK_OK(call_session_open(&site));
  CHECK_OK(call_session_restore(&site));
  room_free(&room);
}

static void an_engine_without_room_for_sessions_starts_no_thread(void) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.max_sessions = 0;
  hangtime_engine *engine = NULL;
  CHECK_OK(hangtime_engine_new(&options, &engine));
  struct site site = {.engine = engine};
  CHECK_RESULT(HANGTIME_ERR_LIMIT, call_session_open(&site));
  CHECK_EQUAL(0, tasks_named(TIMER_THREAD));
  CHECK_EQUAL(0, tasks_named(EVENTS_THREAD));
  CHECK_OK(hangtime_engine_free(engine));
}

static void no_more_connections_than_max_participants(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_participants = 2;
  struct room room = ROOM_INIT;
  room_open(&room, &settings);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  REFUSED(HANGTIME_ERR_LIMIT, &room, hangtime_session_joined(engine, session, "alice", PEOPLE, 3));
  CHECK_OK(hangtime_session_joined(engine, session, "alice", PEOPLE, 2));
  REFUSED(HANGTIME_ERR_LIMIT, &room,
          hangtime_participant_joined(engine, session, "dave", "dave-1", HANGTIME_KIND_BOT));
  REFUSED(HANGTIME_ERR_LIMIT, &room, hangtime_roster_set(engine, session, PEOPLE, 3));
  REFUSED(HANGTIME_ERR_LIMIT, &room,
          hangtime_session_connection_restored(engine, session, PEOPLE, 3));
  CHECK_OK(hangtime_session_connection_lost(engine, session));
  REFUSED(HANGTIME_ERR_LIMIT, &room,
          hangtime_session_connection_restored(engine, session, PEOPLE, 4));
  /* What is known already is an update, and several entries of a pid are one. */
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_PHONE));
  CHECK_OK(hangtime_roster_set(engine, session, PEOPLE + 2, 2));
  CHECK_EQUAL(1, room_status(&room).participants);
  CHECK_OK(hangtime_session_connection_restored(engine, session, PEOPLE + 1, 3));
  CHECK_EQUAL(2, room_status(&room).participants);
  room_free(&room);
}

static void no_more_users_linger_than_max_participants(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_participants = 2;
  settings.leave_grace_ms = 1000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  for (int n = 0; n < 100; n++) {
    char id[32];
    snprintf(id, sizeof id, "guest-%d", n);
    CHECK_OK(hangtime_participant_joined(room.engine, room.session, id, id, 0));
    CHECK_OK(hangtime_participant_left(room.engine, room.session, id));
  }
  /* Nobody was refused for those who left, and the last of them have their whole grace. */
  CHECK_EQUAL(2, room_status(&room).others);
  CHECK_EQUAL(0, room_status(&room).participants);
  CHECK_OK(hangtime_engine_advance(room.engine, 999));
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, room_status(&room).phase);
  CHECK_OK(hangtime_engine_advance(room.engine, 1));
  CHECK_EQUAL(HANGTIME_PHASE_COUNTING, room_status(&room).phase);
  room_free(&room);
}

static void no_more_listeners_than_max_listeners(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_listeners = 2;
  struct room room = ROOM_INIT;
  room_open(&room, &settings);
  struct record second = RECORD_INIT;
  struct record third = RECORD_INIT;
  hangtime_listener listener = record_listener(&second);
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &id));
  struct site site = {.engine = room.engine, .session = room.session};
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_listener_add(&site));
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_listener_add_dart_port(&site));
  CHECK_OK(hangtime_listener_remove(room.engine, id));
  CHECK_EQUAL(1, record_released(&second));
  listener = record_listener(&third);
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &id));
  room_free(&room);
  CHECK_EQUAL(1, record_released(&third));
}

static void a_session_that_takes_no_listener_is_not_restored_with_one(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_listeners = 0;
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  struct site site = {.engine = room.engine};
  CHECK_OK(hangtime_session_open(room.engine, "deaf", &settings, &site.session));
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_listener_add(&site));
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_listener_add_dart_port(&site));
  struct record record = RECORD_INIT;
  hangtime_listener listener = record_listener(&record);
  hangtime_session out = POISON_64;
  hangtime_listener_id id = POISON_64;
  REFUSED(HANGTIME_ERR_LIMIT, &room,
          hangtime_session_restore(room.engine, bytes, site.snapshot_length, 0, &listener, &out,
                                   &id));
  CHECK(out == POISON_64 && id == POISON_64);
  REFUSED(HANGTIME_ERR_LIMIT, &room, call_session_restore_dart_port(&site));
  CHECK_OK(call_session_restore(&site));
  room_free(&room);
  CHECK_EQUAL(0, record.released);
}

static void no_more_holds_than_max_holds(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_holds = 1;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  CHECK_OK(hangtime_session_hold(room.engine, room.session, "share", 0));
  REFUSED(HANGTIME_ERR_LIMIT, &room,
          hangtime_session_hold(room.engine, room.session, "recording", 0));
  REFUSED(HANGTIME_ERR_ALREADY_HELD, &room,
          hangtime_session_hold(room.engine, room.session, "share", 0));
  CHECK_OK(hangtime_session_release_hold(room.engine, room.session, "share"));
  CHECK_OK(hangtime_session_hold(room.engine, room.session, "recording", 0));
  room_free(&room);
}

static void no_more_extensions_than_max_extensions(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_extensions = 2;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  for (uint32_t left = 2; left > 0; left--) {
    CHECK_EQUAL(left, room_status(&room).extensions_left);
    CHECK_OK(hangtime_session_extend(room.engine, room.session));
  }
  CHECK_EQUAL(0, room_status(&room).extensions_left);
  REFUSED(HANGTIME_ERR_LIMIT, &room, hangtime_session_extend(room.engine, room.session));
  /* Company does not refill them. */
  CHECK_OK(hangtime_roster_set(room.engine, room.session, PEOPLE, 1));
  CHECK_OK(hangtime_roster_set(room.engine, room.session, NULL, 0));
  REFUSED(HANGTIME_ERR_LIMIT, &room, hangtime_session_extend(room.engine, room.session));
  room_free(&room);
}

static unsigned lines_of(struct room *room) {
  struct state state;
  state_take(&state, room);
  unsigned lines = 0;
  for (const char *at = state.log; *at != '\0'; at++) {
    lines += *at == '\n';
  }
  return lines;
}

static void the_log_keeps_no_more_lines_than_max_log_lines(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_log_lines = 0;
  struct room silent = ROOM_INIT;
  room_open_alone(&silent, &settings);
  CHECK_EQUAL(0, lines_of(&silent));
  room_free(&silent);
  settings.max_log_lines = 4;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  CHECK_EQUAL(3, lines_of(&room));
  for (int n = 0; n < 20; n++) {
    CHECK_OK(hangtime_session_extend(room.engine, room.session));
  }
  /* One more says that older ones made room. */
  CHECK(lines_of(&room) >= 4 && lines_of(&room) <= 5);
  room_free(&room);
}

static void a_thread_that_the_system_refuses_is_told(void) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  /* Where addresses have 32 bits, there is room for a quarter of them. */
  options.thread_stack_size = SIZE_MAX / 4 * (sizeof(void *) == 4 ? 3 : 1);
  hangtime_engine *engine = NULL;
  CHECK_OK(hangtime_engine_new(&options, &engine));
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  struct site site = {.engine = room.engine, .session = room.session};
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  site.engine = engine;
  struct record record = RECORD_INIT;
  hangtime_listener listener = record_listener(&record);
  for (int n = 0; n < 3; n++) {
    hangtime_session session = POISON_64;
    hangtime_listener_id id = POISON_64;
    CHECK_RESULT(HANGTIME_ERR_THREAD, call_session_open(&site));
    CHECK_RESULT(HANGTIME_ERR_THREAD, call_session_restore(&site));
    CHECK_RESULT(HANGTIME_ERR_THREAD, call_session_restore_dart_port(&site));
    CHECK_RESULT(HANGTIME_ERR_THREAD,
                 hangtime_session_restore(engine, bytes, site.snapshot_length, 0, &listener,
                                          &session, &id));
    CHECK(session == POISON_64 && id == POISON_64);
    hangtime_stats stats = HANGTIME_STATS_INIT;
    CHECK_OK(hangtime_engine_stats(engine, &stats));
    CHECK(stats.sessions == 0 && stats.listeners == 0);
  }
  CHECK_OK(hangtime_engine_free(engine));
  CHECK_EQUAL(0, record.released);
  room_free(&room);
}

/* Allows one more thread at a time until both are to be had; in a process of its own. */
#ifndef _WIN32
static void open_under_a_limit_of_threads(void *nothing) {
  (void)nothing;
  /* Of a user that nobody else is: for root there is no such limit. */
  if (geteuid() == 0 && setresuid(61234, 61234, 61234) != 0) {
    printf("        (can not run here: root has no limit of threads, and can not be another)\n");
    return;
  }
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  struct rlimit limit;
  CHECK(getrlimit(RLIMIT_NPROC, &limit) == 0);
  limit.rlim_cur = 0;
  hangtime_session session = POISON_64;
  hangtime_result result = HANGTIME_ERR_THREAD;
  while (result == HANGTIME_ERR_THREAD && limit.rlim_cur < 100000) {
    CHECK_EQUAL(POISON_64, session);
    hangtime_stats stats = HANGTIME_STATS_INIT;
    CHECK_OK(hangtime_engine_stats(engine, &stats));
    CHECK_EQUAL(0, stats.sessions);
    CHECK(setrlimit(RLIMIT_NPROC, &limit) == 0);
    result = hangtime_session_open(engine, "room", NULL, &session);
    limit.rlim_cur++;
  }
  CHECK_OK(result);
  /* It was refused at least with room for none, and with room for one. */
  CHECK(limit.rlim_cur > 2);
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_flush(engine));
  CHECK_OK(hangtime_engine_free(engine));
}

static void after_a_refused_thread_the_session_can_be_opened_later(void) {
  int status = check_in_child(open_under_a_limit_of_threads, NULL);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_descriptor_that_the_system_refuses_is_told(void) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.delivery = HANGTIME_DELIVERY_POLL;
  struct rlimit limit, none;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  none = limit;
  none.rlim_cur = 0;
  hangtime_engine *engine = NULL;
  CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
  hangtime_result refused = hangtime_engine_new(&options, &engine);
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK_RESULT(HANGTIME_ERR_SYSTEM, refused);
  CHECK(engine == NULL);
  CHECK_OK(hangtime_engine_new(&options, &engine));
  CHECK_OK(hangtime_engine_free(engine));
}
#endif

int main(void) {
  check_begin();
  TEST(no_more_sessions_than_max_sessions);
  TEST(an_engine_without_room_for_sessions_starts_no_thread);
  TEST(no_more_connections_than_max_participants);
  TEST(no_more_users_linger_than_max_participants);
  TEST(no_more_listeners_than_max_listeners);
  TEST(a_session_that_takes_no_listener_is_not_restored_with_one);
  TEST(no_more_holds_than_max_holds);
  TEST(no_more_extensions_than_max_extensions);
  TEST(the_log_keeps_no_more_lines_than_max_log_lines);
  TEST(a_thread_that_the_system_refuses_is_told);
  TEST_OF_POSIX(after_a_refused_thread_the_session_can_be_opened_later, "a limit of threads");
  TEST_OF_POSIX(a_descriptor_that_the_system_refuses_is_told, "a limit of descriptors");
  return check_end();
}
