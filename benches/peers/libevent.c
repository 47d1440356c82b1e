/* libevent: an event of evtimer_new for each timer, which evtimer_add reads the clock for; a base for each thread,
 * which needs no locks then. */
#define PEER "libevent"
#define PEER_SHARED 0
#define PEER_HAS_ROSTER 0
#include "peer.h"
#include <event2/event.h>

typedef struct {
    struct event_base *base;
} loop;
typedef struct event *timer;

static const char *peer_version(void) { return event_get_version(); }

static void on_timer(evutil_socket_t none, short what, void *number) {
    (void)none, (void)what;
    fired((size_t)(uintptr_t)number);
}

static void loop_open(loop *on) {
    on->base = event_base_new();
    if (!on->base) fail("no base");
}
static void loop_run(loop *on) { event_base_loop(on->base, EVLOOP_NO_EXIT_ON_EMPTY); }
static void loop_stop(loop *on) { event_base_loopbreak(on->base); }
static void loop_settle(loop *on) { (void)on; }
static void loop_close(loop *on) { event_base_free(on->base); }

static void timer_open(loop *on, timer *event, size_t number, uint64_t period_ms) {
    (void)period_ms;
    *event = evtimer_new(on->base, on_timer, (void *)(uintptr_t)number);
    if (!*event) fail("no event");
}
static void timer_arm(loop *on, timer *event, uint64_t period_ms) {
    struct timeval period = {(time_t)(period_ms / 1000), (suseconds_t)(period_ms % 1000 * 1000)};
    (void)on;
    evtimer_add(*event, &period);
}
#define timer_start timer_arm
static void timer_disarm(loop *on, timer *event) {
    (void)on;
    evtimer_del(*event);
}
static void timer_close(loop *on, timer *event) {
    (void)on;
    event_free(*event);
}

#include "workloads.h"
