/* libuv: a uv_timer_t for each timer; a loop for each thread, as only one may use it;
 * uv_update_time before a start, because time has passed. SHARED: one loop for all threads, under a
 * mutex; it is never run, only its timers are armed and disarmed. */
#ifdef SHARED
#define PEER "libuv-mutex"
#define PEER_SHARED 1
#define PEER_ONLY_CHURNS "a loop can not be run while other threads change it under a mutex"
#else
#define PEER "libuv"
#define PEER_SHARED 0
#endif
#define PEER_HAS_ROSTER 0
#include "peer.h"
#include <uv.h>

typedef struct {
    uv_loop_t uv;
    uv_async_t keep; /* a loop ends when nothing is active */
    pthread_mutex_t mutex;
} loop;
typedef uv_timer_t timer;

static const char *peer_version(void) { return uv_version_string(); }

static inline void lock(loop *on) {
    if (PEER_SHARED) pthread_mutex_lock(&on->mutex);
}
static inline void unlock(loop *on) {
    if (PEER_SHARED) pthread_mutex_unlock(&on->mutex);
}

static void on_timer(uv_timer_t *uv) { fired((size_t)(uintptr_t)uv->data); }

static void loop_open(loop *on) {
    if (uv_loop_init(&on->uv) || uv_async_init(&on->uv, &on->keep, NULL)) fail("no loop");
    pthread_mutex_init(&on->mutex, NULL);
}
static void loop_run(loop *on) {
    if (!PEER_SHARED) uv_run(&on->uv, UV_RUN_DEFAULT);
}
static void loop_stop(loop *on) {
    if (!PEER_SHARED) uv_stop(&on->uv);
}
static void loop_settle(loop *on) {
    if (!PEER_SHARED) uv_run(&on->uv, UV_RUN_NOWAIT);
}
static void loop_close(loop *on) {
    uv_close((uv_handle_t *)&on->keep, NULL);
    uv_run(&on->uv, UV_RUN_DEFAULT);
    if (uv_loop_close(&on->uv)) fail("a loop is still in use");
}
static void timer_open(loop *on, timer *uv, size_t number, uint64_t period_ms) {
    (void)period_ms;
    uv_timer_init(&on->uv, uv);
    uv->data = (void *)(uintptr_t)number;
}
static void timer_arm(loop *on, timer *uv, uint64_t period_ms) {
    lock(on);
    uv_update_time(&on->uv);
    uv_timer_start(uv, on_timer, period_ms, 0);
    unlock(on);
}
#define timer_start timer_arm
static void timer_disarm(loop *on, timer *uv) {
    lock(on);
    uv_timer_stop(uv);
    unlock(on);
}
static void timer_close(loop *on, timer *uv) {
    (void)on;
    uv_close((uv_handle_t *)uv, NULL);
}

#include "workloads.h"
