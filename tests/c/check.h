/*
 * A tiny harness: a test is a function whose name is a sentence, a program is a list of them.
 */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef _WIN32
#include "windows/posix.h"
#else
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#if defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef VALGRIND_CLO_CHANGE
#define VALGRIND_CLO_CHANGE(option) (void)(option)
#endif
#ifndef RUNNING_ON_VALGRIND
#define RUNNING_ON_VALGRIND 0
#endif

#include "hangtime.h"

/* Each of them notes a fault and goes on; its value says whether the check held. */
#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(expected, actual) \
  check_equal((uint64_t)(expected), (uint64_t)(actual), #actual, __FILE__, __LINE__)
#define CHECK_RESULT(expected, call) check_result((expected), (call), #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_RESULT(HANGTIME_OK, call)
#define CHECK_TEXT(expected, actual) check_text((expected), (actual), #actual, __FILE__, __LINE__)
#define TEST(name) check_test(#name, name)

/* A test that needs what only POSIX has; elsewhere it is left out by name. */
#ifdef _WIN32
#define TEST_OF_POSIX(name, needs) check_left_out(#name, needs)
#else
#define TEST_OF_POSIX(name, needs) TEST(name)
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CHECK_SANITIZED 1
#elif defined(__has_feature)
#define CHECK_SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define CHECK_SANITIZED 0
#endif

enum { CHECK_SECONDS = 60, CHECK_FAULTS_SHOWN = 10 };

static struct {
  _Atomic(const char *) running;
  /* What a loop is about, so that a fault in it can be found. */
  _Atomic(const char *) subject;
  atomic_uint faults;
  unsigned passed;
  unsigned failed;
  atomic_llong deadline;
  /* Alarms that came for another reason than the watchdog's. */
  atomic_ulong alarms;
} check;

static inline int64_t check_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

static inline void check_write(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) {
    abort();
  }
}

/* The watchdog: only what is safe in a signal handler. */
static inline void check_on_alarm(int signal_number) {
  (void)signal_number;
  if (check_seconds() < atomic_load(&check.deadline)) {
    atomic_fetch_add(&check.alarms, 1);
    return;
  }
  check_write("\nHANGS: ");
  check_write(atomic_load(&check.running));
  check_write("\n");
  abort();
}

/* Arms the watchdog anew; a child process does so for itself. */
static inline void check_watch(void) {
  atomic_store(&check.deadline, check_seconds() + CHECK_SECONDS);
  alarm(CHECK_SECONDS);
}

/* Notes a fault; the first few of a test are shown. */
__attribute__((format(printf, 3, 4))) static inline bool check_fault(const char *file, int line,
                                                                     const char *format, ...) {
  if (atomic_fetch_add(&check.faults, 1) >= CHECK_FAULTS_SHOWN) {
    return false;
  }
  const char *subject = atomic_load(&check.subject);
  va_list arguments;
  va_start(arguments, format);
  flockfile(stderr);
  fprintf(stderr, "%s:%d: ", file, line);
  vfprintf(stderr, format, arguments);
  fprintf(stderr, "%s%s\n", subject != NULL ? ", about " : "", subject != NULL ? subject : "");
  funlockfile(stderr);
  va_end(arguments);
  return false;
}

static inline bool check_that(bool held, const char *what, const char *file, int line) {
  return held || check_fault(file, line, "%s does not hold", what);
}

static inline bool check_equal(uint64_t expected, uint64_t actual, const char *what,
                               const char *file, int line) {
  return expected == actual || check_fault(file, line, "%s is %" PRIu64 ", not %" PRIu64, what,
                                           actual, expected);
}

static inline bool check_result(hangtime_result expected, hangtime_result actual,
                                const char *what, const char *file, int line) {
  return expected == actual ||
         check_fault(file, line, "%s is %s, not %s", what, hangtime_result_name(actual),
                     hangtime_result_name(expected));
}

static inline bool check_text(const char *expected, const char *actual, const char *what,
                              const char *file, int line) {
  return strcmp(expected, actual) == 0 ||
         check_fault(file, line, "%s is \"%s\", not \"%s\"", what, actual, expected);
}

static inline void check_about(const char *subject) { atomic_store(&check.subject, subject); }

/* How much of something to do: valgrind is fifty times slower. */
static inline unsigned check_load(unsigned whole, unsigned small) {
  const char *load = getenv("HANGTIME_TEST_LOAD");
  return load != NULL && strcmp(load, "small") == 0 ? small : whole;
}

static inline void check_begin(void) {
  struct sigaction action = {.sa_handler = check_on_alarm, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  setvbuf(stdout, NULL, _IOLBF, 0);
}

/* Writes a name as the sentence that it is. */
static inline void check_name(const char *verdict, const char *name) {
  printf("%s  ", verdict);
  for (const char *at = name; *at != '\0'; at++) {
    putchar(*at == '_' ? ' ' : *at);
  }
}

static inline void check_left_out(const char *name, const char *needs) {
  check_name("left out", name);
  printf(" (it needs %s)\n", needs);
}

static inline void check_test(const char *name, void (*test)(void)) {
  atomic_store(&check.running, name);
  atomic_store(&check.faults, 0);
  check_about(NULL);
  check_watch();
  test();
  alarm(0);
  bool held = atomic_load(&check.faults) == 0;
  check.passed += held;
  check.failed += !held;
  check_name(held ? "ok    " : "FAILED", name);
  putchar('\n');
}

static inline int check_end(void) {
  printf("%u passed, %u failed\n", check.passed, check.failed);
  return check.failed == 0 && check.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#ifndef _WIN32
/* Starts a part of a test in a child process. */
static inline pid_t check_start_child(void (*part)(void *), void *argument) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    /* It does not outlive a parent that hangs; and what it has of its parent is no leak. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    VALGRIND_CLO_CHANGE("--leak-check=no");
    check_watch();
    part(argument);
    _exit(atomic_load(&check.faults) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  return child;
}

/* Runs a part of a test in a child process; returns how that ended, as waitpid() tells it. */
static inline int check_in_child(void (*part)(void *), void *argument) {
  int status = -1;
  pid_t child = check_start_child(part, argument);
  return child > 0 && waitpid(child, &status, 0) == child ? status : -1;
}
#endif

#endif
