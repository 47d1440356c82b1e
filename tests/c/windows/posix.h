/*
 * As much of POSIX as the tests need, on Windows. There are no signals, and no process is a copy of
 * another: tests that need them are left out by name.
 */
#ifndef POSIX_H
#define POSIX_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
/* It takes these words. */
#undef small
#undef IN
#undef OUT

#include <io.h>
#include <process.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <tlhelp32.h>

#define STDERR_FILENO 2
/* The clock of the library counts the same time. */
#define CLOCK_BOOTTIME CLOCK_MONOTONIC
#define flockfile(stream) _lock_file(stream)
#define funlockfile(stream) _unlock_file(stream)

/* Signals: of all there are, only the alarm of the watchdog. */
#define SIGALRM 14
#define SA_RESTART 0
struct sigaction {
  void (*sa_handler)(int);
  int sa_flags;
};

static struct {
  void (*handler)(int);
  HANDLE timer;
} posix_alarm;

static inline int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  (void)number;
  (void)before;
  posix_alarm.handler = action->sa_handler;
  return 0;
}

static inline void CALLBACK posix_ring(void *nothing, BOOLEAN fired) {
  (void)nothing;
  (void)fired;
  posix_alarm.handler(SIGALRM);
}

static inline void alarm(unsigned seconds) {
  if (posix_alarm.timer != NULL) {
    (void)DeleteTimerQueueTimer(NULL, posix_alarm.timer, NULL);
    posix_alarm.timer = NULL;
  }
  if (seconds > 0 && !CreateTimerQueueTimer(&posix_alarm.timer, NULL, posix_ring, NULL,
                                            seconds * 1000, 0, WT_EXECUTEINTIMERTHREAD)) {
    abort();
  }
}

#endif
