/* Every event with its values, in the order in which things happened. */
#include "room.h"

#define REPORT(name, room, ...) \
  CHECK_OK(hangtime_##name((room)->engine, (room)->session, __VA_ARGS__))
#define REPORT_PLAIN(name, room) CHECK_OK(hangtime_##name((room)->engine, (room)->session))

static hangtime_settings with_prompt(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  return settings;
}

static void a_join_is_told_and_being_alone_after_it(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  CHECK_EQUAL(room.session, room.record.session);
  room_free(&room);
}

static void a_join_into_company_is_told_alone(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_participant bob = {"bob", "bob-1", HANGTIME_KIND_HUMAN};
  REPORT(session_joined, &room, "alice", &bob, 1);
  CHECK_ROOM_TOLD("session_joined", &room);
  REPORT(participant_left, &room, "bob-1");
  CHECK_ROOM_TOLD("idle_started others_left", &room);
  REPORT(participant_joined, &room, "carol", "carol-1", HANGTIME_KIND_PHONE);
  CHECK_ROOM_TOLD("idle_stopped", &room);
  room_free(&room);
}

static void a_time_out_tells_why_and_a_leave_may_follow_it(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  room_advance(&room, 299999);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  room_advance(&room, 1);
  CHECK_ROOM_TOLD("session_timed_out waiting", &room);
  room_advance(&room, 10000000);
  REPORT_PLAIN(session_left, &room);
  CHECK_ROOM_TOLD("session_left", &room);
  room_free(&room);
}

static void a_time_out_after_company_says_so(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  REPORT(participant_joined, &room, "bob", "bob-1", HANGTIME_KIND_UNKNOWN);
  REPORT(user_left, &room, "bob");
  room_advance(&room, 300000);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; idle_stopped; idle_started others_left; "
                  "session_timed_out others_left", &room);
  room_free(&room);
}

static void the_longest_duration_is_warned_of_and_told_as_the_cause(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_duration_ms = 100000;
  settings.max_duration_warning_ms = 30000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  room_advance(&room, 70000);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; duration_warning 30000", &room);
  room_advance(&room, 30000);
  CHECK_ROOM_TOLD("session_timed_out max_duration", &room);
  room_free(&room);
}

static void the_link_is_told_as_it_goes_and_comes_and_closes(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  REPORT_PLAIN(session_connection_lost, &room);
  REPORT_PLAIN(session_connection_lost, &room);
  CHECK_ROOM_TOLD("connection_lost", &room);
  hangtime_participant bob = {"bob", "bob-1", HANGTIME_KIND_VIEWER};
  REPORT(session_connection_restored, &room, &bob, 1);
  REPORT(session_connection_restored, &room, NULL, 0);
  CHECK_ROOM_TOLD("connection_restored; idle_stopped", &room);
  REPORT_PLAIN(session_connection_closed, &room);
  REPORT_PLAIN(session_left, &room);
  CHECK_ROOM_TOLD("connection_closed; session_left", &room);
  room_free(&room);
}

static void a_restored_link_without_a_roster_changes_nobody(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_participant bob = {"bob", "bob-1", HANGTIME_KIND_HUMAN};
  REPORT(session_joined, &room, "alice", &bob, 1);
  REPORT_PLAIN(session_connection_lost, &room);
  REPORT(session_connection_restored, &room, NULL, 0);
  CHECK_ROOM_TOLD("session_joined; connection_lost; connection_restored", &room);
  /* A pointer with a count of 0 says that nobody is there. */
  REPORT_PLAIN(session_connection_lost, &room);
  REPORT(session_connection_restored, &room, &bob, 0);
  CHECK_ROOM_TOLD("connection_lost; connection_restored; idle_started others_left", &room);
  room_free(&room);
}

/* What takes a prompt away, and what is told with it. */
static void stay(struct room *room) { REPORT_PLAIN(session_extend, room); }
static void leave(struct room *room) { REPORT_PLAIN(session_left, room); }
static void lose(struct room *room) { REPORT_PLAIN(session_connection_lost, room); }
static void close_link(struct room *room) { REPORT_PLAIN(session_connection_closed, room); }
static void take_hold(struct room *room) { REPORT(session_hold, room, "share", 0); }
static void disable(struct room *room) { REPORT(session_set_idle_timeout, room, 0); }
static void lengthen(struct room *room) { REPORT(session_set_idle_timeout, room, 400000); }
static void run_out(struct room *room) { room_advance(room, 60000); }
static void sleep_through(struct room *room) {
  CHECK_OK(hangtime_engine_suspend(room->engine, 100000));
}
static void join(struct room *room) {
  REPORT(participant_joined, room, "bob", "bob-1", HANGTIME_KIND_HUMAN);
}

static const struct {
  void (*report)(struct room *room);
  const char *told;
} DISMISSALS[] = {
    {join, "prompt_dismissed joined; idle_stopped"},
    {stay, "prompt_dismissed extended"},
    {lose, "prompt_dismissed link; connection_lost"},
    {close_link, "prompt_dismissed link; connection_closed"},
    {take_hold, "prompt_dismissed held"},
    {sleep_through, "prompt_dismissed suspended"},
    {disable, "prompt_dismissed disabled"},
    {lengthen, "prompt_dismissed lengthened"},
    {leave, "prompt_dismissed left; session_left"},
    {run_out, "prompt_dismissed expired; session_timed_out waiting"},
};

static void a_prompt_is_told_with_its_time_and_number_and_why_it_goes(void) {
  for (size_t n = 0; n < COUNT_OF(DISMISSALS); n++) {
    check_about(DISMISSALS[n].told);
    hangtime_settings settings = with_prompt();
    struct room room = ROOM_INIT;
    room_open_alone(&room, &settings);
    room_advance(&room, 240000);
    CHECK_ROOM_TOLD("session_joined; idle_started waiting; idle_prompt 60000 1", &room);
    DISMISSALS[n].report(&room);
    CHECK_ROOM_TOLD(DISMISSALS[n].told, &room);
    room_free(&room);
  }
}

static void prompts_are_numbered_through_the_session(void) {
  hangtime_settings settings = with_prompt();
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  for (unsigned number = 1; number <= 3; number++) {
    char told[80];
    snprintf(told, sizeof told, "idle_prompt 60000 %u; prompt_dismissed extended", number);
    room_advance(&room, 240000);
    stay(&room);
    CHECK_ROOM_TOLD(told, &room);
  }
  CHECK_EQUAL(3, room_status(&room).prompts);
  room_free(&room);
}

static void a_period_of_0_tells_of_being_alone_and_ends_nothing(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 0;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  room_advance(&room, UINT64_C(1) << 53);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  join(&room);
  CHECK_ROOM_TOLD("idle_stopped", &room);
  room_free(&room);
}

static void a_listener_is_told_what_happens_after_its_adding(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct record late = RECORD_INIT;
  hangtime_listener listener = record_listener(&late);
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &id));
  join(&room);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; idle_stopped", &room);
  CHECK_TOLD("idle_stopped", &late);
  room_free(&room);
  CHECK_EQUAL(1, record_released(&late));
}

static void callbacks_that_are_null_are_left_out(void) {
  hangtime_settings settings = with_prompt();
  settings.max_duration_ms = 10000000;
  settings.max_duration_warning_ms = 9999999;
  struct room room = ROOM_INIT;
  room_open(&room, &settings);
  hangtime_listener silent = HANGTIME_LISTENER_INIT;
  hangtime_listener one = HANGTIME_LISTENER_INIT;
  struct record record = RECORD_INIT;
  one.user_data = &record;
  one.on_idle_prompt = record_prompt;
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &silent, &id));
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &one, &id));
  REPORT(session_joined, &room, "alice", NULL, 0);
  room_advance(&room, 240000);
  lose(&room);
  REPORT(session_connection_restored, &room, NULL, 0);
  join(&room);
  REPORT(participant_left, &room, "bob-1");
  close_link(&room);
  leave(&room);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; duration_warning 9999999; "
                  "idle_prompt 60000 1; prompt_dismissed link; connection_lost; "
                  "connection_restored; idle_stopped; idle_started others_left; "
                  "connection_closed; session_left", &room);
  CHECK_TOLD("idle_prompt 60000 1", &record);
  room_free(&room);
}

static void a_time_out_is_told_once_to_every_listener_that_is_present(void) {
  enum { LISTENERS = 50 };
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  static struct record records[LISTENERS];
  hangtime_listener_id ids[LISTENERS];
  for (int n = 0; n < LISTENERS; n++) {
    records[n] = (struct record)RECORD_INIT;
    hangtime_listener listener = record_listener(&records[n]);
    CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &ids[n]));
  }
  /* Every third goes before the moment, and one comes too late. */
  for (int n = 0; n < LISTENERS; n += 3) {
    CHECK_OK(hangtime_listener_remove(room.engine, ids[n]));
  }
  room_advance(&room, 300000);
  struct record late = RECORD_INIT;
  hangtime_listener listener = record_listener(&late);
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &id));
  room_advance(&room, 300000);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; session_timed_out waiting", &room);
  CHECK_TOLD("", &late);
  for (int n = 0; n < LISTENERS; n++) {
    CHECK_TOLD(n % 3 == 0 ? "" : "session_timed_out waiting", &records[n]);
  }
  room_free(&room);
}

static void sessions_and_engines_do_not_hear_of_each_other(void) {
  struct room rooms[3] = {ROOM_INIT, ROOM_INIT, ROOM_INIT};
  room_open_alone(&rooms[0], NULL);
  room_enter(&rooms[1], rooms[0].engine, NULL);
  room_open(&rooms[2], NULL);
  room_advance(&rooms[0], 300000);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; session_timed_out waiting", &rooms[0]);
  CHECK_ROOM_TOLD("", &rooms[1]);
  CHECK_ROOM_TOLD("", &rooms[2]);
  room_free(&rooms[0]);
  CHECK_EQUAL(1, record_released(&rooms[1].record));
  CHECK_EQUAL(HANGTIME_STATE_NEW, room_status(&rooms[2]).state);
  room_free(&rooms[2]);
}

int main(void) {
  check_begin();
  TEST(a_join_is_told_and_being_alone_after_it);
  TEST(a_join_into_company_is_told_alone);
  TEST(a_time_out_tells_why_and_a_leave_may_follow_it);
  TEST(a_time_out_after_company_says_so);
  TEST(the_longest_duration_is_warned_of_and_told_as_the_cause);
  TEST(the_link_is_told_as_it_goes_and_comes_and_closes);
  TEST(a_restored_link_without_a_roster_changes_nobody);
  TEST(a_prompt_is_told_with_its_time_and_number_and_why_it_goes);
  TEST(prompts_are_numbered_through_the_session);
  TEST(a_period_of_0_tells_of_being_alone_and_ends_nothing);
  TEST(a_listener_is_told_what_happens_after_its_adding);
  TEST(callbacks_that_are_null_are_left_out);
  TEST(a_time_out_is_told_once_to_every_listener_that_is_present);
  TEST(sessions_and_engines_do_not_hear_of_each_other);
  return check_end();
}
