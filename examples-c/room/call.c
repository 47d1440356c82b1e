#define _POSIX_C_SOURCE 200809L

#include "call.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Notes the first call that failed without a reason that the room knows. */
static bool check(struct call *call, const char *function, hangtime_result result)
{
    if (result != HANGTIME_OK && call->failed == NULL) {
        call->failed = function;
        call->result = result;
    }
    return result == HANGTIME_OK;
}

#define CHECK(call, function, ...) check(call, #function, function(__VA_ARGS__))

/*
 * Callback mode. The callbacks run on a thread of the library; each writes what it was told into
 * a pipe and returns, and the main loop reads it there. An event is smaller than PIPE_BUF, so
 * that the pipe takes it whole.
 */
static void hand_over(void *user_data, hangtime_event event)
{
    const struct call *call = user_data;
    ssize_t written;
    do {
        written = write(call->pipe_end, &event, sizeof event);
    } while (written < 0 && errno == EINTR);
}

static void on_session_joined(void *user_data, hangtime_session session)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_SESSION_JOINED});
}

static void on_session_left(void *user_data, hangtime_session session)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_SESSION_LEFT});
}

static void on_session_timed_out(void *user_data, hangtime_session session, hangtime_cause cause)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_SESSION_TIMED_OUT,
                                          .cause = cause});
}

static void on_idle_started(void *user_data, hangtime_session session, hangtime_cause cause)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_IDLE_STARTED,
                                          .cause = cause});
}

static void on_idle_stopped(void *user_data, hangtime_session session)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_IDLE_STOPPED});
}

static void on_idle_prompt(void *user_data, hangtime_session session, uint64_t remaining_ms,
                           uint32_t number)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_IDLE_PROMPT,
                                          .remaining_ms = remaining_ms,
                                          .number = number});
}

static void on_idle_prompt_dismissed(void *user_data, hangtime_session session,
                                     hangtime_dismissed dismissed)
{
    hand_over(user_data, (hangtime_event){.session = session,
                                          .event_type = HANGTIME_EVENT_IDLE_PROMPT_DISMISSED,
                                          .dismissed = dismissed});
}

static bool listen_to_callbacks(struct call *call)
{
    int ends[2];
    if (pipe(ends) < 0) {
        return check(call, "pipe", HANGTIME_ERR_SYSTEM);
    }
    call->event_fd = ends[0];
    call->pipe_end = ends[1];
    fcntl(call->event_fd, F_SETFL, O_NONBLOCK);

    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = call;
    listener.on_session_joined = on_session_joined;
    listener.on_session_left = on_session_left;
    listener.on_session_timed_out = on_session_timed_out;
    listener.on_idle_started = on_idle_started;
    listener.on_idle_stopped = on_idle_stopped;
    listener.on_idle_prompt = on_idle_prompt;
    listener.on_idle_prompt_dismissed = on_idle_prompt_dismissed;
    hangtime_listener_id id; /* not needed: the listener goes with the engine */
    return CHECK(call, hangtime_listener_add, call->engine, call->session, &listener, &id);
}

/* Poll mode. There is nobody to call: the library gives a descriptor to wait for. */
static bool poll_for_events(struct call *call)
{
    intptr_t fd;
    if (!CHECK(call, hangtime_engine_event_fd, call->engine, &fd)) {
        return false;
    }
    call->event_fd = (int)fd;
    return true;
}

bool call_open(struct call *call, const hangtime_settings *settings, hangtime_delivery delivery)
{
    *call = (struct call){.delivery = delivery, .event_fd = -1, .pipe_end = -1};
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    options.delivery = delivery;
    return CHECK(call, hangtime_engine_new, &options, &call->engine)
        && CHECK(call, hangtime_session_open, call->engine, "room", settings, &call->session)
        && (delivery == HANGTIME_DELIVERY_POLL ? poll_for_events(call) : listen_to_callbacks(call))
        && CHECK(call, hangtime_session_joined, call->engine, call->session, CALL_OWNER, NULL, 0);
}

void call_close(struct call *call)
{
    if (call->pipe_end >= 0) {
        /* First the reading end: freeing waits for a callback, which may wait for the pipe. */
        close(call->event_fd);
    }
    hangtime_engine_free(call->engine);
    if (call->pipe_end >= 0) {
        close(call->pipe_end);
    }
}

bool call_take_event(struct call *call, hangtime_event *event)
{
    if (call->delivery == HANGTIME_DELIVERY_POLL) {
        size_t count = 0;
        CHECK(call, hangtime_engine_take_events, call->engine, event, 1, &count);
        return count == 1;
    }
    return read(call->event_fd, event, sizeof *event) == (ssize_t)sizeof *event;
}

hangtime_result call_report_arrival(struct call *call, const char *name, const char *id)
{
    hangtime_result result = hangtime_participant_joined(call->engine, call->session, name, id,
                                                         HANGTIME_KIND_HUMAN);
    if (result != HANGTIME_ERR_INVALID && result != HANGTIME_ERR_ENDED) {
        check(call, "hangtime_participant_joined", result);
    }
    return result;
}

void call_report_departure(struct call *call, const char *id)
{
    hangtime_result result = hangtime_participant_left(call->engine, call->session, id);
    if (result != HANGTIME_ERR_ENDED) { /* the call may end while its people go */
        check(call, "hangtime_participant_left", result);
    }
}

hangtime_result call_extend(struct call *call)
{
    hangtime_result result = hangtime_session_extend(call->engine, call->session);
    if (result != HANGTIME_ERR_NOT_ALONE && result != HANGTIME_ERR_ENDED) {
        check(call, "hangtime_session_extend", result);
    }
    return result;
}

void call_leave(struct call *call)
{
    hangtime_result result = hangtime_session_left(call->engine, call->session);
    if (result != HANGTIME_ERR_ENDED) { /* whoever leaves twice has left */
        check(call, "hangtime_session_left", result);
    }
}

hangtime_status call_status(struct call *call)
{
    hangtime_status status = HANGTIME_STATUS_INIT;
    CHECK(call, hangtime_session_status, call->engine, call->session, &status);
    return status;
}
