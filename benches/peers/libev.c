/* libev: an ev_timer for each timer; a loop for each thread, as only one may use it; ev_now_update
 * before a start, because time has passed. */
#define PEER "libev"
#define PEER_SHARED 0
#define PEER_HAS_ROSTER 0
#include "peer.h"
#include <ev.h>

typedef struct {
    struct ev_loop *ev;
    ev_async keep; /* a loop ends when nothing is active */
} loop;
typedef ev_timer timer;

static const char *peer_version(void) {
    static char text[32];
    snprintf(text, sizeof text, "%d.%d", ev_version_major(), ev_version_minor());
    return text;
}

static void on_async(struct ev_loop *ev, ev_async *keep, int events) {
    (void)ev, (void)keep, (void)events;
}
static void on_timer(struct ev_loop *ev, ev_timer *due, int events) {
    (void)ev, (void)events;
    fired((size_t)(uintptr_t)due->data);
}

static void loop_open(loop *on) {
    on->ev = ev_loop_new(EVFLAG_AUTO);
    if (!on->ev) fail("no loop");
    ev_async_init(&on->keep, on_async);
    ev_async_start(on->ev, &on->keep);
}
static void loop_run(loop *on) { ev_run(on->ev, 0); }
static void loop_stop(loop *on) { ev_break(on->ev, EVBREAK_ALL); }
static void loop_settle(loop *on) { (void)on; }
static void loop_close(loop *on) {
    ev_async_stop(on->ev, &on->keep);
    ev_loop_destroy(on->ev);
}

static void timer_open(loop *on, timer *one, size_t number, uint64_t period_ms) {
    (void)on, (void)period_ms;
    ev_init(one, on_timer);
    one->data = (void *)(uintptr_t)number;
}
static void timer_arm(loop *on, timer *one, uint64_t period_ms) {
    ev_now_update(on->ev);
    ev_timer_set(one, (double)period_ms / 1e3, 0.);
    ev_timer_start(on->ev, one);
}
#define timer_start timer_arm
static void timer_disarm(loop *on, timer *one) { ev_timer_stop(on->ev, one); }
static void timer_close(loop *on, timer *one) { ev_timer_stop(on->ev, one); }

#include "workloads.h"
