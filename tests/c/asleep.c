/*
 * A device that sleeps: the clock that counts sleep jumps, the waits of threads do not, and timers
 * on that clock come when they would have. The program has a clock and timers of its own, which the
 * library finds before those of the system.
 */
#ifndef _WIN32
#include <sys/syscall.h>
#include <sys/timerfd.h>
#endif

#include "alone.h"

#ifdef _WIN32
void shim_sleep(uint64_t seconds);
static void sleep_for(uint64_t seconds) { shim_sleep(seconds); }
#else
static _Atomic int64_t slept_s;
/* How far the clock that the library is shown is behind that of its timer. */
static _Atomic int64_t behind_s;

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && clock == CLOCK_BOOTTIME) {
    now->tv_sec += atomic_load(&slept_s) - atomic_load(&behind_s);
  }
  return result;
}

/* The one timer that there is: the clock of the system itself does not know of the sleep. */
static struct {
  pthread_mutex_t mutex;
  int descriptor;
  struct itimerspec asked;
  unsigned times_set;
} timer = {.mutex = PTHREAD_MUTEX_INITIALIZER, .descriptor = -1};

static int set_timer(void) {
  struct itimerspec real = timer.asked;
  if (real.it_value.tv_sec > atomic_load(&slept_s)) {
    real.it_value.tv_sec -= atomic_load(&slept_s);
  } else if (real.it_value.tv_sec > 0) {
    real.it_value = (struct timespec){.tv_nsec = 1};
  }
  return (int)syscall(SYS_timerfd_settime, timer.descriptor, TFD_TIMER_ABSTIME, &real, NULL);
}

int timerfd_create(clockid_t clock, int flags) {
  CHECK_EQUAL(CLOCK_BOOTTIME, clock);
  return (int)syscall(SYS_timerfd_create, clock, flags);
}

int timerfd_settime(int descriptor, int flags, const struct itimerspec *at,
                    struct itimerspec *before) {
  CHECK_EQUAL(TFD_TIMER_ABSTIME, flags);
  CHECK(before == NULL);
  pthread_mutex_lock(&timer.mutex);
  timer.descriptor = descriptor;
  timer.asked = *at;
  timer.times_set++;
  int result = set_timer();
  pthread_mutex_unlock(&timer.mutex);
  return result;
}

static void sleep_for(int64_t seconds) {
  pthread_mutex_lock(&timer.mutex);
  atomic_fetch_add(&slept_s, seconds);
  set_timer();
  pthread_mutex_unlock(&timer.mutex);
}
#endif

enum { NIGHT_S = 8 * 3600, GRACE_MS = 100 };

static uint32_t phase_of(hangtime_engine *engine, hangtime_session session) {
  hangtime_status status = HANGTIME_STATUS_INIT;
  CHECK_OK(hangtime_session_status(engine, session, &status));
  return status.phase;
}

static void a_session_that_slept_past_its_end_is_saved_by_a_join_in_the_grace(void) {
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session session = alone_in(engine, NULL);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  CHECK_EQUAL(HANGTIME_PHASE_RESYNCING, phase_of(engine, session));
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, phase_of(engine, session));
  CHECK_OK(hangtime_engine_free(engine));
}

static void a_report_after_the_sleep_finds_it_out_by_itself(void) {
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session session = alone_in(engine, NULL);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, phase_of(engine, session));
  CHECK_OK(hangtime_engine_free(engine));
}

/* A session that nobody joins, in an engine that has just slept for a night. */
static hangtime_engine *engine_after_a_night(hangtime_event *started) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.resync_grace_ms = GRACE_MS;
  hangtime_engine *engine = engine_of_system_polled();
  alone_in(engine, &settings);
  *started = await(engine, HANGTIME_EVENT_IDLE_STARTED);
  sleep_for(NIGHT_S);
  return engine;
}

static void end_after_the_grace(hangtime_engine *engine, const hangtime_event *started) {
  hangtime_event ended = await(engine, HANGTIME_EVENT_SESSION_TIMED_OUT);
  CHECK_EQUAL(HANGTIME_CAUSE_WAITING, ended.cause);
  CHECK(ended.at_ms >= started->at_ms + NIGHT_S * 1000ULL + GRACE_MS);
  CHECK_OK(hangtime_engine_free(engine));
}

static void without_a_join_it_ends_after_the_grace_and_not_before(void) {
  hangtime_event started;
  hangtime_engine *engine = engine_after_a_night(&started);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  end_after_the_grace(engine, &started);
}

/* Nobody says that it slept: on Linux the timer comes, elsewhere it is looked for every 10 s. */
static void a_time_out_that_passed_in_the_sleep_comes_without_a_call(void) {
  hangtime_event started;
  hangtime_engine *engine = engine_after_a_night(&started);
  end_after_the_grace(engine, &started);
}

static void the_prompt_is_shown_in_full_after_the_sleep(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 200;
  settings.resync_grace_ms = 0;
  hangtime_engine *engine = engine_of_system_polled();
  alone_in(engine, &settings);
  sleep_for(NIGHT_S);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  hangtime_event shown = await(engine, HANGTIME_EVENT_IDLE_PROMPT);
  CHECK_EQUAL(200, shown.remaining_ms);
  hangtime_event ended = await(engine, HANGTIME_EVENT_SESSION_TIMED_OUT);
  CHECK(ended.at_ms >= shown.at_ms + 200);
  CHECK_OK(hangtime_engine_free(engine));
}

#ifndef _WIN32
/* As where somebody puts a clock of his own before that of the system. */
static void a_clock_that_is_not_the_timers_has_nobody_run_in_circles(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 300;
  atomic_store(&behind_s, 3);
  timer.times_set = 0;
  hangtime_engine *engine = engine_of_system_polled();
  alone_in(engine, &settings);
  await(engine, HANGTIME_EVENT_SESSION_TIMED_OUT);
  CHECK_OK(hangtime_engine_free(engine));
  CHECK(timer.times_set > 0 && timer.times_set < 20);
}
#endif

int main(void) {
  check_begin();
  TEST(a_session_that_slept_past_its_end_is_saved_by_a_join_in_the_grace);
  TEST(a_report_after_the_sleep_finds_it_out_by_itself);
  TEST(without_a_join_it_ends_after_the_grace_and_not_before);
  TEST(a_time_out_that_passed_in_the_sleep_comes_without_a_call);
  TEST(the_prompt_is_shown_in_full_after_the_sleep);
  TEST_OF_POSIX(a_clock_that_is_not_the_timers_has_nobody_run_in_circles, "a timer");
  return check_end();
}
