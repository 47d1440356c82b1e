/*
 * A session as bytes: it goes on exactly where it stood, in every phase, in another engine or
 * process. A twin that was never moved shows what it would have done.
 */
#include "room.h"

enum { EVENTS_MOST = 64, STEPS = 400 };

#define REPORT(name, ...) CHECK_OK(hangtime_##name(engine, session, __VA_ARGS__))
#define REPORT_PLAIN(name) CHECK_OK(hangtime_##name(engine, session))

/* How a session comes into a phase. */
typedef void script(hangtime_engine *engine, hangtime_session session);

static void alone(hangtime_engine *engine, hangtime_session session) {
  REPORT(session_joined, "alice", NULL, 0);
  CHECK_OK(hangtime_engine_advance(engine, 12345));
}
static void opened(hangtime_engine *engine, hangtime_session session) {
  (void)session;
  CHECK_OK(hangtime_engine_advance(engine, 777));
}
static void accompanied(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  REPORT(participant_joined, "bob", "bob-1", HANGTIME_KIND_PHONE);
  REPORT(participant_joined, "bob", "bob-2", HANGTIME_KIND_UNKNOWN);
  REPORT(participant_joined, "notes", "notes-1", HANGTIME_KIND_BOT);
  CHECK_OK(hangtime_engine_advance(engine, 1001));
}
static void left_alone(hangtime_engine *engine, hangtime_session session) {
  accompanied(engine, session);
  REPORT(user_left, "bob");
  CHECK_OK(hangtime_engine_advance(engine, 3000));
}
static void lingering(hangtime_engine *engine, hangtime_session session) {
  accompanied(engine, session);
  REPORT(user_left, "bob");
  CHECK_OK(hangtime_engine_advance(engine, 1500));
}
static void disabled(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  REPORT(session_set_idle_timeout, 0);
}
static void retimed(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  REPORT(session_set_waiting_timeout, 200000);
  REPORT(session_set_idle_timeout, 250000);
}
static void paused(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  REPORT_PLAIN(session_connection_lost);
  CHECK_OK(hangtime_engine_advance(engine, 50000));
}
static void held(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  REPORT(session_hold, "share", 0);
  REPORT(session_hold, "recording", 90000);
  CHECK_OK(hangtime_engine_advance(engine, 20000));
  REPORT(session_release_hold, "share");
}
static void resyncing(hangtime_engine *engine, hangtime_session session) {
  paused(engine, session);
  REPORT(session_connection_restored, NULL, 0);
  CHECK_OK(hangtime_engine_advance(engine, 2000));
}
static void prompting(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  CHECK_OK(hangtime_engine_advance(engine, 240000));
}
static void extended(hangtime_engine *engine, hangtime_session session) {
  prompting(engine, session);
  REPORT_PLAIN(session_extend);
  CHECK_OK(hangtime_engine_advance(engine, 30000));
}
static void found_late(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  CHECK_OK(hangtime_engine_suspend(engine, 400000));
  CHECK_OK(hangtime_engine_advance(engine, 1000));
}
static void timed_out(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  CHECK_OK(hangtime_engine_advance(engine, 300000));
}
static void closed(hangtime_engine *engine, hangtime_session session) {
  accompanied(engine, session);
  REPORT_PLAIN(session_connection_closed);
}
static void gone(hangtime_engine *engine, hangtime_session session) {
  alone(engine, session);
  REPORT_PLAIN(session_left);
}

static const struct {
  const char *name;
  script *run;
  hangtime_state state;
  hangtime_phase phase;
} SCRIPTS[] = {
    {"opened", opened, HANGTIME_STATE_NEW, HANGTIME_PHASE_NONE},
    {"alone", alone, HANGTIME_STATE_JOINED, HANGTIME_PHASE_COUNTING},
    {"accompanied", accompanied, HANGTIME_STATE_JOINED, HANGTIME_PHASE_ACCOMPANIED},
    {"left alone", left_alone, HANGTIME_STATE_JOINED, HANGTIME_PHASE_COUNTING},
    {"lingering", lingering, HANGTIME_STATE_JOINED, HANGTIME_PHASE_ACCOMPANIED},
    {"disabled", disabled, HANGTIME_STATE_JOINED, HANGTIME_PHASE_DISABLED},
    {"retimed", retimed, HANGTIME_STATE_JOINED, HANGTIME_PHASE_COUNTING},
    {"paused", paused, HANGTIME_STATE_JOINED, HANGTIME_PHASE_PAUSED},
    {"held", held, HANGTIME_STATE_JOINED, HANGTIME_PHASE_HELD},
    {"resyncing", resyncing, HANGTIME_STATE_JOINED, HANGTIME_PHASE_RESYNCING},
    {"prompting", prompting, HANGTIME_STATE_JOINED, HANGTIME_PHASE_PROMPTING},
    {"extended", extended, HANGTIME_STATE_JOINED, HANGTIME_PHASE_COUNTING},
    {"found late", found_late, HANGTIME_STATE_JOINED, HANGTIME_PHASE_RESYNCING},
    {"timed out", timed_out, HANGTIME_STATE_TIMED_OUT, HANGTIME_PHASE_NONE},
    {"closed", closed, HANGTIME_STATE_CONNECTION_CLOSED, HANGTIME_PHASE_NONE},
    {"gone", gone, HANGTIME_STATE_LEFT, HANGTIME_PHASE_NONE},
};

/* A session and its engine, in poll mode, so that its events have times. */
struct side {
  hangtime_engine *engine;
  hangtime_session session;
  /* Where the engine's clock stood at the parting of the twins. */
  uint64_t zero_ms;
};

static hangtime_settings usual_settings(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  settings.leave_grace_ms = 2000;
  settings.max_duration_ms = 2000000;
  settings.max_duration_warning_ms = 5000;
  settings.max_extensions = 5;
  settings.session_type = HANGTIME_TYPE_VOICE;
  settings.max_log_lines = 6;
  return settings;
}

static size_t drain(const struct side *side, hangtime_event *events) {
  size_t count = 0;
  CHECK_OK(hangtime_engine_take_events(side->engine, events, EVENTS_MOST, &count));
  return count;
}

static uint64_t clock_of(hangtime_engine *engine) {
  /* A session that is joined says in its event what the clock says. */
  hangtime_session session = 0;
  hangtime_event events[EVENTS_MOST];
  size_t count = 0;
  CHECK_OK(hangtime_session_open(engine, "clock", NULL, &session));
  CHECK_OK(hangtime_session_joined(engine, session, "clock", NULL, 0));
  CHECK_OK(hangtime_session_close(engine, session));
  CHECK_OK(hangtime_engine_take_events(engine, events, EVENTS_MOST, &count));
  return count > 0 ? events[count - 1].at_ms : 0;
}

static struct side side_open(script *run) {
  hangtime_settings settings = usual_settings();
  if (run == found_late) {
    settings.prompt_ms = 0;
  }
  struct side side = {.engine = engine_with(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_POLL)};
  CHECK_OK(hangtime_session_open(side.engine, "caf\xc3\xa9", &settings, &side.session));
  run(side.engine, side.session);
  side.zero_ms = clock_of(side.engine);
  return side;
}

/* The session in an engine whose clock stands elsewhere, after so much time. */
static struct side side_move(const struct side *from, uint64_t elapsed_ms) {
  unsigned char bytes[SNAPSHOT_MOST];
  size_t length = 0;
  struct side side = {.engine = engine_with(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_POLL)};
  CHECK_OK(hangtime_engine_advance(side.engine, 98765));
  CHECK_OK(hangtime_session_snapshot(from->engine, from->session, bytes, sizeof bytes, &length));
  CHECK_OK(hangtime_session_restore(side.engine, bytes, length, elapsed_ms, NULL, &side.session,
                                    NULL));
  side.zero_ms = clock_of(side.engine) - elapsed_ms;
  return side;
}

static void compare_events(const struct side *a, const struct side *b) {
  hangtime_event of_a[EVENTS_MOST], of_b[EVENTS_MOST];
  size_t count = drain(a, of_a);
  CHECK_EQUAL(count, drain(b, of_b));
  for (size_t n = 0; n < count; n++) {
    CHECK_EQUAL(a->session, of_a[n].session);
    CHECK_EQUAL(b->session, of_b[n].session);
    CHECK_EQUAL(of_a[n].at_ms - a->zero_ms, of_b[n].at_ms - b->zero_ms);
    CHECK_EQUAL(of_a[n].late_ms, of_b[n].late_ms);
    CHECK_EQUAL(of_a[n].event_type, of_b[n].event_type);
    CHECK_EQUAL(of_a[n].remaining_ms, of_b[n].remaining_ms);
    CHECK_EQUAL(of_a[n].cause, of_b[n].cause);
    CHECK_EQUAL(of_a[n].dismissed, of_b[n].dismissed);
    CHECK_EQUAL(of_a[n].number, of_b[n].number);
  }
}

static void compare(const struct side *a, const struct side *b) {
  hangtime_status status_a = HANGTIME_STATUS_INIT;
  hangtime_status status_b = HANGTIME_STATUS_INIT;
  char text_a[LOG_MOST], text_b[LOG_MOST];
  size_t length = 0;
  uint64_t next_a = 0, next_b = 0;
  CHECK_OK(hangtime_session_status(a->engine, a->session, &status_a));
  CHECK_OK(hangtime_session_status(b->engine, b->session, &status_b));
  CHECK(memcmp(&status_a, &status_b, sizeof status_a) == 0);
  CHECK_OK(hangtime_session_log(a->engine, a->session, text_a, sizeof text_a, &length));
  CHECK_OK(hangtime_session_log(b->engine, b->session, text_b, sizeof text_b, &length));
  CHECK_TEXT(text_a, text_b);
  CHECK_OK(hangtime_session_id(a->engine, a->session, text_a, sizeof text_a, &length));
  CHECK_OK(hangtime_session_id(b->engine, b->session, text_b, sizeof text_b, &length));
  CHECK_TEXT(text_a, text_b);
  CHECK_OK(hangtime_engine_next_deadline(a->engine, &next_a));
  CHECK_OK(hangtime_engine_next_deadline(b->engine, &next_b));
  CHECK_EQUAL(next_a, next_b);
}

/* Does the same to both, for long enough that everything comes to its end. */
static void go_on(const struct side *a, const struct side *b) {
  const struct side *const sides[] = {a, b};
  for (unsigned step = 0; step < STEPS; step++) {
    hangtime_result results[2];
    for (int n = 0; n < 2; n++) {
      hangtime_engine *engine = sides[n]->engine;
      hangtime_session session = sides[n]->session;
      CHECK_OK(hangtime_engine_advance(engine, 7001));
      results[n] = step == 3    ? hangtime_session_extend(engine, session)
                   : step == 9  ? hangtime_participant_left(engine, session, "bob-1")
                   : step == 20 ? hangtime_session_connection_restored(engine, session, NULL, 0)
                   : step == 90 ? hangtime_session_joined(engine, session, "alice", NULL, 0)
                                : HANGTIME_OK;
    }
    CHECK_RESULT(results[0], results[1]);
    compare_events(a, b);
  }
  compare(a, b);
}

static void every_phase_goes_on_exactly(void) {
  for (size_t n = 0; n < COUNT_OF(SCRIPTS); n++) {
    check_about(SCRIPTS[n].name);
    struct side twin = side_open(SCRIPTS[n].run);
    struct side moved = side_move(&twin, 0);
    hangtime_status status = HANGTIME_STATUS_INIT;
    CHECK_OK(hangtime_session_status(moved.engine, moved.session, &status));
    CHECK_EQUAL(SCRIPTS[n].state, status.state);
    CHECK_EQUAL(SCRIPTS[n].phase, status.phase);
    compare(&twin, &moved);
    go_on(&twin, &moved);
    CHECK_OK(hangtime_engine_free(twin.engine));
    CHECK_OK(hangtime_engine_free(moved.engine));
  }
}

static void time_that_passed_meanwhile_counts_as_if_it_had_been_there(void) {
  static const uint64_t ELAPSED[] = {1, 4000, 59999, 300500, 700000, 3000000};
  for (size_t n = 0; n < COUNT_OF(SCRIPTS) * COUNT_OF(ELAPSED); n++) {
    uint64_t elapsed_ms = ELAPSED[n % COUNT_OF(ELAPSED)];
    check_about(SCRIPTS[n / COUNT_OF(ELAPSED)].name);
    struct side twin = side_open(SCRIPTS[n / COUNT_OF(ELAPSED)].run);
    struct side moved = side_move(&twin, elapsed_ms);
    /* The twin was there, but not watched. */
    CHECK_OK(hangtime_engine_suspend(twin.engine, elapsed_ms));
    CHECK_OK(hangtime_engine_advance(moved.engine, 0));
    compare_events(&twin, &moved);
    compare(&twin, &moved);
    go_on(&twin, &moved);
    CHECK_OK(hangtime_engine_free(twin.engine));
    CHECK_OK(hangtime_engine_free(moved.engine));
  }
}

static void writing_a_snapshot_changes_nothing(void) {
  for (size_t n = 0; n < COUNT_OF(SCRIPTS); n++) {
    check_about(SCRIPTS[n].name);
    struct room room = ROOM_INIT;
    hangtime_settings settings = usual_settings();
    if (SCRIPTS[n].run == found_late) {
      settings.prompt_ms = 0;
    }
    room_open(&room, &settings);
    SCRIPTS[n].run(room.engine, room.session);
    struct state before, after;
    state_take(&before, &room);
    for (int m = 0; m < 5; m++) {
      state_take(&after, &room);
    }
    state_compare(&before, &after, "a snapshot", __FILE__, __LINE__);
    room_free(&room);
  }
}

int main(void) {
  check_begin();
  TEST(every_phase_goes_on_exactly);
  TEST(time_that_passed_meanwhile_counts_as_if_it_had_been_there);
  TEST(writing_a_snapshot_changes_nothing);
  return check_end();
}
