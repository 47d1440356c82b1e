/* Asio: a steady_timer for each timer, cancelled and waited for anew; an io_context for each
 * thread, with a concurrency hint of 1, which takes the cancelled waits after every 64th, as a loop
 * does that finds 64 reports at a time. */
#define PEER "asio"
#define PEER_SHARED 0
#define PEER_HAS_ROSTER 0
#include "peer.h"
#include <asio.hpp>
#include <chrono>
#include <new>

using keep_running = asio::executor_work_guard<asio::io_context::executor_type>;

struct loop {
    asio::io_context context{1};
    keep_running keep{context.get_executor()};
    size_t n_cancelled = 0;
};
struct timer {
    asio::steady_timer asio;
    size_t number;
};

static const char *peer_version(void) {
    static char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", ASIO_VERSION / 100000, ASIO_VERSION / 100 % 1000,
             ASIO_VERSION % 100);
    return text;
}

static void loop_open(loop *on) { new (on) loop; }
static void loop_run(loop *on) { on->context.run(); }
static void loop_stop(loop *on) { on->context.stop(); }
static void loop_settle(loop *on) { on->context.poll(); }
static void loop_close(loop *on) { on->~loop(); }

static void timer_open(loop *on, timer *one, size_t number, uint64_t period_ms) {
    (void)period_ms;
    new (one) timer{asio::steady_timer(on->context), number};
}
static void timer_arm(loop *on, timer *one, uint64_t period_ms) {
    (void)on;
    one->asio.expires_after(std::chrono::milliseconds(period_ms));
    one->asio.async_wait([one](const asio::error_code &cancelled) {
        if (!cancelled) fired(one->number);
    });
}
#define timer_start timer_arm
static void timer_disarm(loop *on, timer *one) {
    one->asio.cancel();
    if (++on->n_cancelled % 64 == 0) on->context.poll();
}
static void timer_close(loop *on, timer *one) {
    (void)on;
    one->~timer();
}

#include "workloads.h"
