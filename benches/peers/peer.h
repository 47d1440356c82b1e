/* What a peer is. Its file defines PEER, its name; PEER_SHARED, 1 where any thread may use one loop and 0 where each has
 * its own; PEER_HAS_ROSTER, 1 where a timer knows who is there; includes this header; defines what is declared below; and includes workloads.h.
 *
 *   loop, timer      its types; an object of either lies in zeroed memory before it is opened
 *   PEER_ONLY_CHURNS if it can do no more than churn: why
 *   PEER_FAIRNESS    if facts about any session may come from any thread meanwhile: see fairness.h
 *   timer_start      arms a timer for the first time; a macro for timer_arm where there is no difference
 *
 * A period is given when a timer is opened and again whenever it is armed, and is the same as when it was opened, so
 * that a peer may keep it. When a timer comes due the peer calls fired() with the timer's number.
 */
#include "basis.h"

static inline void fired(size_t number);
static size_t n_fired;

/* The loop to which the timer belongs comes first everywhere:
 *
 *   void loop_open(loop *);
 *   void loop_run(loop *);      lets timers come due, on this thread, until loop_stop, also while there are none
 *   void loop_stop(loop *);     from inside fired(), and where PEER_SHARED from any thread
 *   void loop_settle(loop *);   does at once what a loop puts off, such as to free what was closed
 *   void loop_close(loop *);    with all of its timers closed
 *   void timer_open(loop *, timer *, size_t number, uint64_t period_ms);
 *   void timer_start(loop *, timer *, uint64_t period_ms);
 *   void timer_arm(loop *, timer *, uint64_t period_ms);
 *   void timer_disarm(loop *, timer *);
 *   void timer_close(loop *, timer *);
 */
