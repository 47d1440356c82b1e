/*
 * What is reported all the time asks nothing of the system: a thread that may make no system call
 * reports who comes and who goes.
 *
 * The filter that sees to that can not be taken off again, so each part is a process of its own.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "alone.h"

enum { SESSIONS = 100, PAIRS = 1000, ANOTHER_CALL = 3, PARENT_ASKED_FOR = 4 };

static void on_system_call(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  if (info->si_syscall == __NR_getppid) {
    _exit(PARENT_ASKED_FOR);
  }
  char text[] = "  system call 000\n";
  for (int number = info->si_syscall, at = 17; number > 0 && at > 14; number /= 10, at--) {
    text[at - 1] = (char)('0' + number % 10);
  }
  (void)!write(STDERR_FILENO, text, sizeof text - 1);
  _exit(ANOTHER_CALL);
}

/* From now on the first system call of this thread ends the process, but for those that end it
 * themselves, or tell why. */
static bool allow_no_system_calls(void) {
  struct sigaction action = {.sa_sigaction = on_system_call, .sa_flags = SA_SIGINFO};
  sigaction(SIGSYS, &action, NULL);
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_write, 0, 3),
      /* The half that counts: a descriptor is no large number. */
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
               offsetof(struct seccomp_data, args) +
                   (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, STDERR_FILENO, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
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

static void report_pairs(void *unused) {
  (void)unused;
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
  if (CHECK(allow_no_system_calls())) {
    for (unsigned n = 0; n < PAIRS * SESSIONS; n++) {
      somebody_comes_and_goes(engine, sessions[n % SESSIONS]);
    }
  }
}

static void read_the_clock(void *unused) {
  (void)unused;
  struct timespec time;
  CHECK(allow_no_system_calls() && clock_gettime(CLOCK_BOOTTIME, &time) == 0);
}

static void ask_for_the_parent(void *unused) {
  (void)unused;
  CHECK(allow_no_system_calls());
  getppid();
}

static int status_of(void (*part)(void *)) {
  int status = check_in_child(part, NULL);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void somebody_who_comes_and_goes_makes_no_system_call(void) {
  CHECK_EQUAL(EXIT_SUCCESS, status_of(report_pairs));
}

static void a_system_call_that_is_made_is_found(void) {
  CHECK_EQUAL(PARENT_ASKED_FOR, status_of(ask_for_the_parent));
}

int main(void) {
  check_begin();
  bool has_tools = CHECK_SANITIZED || RUNNING_ON_VALGRIND || getenv("HANGTIME_TEST_EMULATED");
  if (has_tools || status_of(read_the_clock) != EXIT_SUCCESS) {
    check_left_out("no_system_calls", "a process that makes none of its own, filters of system calls, "
                                      "and a clock that is no such call");
    const char *ci = getenv("CI");
    return has_tools || ci == NULL || strcmp(ci, "true") != 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  TEST(somebody_who_comes_and_goes_makes_no_system_call);
  TEST(a_system_call_that_is_made_is_found);
  return check_end();
}
