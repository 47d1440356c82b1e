/*
 * What is reported all the time asks nothing of the system: a thread that may make no system call
 * reports who comes and who goes.
 *
 * The filter that sees to that can not be taken off again, so each test is a process of its own.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "alone.h"

enum { SESSIONS = 100, CALLED = 3 };

static void on_system_call(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  char text[] = "  system call 000\n";
  for (int number = info->si_syscall, at = 17; number > 0 && at > 14; number /= 10, at--) {
    text[at - 1] = (char)('0' + number % 10);
  }
  (void)!write(STDERR_FILENO, text, sizeof text - 1);
  _exit(CALLED);
}

/* From now on the first system call of this thread, but for what ends it, ends the process. */
static bool allow_no_system_calls(void) {
  struct sigaction action = {.sa_sigaction = on_system_call, .sa_flags = SA_SIGINFO};
  sigaction(SIGSYS, &action, NULL);
#define ALLOW(name)                                            \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1),      \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      ALLOW(write),
      ALLOW(exit_group),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
#undef ALLOW
  struct sock_fprog program = {.len = COUNT_OF(filter), .filter = filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void somebody_comes_and_goes(hangtime_engine *engine, hangtime_session session) {
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-phone", HANGTIME_KIND_HUMAN));
  CHECK_OK(hangtime_participant_left(engine, session, "bob-phone"));
}

static void on_timed_out(void *user_data, hangtime_session session, hangtime_cause cause) {
  (void)user_data, (void)session, (void)cause;
}

static void report_pairs(void *data) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.on_session_timed_out = on_timed_out;
  hangtime_session sessions[SESSIONS];
  for (unsigned n = 0; n < SESSIONS; n++) {
    hangtime_listener_id id = 0;
    sessions[n] = alone_in(engine, NULL);
    CHECK_OK(hangtime_listener_add(engine, sessions[n], &listener, &id));
    /* Until it has the memory that it needs, and a deadline. */
    for (unsigned pair = 0; pair < 100; pair++) {
      somebody_comes_and_goes(engine, sessions[n]);
    }
  }
  const bool *without = data;
  if (CHECK(allow_no_system_calls())) {
    for (unsigned n = 0; n < 1000 * SESSIONS; n++) {
      somebody_comes_and_goes(engine, sessions[n % SESSIONS]);
    }
    if (!*without) {
      getppid();
    }
  }
}

static int status_of(bool without) {
  int status = check_in_child(report_pairs, &without);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void somebody_who_comes_and_goes_makes_no_system_call(void) {
  CHECK_EQUAL(EXIT_SUCCESS, status_of(true));
}

static void one_that_is_made_is_found(void) {
  CHECK_EQUAL(CALLED, status_of(false));
}

int main(void) {
  check_begin();
  /* Sanitizers and valgrind make some of their own, and emulators have no filter. */
  if (CHECK_SANITIZED || RUNNING_ON_VALGRIND || getenv("HANGTIME_TEST_EMULATED") != NULL) {
    check_left_out("no_system_calls", "a process that makes none of its own");
    return EXIT_SUCCESS;
  }
  TEST(somebody_who_comes_and_goes_makes_no_system_call);
  TEST(one_that_is_made_is_found);
  return check_end();
}
