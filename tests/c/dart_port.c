/*
 * Dart ports as listeners: each event is posted as the eight integers of hangtime_event, and a
 * port that is gone is dropped.
 */
#include "calls.h"

enum { PORT = 1, OTHER_PORT = 2 };

static hangtime_listener_id listen_with(struct room *room, int64_t port) {
  hangtime_listener_id id = 0;
  dart_port_open(port);
  CHECK_OK(hangtime_listener_add_dart_port(room->engine, room->session, dart_post_address(), port,
                                           &id));
  CHECK(id != 0);
  return id;
}

static hangtime_stats stats_of(const struct room *room) {
  hangtime_stats stats = HANGTIME_STATS_INIT;
  CHECK_OK(hangtime_engine_stats(room->engine, &stats));
  return stats;
}

static void expect_message(size_t number, hangtime_event expected) {
  int64_t fields[DART_FIELDS] = {
      (int64_t)expected.session,      (int64_t)expected.at_ms, (int64_t)expected.late_ms,
      (int64_t)expected.remaining_ms, expected.event_type,     expected.cause,
      expected.dismissed,             expected.number,
  };
  check_about(NAME_OF(EVENT_NAMES, expected.event_type));
  CHECK(memcmp(fields, dart_ports[PORT].messages[number], sizeof fields) == 0);
}

static void an_event_is_posted_as_its_eight_integers(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  struct room room = ROOM_INIT;
  room_open(&room, &settings);
  listen_with(&room, PORT);
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_suspend(room.engine, 240500));
  CHECK_OK(hangtime_session_extend(room.engine, room.session));
  CHECK_OK(hangtime_engine_flush(room.engine));
  const hangtime_event expected[] = {
      {room.session, 0, 0, 0, HANGTIME_EVENT_SESSION_JOINED, 0, 0, 0},
      {room.session, 0, 0, 0, HANGTIME_EVENT_IDLE_STARTED, HANGTIME_CAUSE_WAITING, 0, 0},
      {room.session, 240500, 500, 60000, HANGTIME_EVENT_IDLE_PROMPT, 0, 0, 1},
      {room.session, 240500, 0, 0, HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, 0,
       HANGTIME_DISMISSED_EXTENDED, 0},
  };
  CHECK_EQUAL(COUNT_OF(expected), dart_port_count(PORT));
  for (size_t n = 0; n < COUNT_OF(expected); n++) {
    expect_message(n, expected[n]);
  }
  room_free(&room);
  CHECK_EQUAL(COUNT_OF(expected), dart_port_count(PORT));
}

static void what_is_wrong_with_a_port_is_told(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  void *post = dart_post_address();
  hangtime_listener_id id = POISON_64;
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_listener_add_dart_port(engine, session, NULL, PORT, &id));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_listener_add_dart_port(engine, session, post, PORT, NULL));
  REFUSED(HANGTIME_ERR_INVALID, &room,
          hangtime_listener_add_dart_port(engine, session, post, 0, &id));
  CHECK_EQUAL(POISON_64, id);
  room_free(&room);
}

static void what_is_wrong_with_restoring_for_a_port_is_told(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  void *post = dart_post_address();
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = engine, .session = room.session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  size_t length = site.snapshot_length;
  uint64_t longest_ms = UINT64_C(1) << 53;
  hangtime_session out = POISON_64;
  const struct {
    hangtime_result expected;
    const void *bytes;
    size_t length;
    uint64_t elapsed_ms;
    void *post;
    int64_t port;
    hangtime_session *out;
  } MISTAKES[] = {
      {HANGTIME_ERR_NULL, NULL, length, 0, post, PORT, &out},
      {HANGTIME_ERR_NULL, bytes, length, 0, NULL, PORT, &out},
      {HANGTIME_ERR_NULL, bytes, length, 0, post, PORT, NULL},
      {HANGTIME_ERR_INVALID, bytes, length, 0, post, 0, &out},
      {HANGTIME_ERR_INVALID, bytes, length, longest_ms + 1, post, PORT, &out},
      {HANGTIME_ERR_SNAPSHOT, bytes, length - 1, 0, post, PORT, &out},
      {HANGTIME_ERR_SNAPSHOT, bytes, 0, 0, post, PORT, &out},
  };
  for (size_t n = 0; n < COUNT_OF(MISTAKES); n++) {
    REFUSED(MISTAKES[n].expected, &room,
            hangtime_session_restore_dart_port(engine, MISTAKES[n].bytes, MISTAKES[n].length,
                                               MISTAKES[n].elapsed_ms, MISTAKES[n].post,
                                               MISTAKES[n].port, MISTAKES[n].out));
  }
  bytes[4] = 0xfe;
  REFUSED(HANGTIME_ERR_VERSION, &room,
          hangtime_session_restore_dart_port(engine, bytes, length, 0, post, PORT, &out));
  CHECK_EQUAL(POISON_64, out);
  room_free(&room);
}

static void a_port_that_is_gone_is_dropped_with_the_first_event_it_does_not_take(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_listener_id id = listen_with(&room, PORT);
  hangtime_listener_id other = listen_with(&room, OTHER_PORT);
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_EQUAL(3, stats_of(&room).listeners);
  CHECK_EQUAL(0, stats_of(&room).listeners_dropped);
  dart_port_close(PORT);
  /* Nobody knows yet. */
  CHECK_EQUAL(3, stats_of(&room).listeners);
  for (int n = 0; n < 3; n++) {
    CHECK_OK(hangtime_participant_joined(room.engine, room.session, "bob", "b", 0));
    CHECK_OK(hangtime_participant_left(room.engine, room.session, "b"));
    CHECK_OK(hangtime_engine_flush(room.engine));
    CHECK_EQUAL(2, stats_of(&room).listeners);
    CHECK_EQUAL(1, stats_of(&room).listeners_dropped);
  }
  CHECK_RESULT(HANGTIME_ERR_HANDLE, hangtime_listener_remove(room.engine, id));
  CHECK_EQUAL(2, dart_port_count(PORT));
  CHECK_EQUAL(8, dart_port_count(OTHER_PORT));
  CHECK_OK(hangtime_listener_remove(room.engine, other));
  room_free(&room);
}

static void nothing_is_posted_to_a_port_after_its_removal(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_listener_id removed = listen_with(&room, PORT);
  hangtime_listener_id detached = listen_with(&room, OTHER_PORT);
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_OK(hangtime_listener_remove(room.engine, removed));
  CHECK_OK(hangtime_listener_detach(room.engine, detached));
  CHECK_OK(hangtime_session_left(room.engine, room.session));
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_EQUAL(2, dart_port_count(PORT));
  CHECK_EQUAL(2, dart_port_count(OTHER_PORT));
  CHECK_EQUAL(0, stats_of(&room).listeners_dropped);
  room_free(&room);
}

static void a_session_is_restored_with_a_port_that_hears_what_is_due(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_duration_ms = 1000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = room.engine, .session = room.session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  dart_port_open(PORT);
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_restore_dart_port(room.engine, bytes, site.snapshot_length, 5000,
                                              dart_post_address(), PORT, &session));
  CHECK(session != 0 && session != room.session);
  CHECK_EQUAL(2, stats_of(&room).listeners);
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_EQUAL(0, dart_port_count(PORT));
  room_advance(&room, 0);
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_EQUAL(1, dart_port_count(PORT));
  expect_message(0, (hangtime_event){session, 0, 4000, 0, HANGTIME_EVENT_SESSION_TIMED_OUT,
                                     HANGTIME_CAUSE_MAX_DURATION, 0, 0});
  /* The listener goes with the session. */
  CHECK_OK(hangtime_session_close(room.engine, session));
  CHECK_EQUAL(1, stats_of(&room).listeners);
  room_free(&room);
}

int main(void) {
  check_begin();
  TEST(an_event_is_posted_as_its_eight_integers);
  TEST(what_is_wrong_with_a_port_is_told);
  TEST(what_is_wrong_with_restoring_for_a_port_is_told);
  TEST(a_port_that_is_gone_is_dropped_with_the_first_event_it_does_not_take);
  TEST(nothing_is_posted_to_a_port_after_its_removal);
  TEST(a_session_is_restored_with_a_port_that_hears_what_is_due);
  return check_end();
}
