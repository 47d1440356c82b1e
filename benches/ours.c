/* The library itself: one engine, every thread reports facts of any session. */
#include "bench.h"
#include <hangtime.h>

#define CHECK(call)                                                                \
    do {                                                                           \
        hangtime_result result = (call);                                           \
        if (result) {                                                              \
            fprintf(stderr, "%s: %s\n", #call, hangtime_result_name(result));      \
            exit(1);                                                               \
        }                                                                          \
    } while (0)

static hangtime_engine *engine;
static hangtime_session *sessions;

static void on_event(void *user_data, hangtime_session session) { (void)user_data, (void)session; }
static void on_cause(void *user_data, hangtime_session session, hangtime_cause cause) {
    (void)user_data, (void)session, (void)cause;
}

static void open_all(void) {
    uint64_t seed = 88172645463325252u;
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.on_session_timed_out = on_cause;
    listener.on_session_joined = listener.on_session_left = on_event;
    listener.on_connection_lost = listener.on_connection_restored = on_event;
    listener.on_connection_closed = on_event;
    sessions = allocate(n_timers, sizeof *sessions);
    for (size_t i = 0; i < n_timers; i++) {
        char id[32];
        hangtime_listener_id added;
        snprintf(id, sizeof id, "session-%08zu", i);
        settings.idle_timeout_ms = random_period_ms(&seed);
        CHECK(hangtime_session_open(engine, id, &settings, &sessions[i]));
        CHECK(hangtime_listener_add(engine, sessions[i], &listener, &added));
        CHECK(hangtime_session_joined(engine, sessions[i], "alice-0123456789", NULL, 0));
        CHECK(hangtime_participant_joined(engine, sessions[i], "bob-uid-01234567", "bob-0123-4567-89",
                                          HANGTIME_KIND_HUMAN));
    }
    CHECK(hangtime_engine_flush(engine));
}

static void *churn(void *argument) {
    size_t thread = (size_t)(uintptr_t)argument;
    uint64_t seed = 88172645463325252u + thread * 7919;
    CHURN({
        hangtime_session session = sessions[random_next(&seed) % n_timers];
        /* Two threads may meet on a session, so "no such participant" is an answer too. */
        hangtime_participant_left(engine, session, "bob-0123-4567-89");
        hangtime_participant_joined(engine, session, "bob-uid-01234567", "bob-0123-4567-89", HANGTIME_KIND_HUMAN);
    });
    return NULL;
}

int main(int argc, char **argv) {
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    read_arguments(argc, argv);
    CHECK(hangtime_engine_new(&options, &engine));
    open_all();
    run_churn("hangtime", churn);
    CHECK(hangtime_engine_free(engine));
    free(sessions);
    return 0;
}
