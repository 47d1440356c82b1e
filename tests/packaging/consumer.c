/* A program of somebody else, built against an installed library: alone for five minutes, the call
 * ends. */
#include <hangtime.h>
#include <stdio.h>

#define CHECK(condition)                                                  \
    do {                                                                  \
        if (!(condition)) {                                               \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            return 1;                                                     \
        }                                                                 \
    } while (0)

static void count(void *counter, hangtime_session session, hangtime_cause cause)
{
    (void)session;
    *(int *)counter += cause == HANGTIME_CAUSE_WAITING;
}

int main(void)
{
    CHECK(hangtime_version_number() == HANGTIME_VERSION_NUMBER);

    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    options.clock = HANGTIME_CLOCK_MANUAL;
    hangtime_engine *engine;
    CHECK(hangtime_engine_new(&options, &engine) == HANGTIME_OK);

    hangtime_session call;
    int timed_out = 0;
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = &timed_out;
    listener.on_session_timed_out = count;
    hangtime_listener_id id;
    CHECK(hangtime_session_open(engine, "room-42", NULL, &call) == HANGTIME_OK);
    CHECK(hangtime_listener_add(engine, call, &listener, &id) == HANGTIME_OK);
    CHECK(hangtime_session_joined(engine, call, "alice", NULL, 0) == HANGTIME_OK);

    CHECK(hangtime_engine_advance(engine, 300 * 1000 - 1) == HANGTIME_OK);
    CHECK(hangtime_engine_flush(engine) == HANGTIME_OK);
    CHECK(timed_out == 0);
    CHECK(hangtime_engine_advance(engine, 1) == HANGTIME_OK);
    CHECK(hangtime_engine_flush(engine) == HANGTIME_OK);
    CHECK(timed_out == 1);
    CHECK(hangtime_engine_free(engine) == HANGTIME_OK);

    printf("hangtime %s: nobody came\n", hangtime_version());
    return 0;
}
