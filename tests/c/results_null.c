/* A required pointer that is NULL is told, in every position, and nothing has changed then. */
#include "calls.h"

static hangtime_participant PERSON = {"bob", "bob-1", HANGTIME_KIND_HUMAN};

static void every_function_refuses_no_engine(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  unsigned char snapshot[SNAPSHOT_MOST];
  struct site site = {.engine = room.engine, .session = room.session, .listener = room.listener};
  site_take_snapshot(&site, snapshot, sizeof snapshot);
  site.engine = NULL;
  FOR_EACH_CALL(call) { REFUSED(HANGTIME_ERR_NULL, &room, call->make(&site)); }
  room_free(&room);
}

static void freeing_no_engine_is_fine(void) {
  CHECK_OK(hangtime_engine_free(NULL));
}

static void an_engine_needs_a_place_and_no_options(void) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_new(NULL, NULL));
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_new(&options, NULL));
  hangtime_engine *engine = NULL;
  CHECK_OK(hangtime_engine_new(NULL, &engine));
  CHECK_OK(hangtime_engine_free(engine));
}

static void outputs_of_an_engine_are_required(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_engine_next_deadline(room.engine, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_engine_stats(room.engine, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_status(room.engine, room.session, NULL));
  room_free(&room);
}

static void places_of_poll_mode_are_required(void) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_POLL);
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  hangtime_event events[4];
  size_t count = 77;
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_event_fd(engine, NULL));
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_take_events(engine, NULL, 4, &count));
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_take_events(engine, events, 4, NULL));
  CHECK_EQUAL(77, count);
  /* None of these took an event. */
  CHECK_OK(hangtime_engine_take_events(engine, events, 4, &count));
  CHECK_EQUAL(2, count);
  CHECK_OK(hangtime_engine_free(engine));
}

static void a_session_needs_an_id_and_a_place_and_no_settings(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  hangtime_session session = POISON_64;
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_open(engine, NULL, &settings, &session));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_open(engine, "another", &settings, NULL));
  CHECK_EQUAL(POISON_64, session);
  CHECK_OK(hangtime_session_open(engine, "another", NULL, &session));
  room_free(&room);
}

static void a_report_needs_its_names(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_joined(engine, session, NULL, &PERSON, 1));
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  hangtime_kind human = HANGTIME_KIND_HUMAN;
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_participant_joined(engine, session, NULL, "p", human));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_participant_joined(engine, session, "u", NULL, human));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_participant_changed(engine, session, NULL, human));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_participant_left(engine, session, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_user_left(engine, session, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_hold(engine, session, NULL, 0));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_release_hold(engine, session, NULL));
  room_free(&room);
}

static void a_roster_needs_its_entries_and_their_names(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  hangtime_participant no_uid[] = {PERSON, {NULL, "carol-1", HANGTIME_KIND_HUMAN}};
  hangtime_participant no_pid[] = {PERSON, {"carol", NULL, HANGTIME_KIND_HUMAN}};
  hangtime_participant *const rosters[] = {NULL, no_uid, no_pid};
  for (size_t n = 0; n < COUNT_OF(rosters); n++) {
    REFUSED(HANGTIME_ERR_NULL, &room,
            hangtime_session_joined(engine, session, "alice", rosters[n], 2));
  }
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  for (size_t n = 0; n < COUNT_OF(rosters); n++) {
    REFUSED(HANGTIME_ERR_NULL, &room, hangtime_roster_set(engine, session, rosters[n], 2));
    REFUSED(HANGTIME_ERR_NULL, &room,
            hangtime_session_connection_restored(engine, session, rosters[n], 2));
  }
  room_free(&room);
}

static void texts_and_bytes_need_a_length_and_a_buffer_of_that_capacity(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  char buffer[SNAPSHOT_MOST];
  size_t size = sizeof buffer;
  size_t length = 77;
  memset(buffer, POISON, sizeof buffer);
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_id(engine, session, NULL, size, &length));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_id(engine, session, buffer, size, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_log(engine, session, NULL, size, &length));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_log(engine, session, buffer, size, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_session_snapshot(engine, session, NULL, size, &length));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_session_snapshot(engine, session, buffer, size, NULL));
  CHECK_EQUAL(77, length);
  CHECK(is_poisoned(buffer, sizeof buffer));
  CHECK_OK(hangtime_session_id(engine, session, NULL, 0, &length));
  CHECK_OK(hangtime_session_log(engine, session, NULL, 0, &length));
  CHECK_OK(hangtime_session_snapshot(engine, session, NULL, 0, &length));
  room_free(&room);
}

static void adding_needs_a_listener_and_a_place(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct record other = RECORD_INIT;
  hangtime_listener listener = record_listener(&other);
  hangtime_listener_id id = POISON_64;
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_listener_add(room.engine, room.session, NULL, &id));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_listener_add(room.engine, room.session, &listener, NULL));
  CHECK_EQUAL(POISON_64, id);
  room_free(&room);
  CHECK_EQUAL(0, other.released);
}

static void restoring_needs_bytes_and_a_place_for_each_handle(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = room.engine, .session = room.session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  struct record other = RECORD_INIT;
  hangtime_listener listener = record_listener(&other);
  hangtime_session out = POISON_64;
  hangtime_listener_id id = POISON_64;
  hangtime_engine *engine = room.engine;
  size_t length = site.snapshot_length;
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_session_restore(engine, NULL, length, 0, NULL, &out, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_session_restore(engine, bytes, length, 0, NULL, NULL, NULL));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_session_restore(engine, bytes, length, 0, &listener, NULL, &id));
  REFUSED(HANGTIME_ERR_NULL, &room,
          hangtime_session_restore(engine, bytes, length, 0, &listener, &out, NULL));
  /* A place for a listener that was not given is another mistake. */
  REFUSED(HANGTIME_ERR_INVALID, &room,
          hangtime_session_restore(engine, bytes, length, 0, NULL, &out, &id));
  CHECK_EQUAL(POISON_64, out);
  CHECK_EQUAL(POISON_64, id);
  room_free(&room);
  CHECK_EQUAL(0, other.released);
}

static void settings_functions_know_what_they_need(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  hangtime_settings before = settings;
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_settings_set_preset(NULL, "gentle"));
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_settings_set_preset(&settings, NULL));
  CHECK(memcmp(&before, &settings, sizeof settings) == 0);
  const char *field = "poison";
  const char *reason = "poison";
  CHECK_OK(hangtime_settings_check(NULL, &field, &reason));
  CHECK(field == NULL && reason == NULL);
  CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
  settings.session_type = 9;
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_settings_check(&settings, NULL, NULL));
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_settings_check(&settings, NULL, &reason));
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_settings_check(&settings, &field, NULL));
  CHECK(field != NULL && reason != NULL);
}

static void initializers_do_nothing_with_no_place(void) {
  hangtime_engine_options_init(NULL, sizeof(hangtime_engine_options));
  hangtime_settings_init(NULL, sizeof(hangtime_settings));
  hangtime_listener_init(NULL, sizeof(hangtime_listener));
  hangtime_status_init(NULL, sizeof(hangtime_status));
  hangtime_stats_init(NULL, sizeof(hangtime_stats));
}

int main(void) {
  check_begin();
  TEST(every_function_refuses_no_engine);
  TEST(freeing_no_engine_is_fine);
  TEST(an_engine_needs_a_place_and_no_options);
  TEST(outputs_of_an_engine_are_required);
  TEST(places_of_poll_mode_are_required);
  TEST(a_session_needs_an_id_and_a_place_and_no_settings);
  TEST(a_report_needs_its_names);
  TEST(a_roster_needs_its_entries_and_their_names);
  TEST(texts_and_bytes_need_a_length_and_a_buffer_of_that_capacity);
  TEST(adding_needs_a_listener_and_a_place);
  TEST(restoring_needs_bytes_and_a_place_for_each_handle);
  TEST(settings_functions_know_what_they_need);
  TEST(initializers_do_nothing_with_no_place);
  return check_end();
}
