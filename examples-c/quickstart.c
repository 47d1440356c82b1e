/*
 * Joins a call to which nobody else comes, and is told when it has timed out.
 *
 *     cc quickstart.c -lhangtime -pthread && ./a.out
 */

#include <hangtime.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(call)                                                              \
    do {                                                                         \
        hangtime_result result = (call);                                         \
        if (result != HANGTIME_OK) {                                             \
            fprintf(stderr, "%s: %s\n", #call, hangtime_result_message(result)); \
            exit(EXIT_FAILURE);                                                  \
        }                                                                        \
    } while (0)

/* Runs on a thread of the library: say it to the main thread and return. */
static void on_session_timed_out(void *user_data, hangtime_session session, hangtime_cause cause)
{
    (void)session;
    puts(cause == HANGTIME_CAUSE_WAITING ? "timed out: nobody came" : "timed out: all have left");
    sem_post(user_data);
}

int main(void)
{
    sem_t timed_out;
    sem_init(&timed_out, 0, 0);

    hangtime_engine *engine;
    CHECK(hangtime_engine_new(NULL, &engine));

    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.idle_timeout_ms = 2 * 1000; /* without this line five minutes */
    hangtime_session session;
    CHECK(hangtime_session_open(engine, "room-42", &settings, &session));

    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = &timed_out;
    listener.on_session_timed_out = on_session_timed_out;
    hangtime_listener_id id;
    CHECK(hangtime_listener_add(engine, session, &listener, &id));

    /* Report what happens in the call: here, that alice joined and nobody else is there. */
    CHECK(hangtime_session_joined(engine, session, "alice", NULL, 0));
    puts("alice is alone in room-42: two seconds to go");

    sem_wait(&timed_out);
    CHECK(hangtime_session_left(engine, session)); /* the call is torn down */
    CHECK(hangtime_engine_free(engine));
    return EXIT_SUCCESS;
}
