/* The library itself: sessions whose user is alone, a listener each. */
#include "storm.h"
#include <hangtime.h>

#define CHECK(call)                                                           \
    do {                                                                      \
        hangtime_result result = (call);                                      \
        if (result) {                                                         \
            fprintf(stderr, "%s: %s\n", #call, hangtime_result_name(result)); \
            exit(1);                                                          \
        }                                                                     \
    } while (0)

static void on_timed_out(void *user_data, hangtime_session session, hangtime_cause cause) {
    (void)session, (void)cause;
    fired(*(uint64_t *)user_data);
}

int main(int argc, char **argv) {
    hangtime_engine *engine;
    hangtime_session session;
    hangtime_listener_id added;
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    read_arguments(argc, argv);
    uint64_t *due_ns = allocate(n_timers, sizeof *due_ns);
    listener.on_session_timed_out = on_timed_out;
    CHECK(hangtime_engine_new(&options, &engine));
    for (size_t i = 0; i < n_timers; i++) {
        char id[32];
        snprintf(id, sizeof id, "session-%08zu", i);
        settings.idle_timeout_ms = period_ms(i);
        listener.user_data = &due_ns[i];
        CHECK(hangtime_session_open(engine, id, &settings, &session));
        CHECK(hangtime_listener_add(engine, session, &listener, &added));
        due_ns[i] = now_ns() + settings.idle_timeout_ms * 1000000u;
        CHECK(hangtime_session_joined(engine, session, "alice-0123456789", NULL, 0));
    }
    while (atomic_load_explicit(&n_fired, memory_order_acquire) < n_timers)
        nanosleep(&(struct timespec){0, 50000000}, NULL);
    report("hangtime");
    CHECK(hangtime_engine_free(engine));
    return 0;
}
