/* GLib: a GSource of its own kind for each timer, whose ready time is set and, to disarm, set to
 * -1; a main context for each thread, which is its owner. */
#define PEER "glib"
#define PEER_SHARED 0
#define PEER_HAS_ROSTER 0
#include "peer.h"
#include <glib.h>

typedef struct {
    GMainContext *context;
    GMainLoop *main;
} loop;
typedef struct {
    GSource source;
    size_t number;
} numbered;
typedef GSource *timer;

static const char *peer_version(void) {
    static char text[32];
    snprintf(text, sizeof text, "%u.%u.%u", glib_major_version, glib_minor_version,
             glib_micro_version);
    return text;
}

static gboolean on_ready(GSource *source, GSourceFunc none, gpointer nothing) {
    (void)none, (void)nothing;
    g_source_set_ready_time(source, -1);
    fired(((numbered *)source)->number);
    return G_SOURCE_CONTINUE;
}
static GSourceFuncs timer_kind = {.dispatch = on_ready};

static void loop_open(loop *on) {
    on->context = g_main_context_new();
    on->main = g_main_loop_new(on->context, FALSE);
    if (!g_main_context_acquire(on->context)) fail("a context has another owner");
}
static void loop_run(loop *on) { g_main_loop_run(on->main); }
static void loop_stop(loop *on) { g_main_loop_quit(on->main); }
static void loop_settle(loop *on) { (void)on; }
static void loop_close(loop *on) {
    g_main_context_release(on->context);
    g_main_loop_unref(on->main);
    g_main_context_unref(on->context);
}

static void timer_open(loop *on, timer *source, size_t number, uint64_t period_ms) {
    (void)period_ms;
    *source = g_source_new(&timer_kind, sizeof(numbered));
    ((numbered *)*source)->number = number;
    g_source_attach(*source, on->context);
}
static void timer_arm(loop *on, timer *source, uint64_t period_ms) {
    (void)on;
    g_source_set_ready_time(*source, g_get_monotonic_time() + (gint64)period_ms * 1000);
}
#define timer_start timer_arm
static void timer_disarm(loop *on, timer *source) {
    (void)on;
    g_source_set_ready_time(*source, -1);
}
static void timer_close(loop *on, timer *source) {
    (void)on;
    g_source_destroy(*source);
    g_source_unref(*source);
}

#include "workloads.h"
