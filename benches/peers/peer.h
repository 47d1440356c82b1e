/* What a peer is: a file that defines the following, includes this header, defines what is declared
 * at its end, and includes workloads.h.
 *
 *   PEER              its name
 *   PEER_SHARED       1 where any thread may use one loop, 0 where each has its own
 *   PEER_HAS_ROSTER   1 where a timer is a session that knows who is there
 *   PEER_ONLY_CHURNS  if it can do no more than churn: why
 *   PEER_FAIRNESS     if it is measured by fairness.h, too
 *
 * A period is given when a timer is opened and again whenever it is armed. It is always the same,
 * so that a peer may keep it. When a timer comes due the peer calls fired() with the timer's
 * number.
 */
#include "basis.h"

static inline void fired(size_t number);
static size_t n_fired;

/* The types loop and timer, whose objects lie in zeroed memory before they are opened, and:
 *
 *   const char *peer_version(void);
 *   void loop_open(loop *);
 *   void loop_run(loop *);     lets timers come due, on this thread, until loop_stop; waits while
 *                              there are none
 *   void loop_stop(loop *);    from inside fired(), and where PEER_SHARED from any thread
 *   void loop_settle(loop *);  does at once what a loop puts off, such as to free what was closed
 *   void loop_close(loop *);   with all of its timers closed
 *   void timer_open(loop *, timer *, size_t number, uint64_t period_ms);
 *   void timer_start(loop *, timer *, uint64_t period_ms);  arms it for the first time; a macro for
 *                              timer_arm where there is no difference
 *   void timer_arm(loop *, timer *, uint64_t period_ms);
 *   void timer_disarm(loop *, timer *);
 *   void timer_close(loop *, timer *);
 */
