/*
 * A device that sleeps: the clock that counts sleep jumps, the waits of threads do not. The program
 * has a clock_gettime of its own, which the library finds before that of the system.
 */
#include <poll.h>
#ifndef _WIN32
#include <sys/syscall.h>
#endif

#include "room.h"

#ifdef _WIN32
void shim_sleep(uint64_t seconds);
static void sleep_for(uint64_t seconds) { shim_sleep(seconds); }
#else
static _Atomic int64_t slept_s;

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && clock == CLOCK_BOOTTIME) {
    now->tv_sec += atomic_load(&slept_s);
  }
  return result;
}

static void sleep_for(int64_t seconds) { atomic_fetch_add(&slept_s, seconds); }
#endif

enum { NIGHT_S = 8 * 3600, GRACE_MS = 100 };

/* An engine in poll mode, and a session in it whose user is alone. */
static hangtime_engine *alone(const hangtime_settings *settings, hangtime_session *session) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_POLL);
  CHECK_OK(hangtime_session_open(engine, "room", settings, session));
  CHECK_OK(hangtime_session_joined(engine, *session, "alice", NULL, 0));
  return engine;
}

static uint32_t phase_of(hangtime_engine *engine, hangtime_session session) {
  hangtime_status status = HANGTIME_STATUS_INIT;
  CHECK_OK(hangtime_session_status(engine, session, &status));
  return status.phase;
}

/* Waits for an event of this type and gives it; all others are passed over. */
static hangtime_event await(hangtime_engine *engine, hangtime_event_type type) {
  hangtime_event event = {0};
  intptr_t descriptor = -1;
  CHECK_OK(hangtime_engine_event_fd(engine, &descriptor));
  while (event.event_type != type) {
    struct pollfd waiting = {.fd = (int)descriptor, .events = POLLIN};
    size_t count = 0;
    if (poll(&waiting, 1, -1) > 0) {
      CHECK_OK(hangtime_engine_take_events(engine, &event, 1, &count));
    }
  }
  return event;
}

static void a_session_that_slept_past_its_end_is_saved_by_a_join_in_the_grace(void) {
  hangtime_session session = 0;
  hangtime_engine *engine = alone(NULL, &session);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  CHECK_EQUAL(HANGTIME_PHASE_RESYNCING, phase_of(engine, session));
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, phase_of(engine, session));
  CHECK_OK(hangtime_engine_free(engine));
}

static void a_report_after_the_sleep_finds_it_out_by_itself(void) {
  hangtime_session session = 0;
  hangtime_engine *engine = alone(NULL, &session);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, phase_of(engine, session));
  CHECK_OK(hangtime_engine_free(engine));
}

static void without_a_join_it_ends_after_the_grace_and_not_before(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.resync_grace_ms = GRACE_MS;
  hangtime_session session = 0;
  hangtime_engine *engine = alone(&settings, &session);
  hangtime_event started = await(engine, HANGTIME_EVENT_IDLE_STARTED);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  hangtime_event ended = await(engine, HANGTIME_EVENT_SESSION_TIMED_OUT);
  CHECK_EQUAL(HANGTIME_CAUSE_WAITING, ended.cause);
  CHECK(ended.at_ms >= started.at_ms + NIGHT_S * 1000ULL + GRACE_MS);
  CHECK_OK(hangtime_engine_free(engine));
}

static void the_prompt_is_shown_in_full_after_the_sleep(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 200;
  settings.resync_grace_ms = 0;
  hangtime_session session = 0;
  hangtime_engine *engine = alone(&settings, &session);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  hangtime_event shown = await(engine, HANGTIME_EVENT_IDLE_PROMPT);
  CHECK_EQUAL(200, shown.remaining_ms);
  hangtime_event ended = await(engine, HANGTIME_EVENT_SESSION_TIMED_OUT);
  CHECK(ended.at_ms >= shown.at_ms + 200);
  CHECK_OK(hangtime_engine_free(engine));
}

int main(void) {
  check_begin();
  TEST(a_session_that_slept_past_its_end_is_saved_by_a_join_in_the_grace);
  TEST(a_report_after_the_sleep_finds_it_out_by_itself);
  TEST(without_a_join_it_ends_after_the_grace_and_not_before);
  TEST(the_prompt_is_shown_in_full_after_the_sleep);
  return check_end();
}
