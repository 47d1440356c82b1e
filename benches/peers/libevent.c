/* libevent: an event of evtimer_new for each timer, which evtimer_add reads the clock for; a base
 * for each thread, which needs no locks then. COMMON: its queues for timers of one length, of which
 * the ten periods need ten. */
#ifdef COMMON
#define PEER "libevent-common"
#define PEER_ONLY_CHURNS "such queues are for timers of few different lengths"
#else
#define PEER "libevent"
#endif
#define PEER_SHARED 0
#define PEER_HAS_ROSTER 0
#include "peer.h"
#include <event2/event.h>

typedef struct {
    struct event_base *base;
    const struct timeval *queues[10]; /* of one minute, of two, ... */
} loop;
typedef struct event *timer;

static const char *peer_version(void) { return event_get_version(); }

static void on_timer(evutil_socket_t none, short what, void *number) {
    (void)none, (void)what;
    fired((size_t)(uintptr_t)number);
}

#ifdef COMMON
static void open_queues(loop *on) {
    for (int i = 0; i < 10; i++) {
        struct timeval period = {60 * (i + 1), 0};
        on->queues[i] = event_base_init_common_timeout(on->base, &period);
        if (!on->queues[i]) fail("no queue");
    }
}
static struct timeval period_of(loop *on, uint64_t ms) { return *on->queues[ms / 60000 - 1]; }
#else
static void open_queues(loop *on) { (void)on; }
static struct timeval period_of(loop *on, uint64_t ms) {
    struct timeval period = {(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)};
    return (void)on, period;
}
#endif

static void loop_open(loop *on) {
    on->base = event_base_new();
    if (!on->base) fail("no base");
    open_queues(on);
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
    struct timeval period = period_of(on, period_ms);
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
