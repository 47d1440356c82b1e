/* uv_timer: one loop, whose thread arms all timers and runs them. */
#include "storm.h"
#include <uv.h>

static void on_timer(uv_timer_t *timer) { fired(*(uint64_t *)timer->data); }

int main(int argc, char **argv) {
    uv_loop_t loop;
    read_arguments(argc, argv);
    uint64_t *due_ns = allocate(n_timers, sizeof *due_ns);
    uv_timer_t *timers = allocate(n_timers, sizeof *timers);
    uv_loop_init(&loop);
    for (size_t i = 0; i < n_timers; i++) {
        uint64_t ms = period_ms(i);
        uv_timer_init(&loop, &timers[i]);
        timers[i].data = &due_ns[i];
        uv_update_time(&loop);
        due_ns[i] = now_ns() + ms * 1000000u;
        uv_timer_start(&timers[i], on_timer, ms, 0);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    report("libuv");
    return 0;
}
