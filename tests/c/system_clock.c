/* Sessions on the system's clock: never early, and not disturbed by signals. */
#include <semaphore.h>

#include "room.h"

static void wait_for(sem_t *semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}

/* A session on the system's clock, and the instant from which its period counts at the earliest. */
struct punctual {
  uint64_t joined_us;
  uint64_t period_ms;
  sem_t *timed_out;
};

static uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void check_not_early(void *data, hangtime_session session, hangtime_cause cause) {
  const struct punctual *punctual = data;
  (void)session;
  CHECK_EQUAL(HANGTIME_CAUSE_WAITING, cause);
  CHECK(now_us() - punctual->joined_us >= punctual->period_ms * 1000);
  sem_post(punctual->timed_out);
}

static void no_deadline_ever_fires_early(void) {
  enum { SESSIONS = 300 };
  static struct punctual punctuals[SESSIONS];
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  sem_t timed_out;
  sem_init(&timed_out, 0, 0);
  for (unsigned n = 0; n < SESSIONS; n++) {
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    punctuals[n] = (struct punctual){.period_ms = 1 + n * 7 % 60, .timed_out = &timed_out};
    settings.idle_timeout_ms = punctuals[n].period_ms;
    hangtime_session session = 0;
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = &punctuals[n];
    listener.on_session_timed_out = check_not_early;
    hangtime_listener_id id = 0;
    CHECK_OK(hangtime_session_open(engine, "room", &settings, &session));
    CHECK_OK(hangtime_listener_add(engine, session, &listener, &id));
    punctuals[n].joined_us = now_us();
    CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  }
  for (unsigned n = 0; n < SESSIONS; n++) {
    wait_for(&timed_out);
  }
  CHECK_OK(hangtime_engine_free(engine));
  sem_destroy(&timed_out);
}

#ifndef _WIN32
static void say_timed_out(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_TIMED_OUT) {
    sem_post(record->context);
  }
}

static atomic_bool storm_over;

static void *send_alarms(void *data) {
  (void)data;
  /* All of them are for the others. */
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  for (unsigned n = check_load(100000, 1000); n > 0; n--) {
    kill(getpid(), SIGALRM);
  }
  atomic_store(&storm_over, true);
  return NULL;
}

static void a_storm_of_signals_disturbs_nothing(void) {
  struct sigaction restarting;
  sigaction(SIGALRM, NULL, &restarting);
  struct sigaction interrupting = restarting;
  interrupting.sa_flags = 0;
  sigaction(SIGALRM, &interrupting, NULL);
  unsigned long before = atomic_load(&check.alarms);
  pthread_t sender;
  CHECK(pthread_create(&sender, NULL, send_alarms, NULL) == 0);
  while (!atomic_load(&storm_over)) {
    hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
    struct room room = ROOM_INIT;
    sem_t timed_out;
    sem_init(&timed_out, 0, 0);
    room.record.on_event = say_timed_out;
    room.record.context = &timed_out;
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.idle_timeout_ms = 1;
    room_enter(&room, engine, &settings);
    CHECK_OK(hangtime_session_joined(engine, room.session, "alice", NULL, 0));
    CHECK_OK(hangtime_engine_flush(engine));
    wait_for(&timed_out);
    CHECK_OK(hangtime_listener_remove(engine, room.listener));
    CHECK_TOLD("session_joined; idle_started waiting; session_timed_out waiting", &room.record);
    room_free(&room);
    sem_destroy(&timed_out);
  }
  pthread_join(sender, NULL);
  sigaction(SIGALRM, &restarting, NULL);
  CHECK(atomic_load(&check.alarms) > before);
}
#endif

int main(void) {
  check_begin();
  TEST(no_deadline_ever_fires_early);
  TEST_OF_POSIX(a_storm_of_signals_disturbs_nothing, "signals");
  return check_end();
}
