/* event timers: a base for each thread, which its documentation allows without locks; the base reads the clock itself. */
#include "bench.h"
#include <event2/event.h>

static void on_timer(evutil_socket_t none, short what, void *argument) { (void)none, (void)what, (void)argument; }

static void arm(struct event *timer, uint64_t ms) {
    struct timeval period = {(time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000)};
    evtimer_add(timer, &period);
}

static void *churn(void *argument) {
    size_t thread = (size_t)(uintptr_t)argument, count = n_timers / n_threads;
    uint64_t seed = 88172645463325252u + thread * 7919;
    struct event_base *base = event_base_new();
    struct event **timers = allocate(count, sizeof *timers);
    for (size_t i = 0; i < count; i++) {
        timers[i] = evtimer_new(base, on_timer, NULL);
        arm(timers[i], random_period_ms(&seed));
    }
    CHURN({
        struct event *timer = timers[random_next(&seed) % count];
        evtimer_del(timer);
        arm(timer, random_period_ms(&seed));
    });
    return NULL;
}

int main(int argc, char **argv) {
    read_arguments(argc, argv);
    run_churn("libevent", churn);
    return 0;
}
