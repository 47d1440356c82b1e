/* The two threads of an engine: when they are there, what they are like, what they leave behind. */
#ifndef _WIN32
#include <malloc.h>
#endif

#include "room.h"
#include "tasks.h"

static hangtime_engine *engine_of_system(void) {
  return engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
}

static void check_threads(unsigned timers, unsigned callbacks) {
  tasks_await(TIMER_THREAD, timers);
  tasks_await(EVENTS_THREAD, callbacks);
}

static atomic_int first_task;

static void *be_first(void *data) {
  atomic_store(&first_task, task_self());
  return data;
}

/* A sanitizer starts a thread of its own with the first that a program has. */
static void start_first_thread(void) {
  pthread_t first;
  CHECK(pthread_create(&first, NULL, be_first, NULL) == 0);
  pthread_join(first, NULL);
  while (task_is_there(atomic_load(&first_task))) {
    sched_yield();
  }
}

static void there_is_no_thread_before_the_first_session(void) {
  start_first_thread();
  unsigned before = tasks_named(NULL);
  hangtime_engine *engine = engine_of_system();
  hangtime_stats stats = HANGTIME_STATS_INIT;
  uint64_t in_ms = 0;
  CHECK_OK(hangtime_engine_stats(engine, &stats));
  CHECK_OK(hangtime_engine_next_deadline(engine, &in_ms));
  CHECK_EQUAL(HANGTIME_NEVER, in_ms);
  CHECK_OK(hangtime_engine_app_resumed(engine));
  CHECK_OK(hangtime_engine_flush(engine));
  CHECK_EQUAL(before, tasks_named(NULL));
  hangtime_session session = 0;
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_session_open(engine, "", NULL, &session));
  CHECK_EQUAL(before, tasks_named(NULL));
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
  check_threads(1, 1);
  /* A sanitizer starts a thread of its own together with the first of others. */
  CHECK(CHECK_SANITIZED || before + 2 == tasks_named(NULL));
  /* However many sessions there are, and when there is none any more. */
  for (int n = 0; n < 100; n++) {
    CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
    CHECK_OK(hangtime_session_close(engine, session));
  }
  check_threads(1, 1);
  CHECK_OK(hangtime_engine_free(engine));
  check_threads(0, 0);
}

static void every_engine_has_threads_of_its_own(void) {
  hangtime_engine *engines[4];
  for (unsigned n = 0; n < COUNT_OF(engines); n++) {
    hangtime_session session = 0;
    engines[n] = engine_of_system();
    CHECK_OK(hangtime_session_open(engines[n], "room", NULL, &session));
    check_threads(n + 1, n + 1);
  }
  for (unsigned n = COUNT_OF(engines); n > 0; n--) {
    CHECK_OK(hangtime_engine_free(engines[n - 1]));
    check_threads(n - 1, n - 1);
  }
}

#ifndef _WIN32
/* Tells whether the system lets a thread block this signal: it has some for itself, the C library has,
 * and so has an emulator. */
static bool can_be_blocked(int number) {
  sigset_t all, blocked, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_sigmask(SIG_SETMASK, &before, &blocked);
  return sigismember(&blocked, number) == 1;
}

/* What the signal mask of a thread of ours is to be; -1 where it may be either. */
static int is_to_be_blocked(int number) {
  switch (number) {
    case SIGPROF:
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
      return 0;
    case SIGABRT: /* raised by abort(), which unblocks it */
      return -1;
    default:
      return can_be_blocked(number) ? 1 : -1;
  }
}

static void check_mask(const char *task) {
  char status[4096];
  task_read(task, "status", status, sizeof status);
  const char *line = strstr(status, "\nSigBlk:");
  if (!CHECK(line != NULL)) {
    return;
  }
  uint64_t mask = strtoull(line + strlen("\nSigBlk:"), NULL, 16);
  for (int number = 1; number <= 64; number++) {
    int expected = is_to_be_blocked(number);
    int blocked = mask >> (number - 1) & 1;
    if (expected >= 0 && expected != blocked) {
      check_fault(__FILE__, __LINE__, "signal %d is %sblocked", number, blocked ? "" : "not ");
    }
  }
}

static void check_own_mask(struct record *record, hangtime_event_type type,
                           hangtime_session session) {
  (void)record;
  (void)type;
  (void)session;
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, NULL, &mask);
  for (int number = 1; number <= 64; number++) {
    int expected = is_to_be_blocked(number);
    CHECK(expected < 0 || sigismember(&mask, number) == expected);
  }
}

static void signals_are_blocked_in_them_but_sigprof_and_the_synchronous_ones(void) {
  hangtime_engine *engine = engine_of_system();
  struct room room = ROOM_INIT;
  room.record.on_event = check_own_mask;
  room_enter(&room, engine, NULL);
  CHECK_OK(hangtime_session_joined(engine, room.session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_flush(engine));
  check_threads(1, 1);
  /* Under valgrind the system sees valgrind's masks. */
  if (check_load(1, 0)) {
    tasks_visit(TIMER_THREAD, check_mask);
    tasks_visit(EVENTS_THREAD, check_mask);
  }
  room_free(&room);
}

static void the_signal_mask_of_the_caller_stays_as_it_was(void) {
  static const int BLOCKED[][3] = {{0, 0, 0}, {SIGUSR1, SIGPROF, 0}, {SIGINT, SIGTERM, SIGCHLD}};
  for (size_t n = 0; n < COUNT_OF(BLOCKED); n++) {
    sigset_t mask, after, outer;
    sigemptyset(&mask);
    for (int m = 0; m < 3 && BLOCKED[n][m] != 0; m++) {
      sigaddset(&mask, BLOCKED[n][m]);
    }
    pthread_sigmask(SIG_SETMASK, &mask, &outer);
    hangtime_engine *engine = engine_of_system();
    struct room room = ROOM_INIT;
    room_enter(&room, engine, NULL);
    CHECK_OK(hangtime_session_joined(engine, room.session, "alice", NULL, 0));
    CHECK_OK(hangtime_engine_flush(engine));
    room_free(&room);
    pthread_sigmask(SIG_SETMASK, &outer, &after);
    for (int number = 1; number <= 64; number++) {
      CHECK(sigismember(&mask, number) == sigismember(&after, number));
    }
  }
}
#endif

/* Engines that come and go, with sessions, listeners, events and time-outs in them. */
static void live(hangtime_clock clock, hangtime_delivery delivery) {
  hangtime_engine *engine = engine_with(clock, delivery);
  for (int n = 0; n < 3; n++) {
    hangtime_session session = 0;
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.prompt_ms = 1000;
    CHECK_OK(hangtime_session_open(engine, "room", &settings, &session));
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = malloc(32);
    listener.on_release = free;
    hangtime_listener_id id = 0;
    if (delivery == HANGTIME_DELIVERY_POLL ||
        !CHECK_OK(hangtime_listener_add(engine, session, &listener, &id))) {
      free(listener.user_data);
    }
    CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
    CHECK_OK(hangtime_participant_joined(engine, session, "bob", "a longer name than most", 0));
    CHECK_OK(hangtime_session_hold(engine, session, "a hold with a name of some length", 0));
  }
  CHECK_OK(hangtime_engine_free(engine));
}

static void live_in_every_way(void) {
  live(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  live(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_POLL);
  live(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_POLL);
}

/* Bytes that are allocated, where the system tells. */
static size_t allocated(void) {
#ifdef _WIN32
  return 0;
#else
  return mallinfo2().uordblks;
#endif
}

static void nothing_is_left_of_an_engine_that_was_freed(void) {
  enum { WARM_UP = 20 };
  for (int n = 0; n < WARM_UP; n++) {
    live_in_every_way();
  }
  check_threads(0, 0);
  unsigned tasks = tasks_named(NULL);
  unsigned descriptors = descriptors_open();
  size_t used = allocated();
  for (unsigned n = check_load(1000, 50); n > 0; n--) {
    live_in_every_way();
  }
  check_threads(0, 0);
  CHECK_EQUAL(tasks, tasks_named(NULL));
  CHECK_EQUAL(descriptors, descriptors_open());
  /* The allocator and the waits keep a few pages; a block lost in each round is more than that. */
  size_t now = allocated();
  if (!CHECK(now < used + 24000)) {
    fprintf(stderr, "  %zu bytes before, %zu now\n", used, now);
  }
}

int main(void) {
  check_begin();
  TEST(there_is_no_thread_before_the_first_session);
  TEST(every_engine_has_threads_of_its_own);
  TEST_OF_POSIX(signals_are_blocked_in_them_but_sigprof_and_the_synchronous_ones, "signals");
  TEST_OF_POSIX(the_signal_mask_of_the_caller_stays_as_it_was, "signals");
  TEST(nothing_is_left_of_an_engine_that_was_freed);
  return check_end();
}
