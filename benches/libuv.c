/* uv_timer: a loop is used by one thread only, as its documentation asks, so each thread has its own. */
#include "bench.h"
#include <uv.h>

static void on_timer(uv_timer_t *timer) { (void)timer; }

static void *churn(void *argument) {
    size_t thread = (size_t)(uintptr_t)argument, count = n_timers / n_threads;
    uint64_t seed = 88172645463325252u + thread * 7919;
    uv_loop_t loop;
    uv_timer_t *timers = allocate(count, sizeof *timers);
    uv_loop_init(&loop);
    for (size_t i = 0; i < count; i++) {
        uv_timer_init(&loop, &timers[i]);
        uv_timer_start(&timers[i], on_timer, random_period_ms(&seed), 0);
    }
    CHURN({
        uv_timer_t *timer = &timers[random_next(&seed) % count];
        uv_timer_stop(timer);
        uv_update_time(&loop);
        uv_timer_start(timer, on_timer, random_period_ms(&seed), 0);
    });
    return NULL;
}

int main(int argc, char **argv) {
    read_arguments(argc, argv);
    run_churn("libuv", churn);
    return 0;
}
