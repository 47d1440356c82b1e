/*
 * What must happen to a session, kept by the host beside the library. The thread that reports of a
 * session writes its ledger; the callback thread reads it and counts what it was told.
 */
#ifndef SOAK_LEDGER_H
#define SOAK_LEDGER_H

#include <hangtime.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* What a session that was opened again leaves behind is told to the ledger of its own opening. */
struct ledger {
  hangtime_session session;
  hangtime_listener_id listener;
  int64_t period_ms;
  /* From where on the user may be alone at the earliest, and is at the latest; 0 with company. */
  _Atomic int64_t alone_from;
  int64_t alone_since;
  /* Something stood in the way of the countdown, so that its end is not foretold. */
  _Atomic bool vague;
  _Atomic bool accompanied;
  _Atomic uint32_t timed_out;
  bool held;
  bool lost;
  /* The host has seen the end and reported that it left. */
  bool over;
};

static inline int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Is called before the report after which the user is alone, and after it. */
static inline void ledger_will_be_alone(struct ledger *ledger) {
  atomic_store(&ledger->alone_from, now_ms());
  atomic_store(&ledger->vague, ledger->held || ledger->lost);
  atomic_store(&ledger->accompanied, false);
}

static inline void ledger_is_alone(struct ledger *ledger) {
  ledger->alone_since = now_ms();
}

static inline void ledger_is_accompanied(struct ledger *ledger) {
  ledger->alone_since = 0;
  atomic_store(&ledger->alone_from, 0);
  atomic_store(&ledger->accompanied, true);
}

/* Tells whether the end is overdue, with so much patience for a busy machine. */
static inline bool ledger_is_overdue(const struct ledger *ledger, int64_t patience_ms) {
  return !ledger->over && ledger->alone_since != 0 && !atomic_load(&ledger->vague) &&
         atomic_load(&ledger->timed_out) == 0 &&
         now_ms() - ledger->alone_since > ledger->period_ms + patience_ms;
}

#endif
