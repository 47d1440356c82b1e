/*
 * Poll mode in an event loop of one's own, here libuv's: the library calls nobody, its descriptor
 * is one of the loop's, and everything happens on the loop's thread.
 *
 * alice is alone; bob comes and goes; alice is asked and does not answer; the call times out.
 */

#define _POSIX_C_SOURCE 200809L /* uv.h needs it */

#include <hangtime.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#define CHECK(call)                                                              \
    do {                                                                         \
        hangtime_result result = (call);                                         \
        if (result != HANGTIME_OK) {                                             \
            fprintf(stderr, "%s: %s\n", #call, hangtime_result_message(result)); \
            exit(EXIT_FAILURE);                                                  \
        }                                                                        \
    } while (0)

#define CHECK_UV(call)                                                \
    do {                                                             \
        int failed = (call);                                         \
        if (failed != 0) {                                           \
            fprintf(stderr, "%s: %s\n", #call, uv_strerror(failed)); \
            exit(EXIT_FAILURE);                                      \
        }                                                            \
    } while (0)

static hangtime_engine *engine;
static hangtime_session session;

static void on_visit(uv_timer_t *visit)
{
    static int visits;
    if (visits++ == 0) {
        puts("bob comes");
        CHECK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
    } else {
        puts("bob goes");
        CHECK(hangtime_participant_left(engine, session, "bob-1"));
        uv_close((uv_handle_t *)visit, NULL);
    }
}

static void take(const hangtime_event *event, uv_poll_t *poll)
{
    switch (event->event_type) {
    case HANGTIME_EVENT_SESSION_JOINED: puts("> joined"); break;
    case HANGTIME_EVENT_IDLE_STARTED: puts("> alone"); break;
    case HANGTIME_EVENT_IDLE_STOPPED: puts("> no longer alone"); break;
    case HANGTIME_EVENT_IDLE_PROMPT: puts("> are you still there?"); break;
    case HANGTIME_EVENT_SESSION_TIMED_OUT:
        puts("> timed out");
        CHECK(hangtime_session_left(engine, session)); /* the call is torn down */
        break;
    case HANGTIME_EVENT_SESSION_LEFT:
        puts("> left");
        uv_close((uv_handle_t *)poll, NULL); /* the last handle: the loop ends */
        break;
    default: break;
    }
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)events;
    CHECK_UV(status);
    hangtime_event batch[16];
    size_t count;
    do {
        CHECK(hangtime_engine_take_events(engine, batch, 16, &count));
        for (size_t i = 0; i < count; i++) {
            take(&batch[i], poll);
        }
    } while (count == 16);
}

int main(void)
{
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    options.delivery = HANGTIME_DELIVERY_POLL;
    CHECK(hangtime_engine_new(&options, &engine));

    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.idle_timeout_ms = 3000;
    settings.prompt_ms = 1000;
    CHECK(hangtime_session_open(engine, "room-42", &settings, &session));
    CHECK(hangtime_session_joined(engine, session, "alice", NULL, 0));

    intptr_t fd;
    CHECK(hangtime_engine_event_fd(engine, &fd));
    uv_poll_t poll;
    CHECK_UV(uv_poll_init(uv_default_loop(), &poll, (int)fd));
    CHECK_UV(uv_poll_start(&poll, UV_READABLE, on_readable));

    uv_timer_t visit;
    CHECK_UV(uv_timer_init(uv_default_loop(), &visit));
    CHECK_UV(uv_timer_start(&visit, on_visit, 500, 500));

    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    CHECK_UV(uv_loop_close(uv_default_loop()));
    CHECK(hangtime_engine_free(engine)); /* the descriptor is the engine's: after the loop */
    return EXIT_SUCCESS;
}
