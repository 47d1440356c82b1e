/* ev_timer: a loop per thread, as its documentation asks; the loop's time is brought up to date before a start. */
#include "bench.h"
#include <ev.h>

static void on_timer(struct ev_loop *loop, ev_timer *timer, int events) { (void)loop, (void)timer, (void)events; }

static void *churn(void *argument) {
    size_t thread = (size_t)(uintptr_t)argument, count = n_timers / n_threads;
    uint64_t seed = 88172645463325252u + thread * 7919;
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    ev_timer *timers = allocate(count, sizeof *timers);
    for (size_t i = 0; i < count; i++) {
        ev_init(&timers[i], on_timer);
        ev_timer_set(&timers[i], (double)random_period_ms(&seed) / 1e3, 0.);
        ev_timer_start(loop, &timers[i]);
    }
    CHURN({
        ev_timer *timer = &timers[random_next(&seed) % count];
        ev_timer_stop(loop, timer);
        ev_now_update(loop);
        ev_timer_set(timer, (double)random_period_ms(&seed) / 1e3, 0.);
        ev_timer_start(loop, timer);
    });
    return NULL;
}

int main(int argc, char **argv) {
    read_arguments(argc, argv);
    run_churn("libev", churn);
    return 0;
}
