#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "server.h"
#include "terminal.h"
#include "wording.h"

/* What the loop waits for; the server's sockets come last. */
enum { SIGNALS, EVENTS, INPUT, SOCKETS, WATCHED = SOCKETS + SERVER_WATCHED };

struct host {
    struct call call;
    struct server *server;
    struct terminal terminal;
    int signals;          /* where signals can be read, a byte each */
    bool alone;           /* as the events so far have it */
    bool prompted;        /* likewise */
    bool over;
    hangtime_phase shown; /* the phase that the terminal shows */
};

static int signal_pipe_end;

static void on_signal(int number)
{
    int error = errno;
    unsigned char byte = (unsigned char)number;
    /* A full pipe has signals enough in it. */
    ssize_t written = write(signal_pipe_end, &byte, 1);
    (void)written;
    errno = error;
}

static bool catch_signals(struct host *host)
{
    int ends[2];
    if (pipe(ends) < 0) {
        return false;
    }
    host->signals = ends[0];
    signal_pipe_end = ends[1];
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGCONT, &action, NULL);
    action.sa_flags |= (int)SA_RESETHAND; /* the second time they end the process */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    return true;
}

/* What the people do. */

static const char *on_arrival(void *user_data, const char *name, const char *id)
{
    struct host *host = user_data;
    hangtime_result result = call_report_arrival(&host->call, name, id);
    if (result == HANGTIME_ERR_ENDED) {
        return "the call is over";
    }
    if (result != HANGTIME_OK) {
        return hangtime_result_message(result);
    }
    size_t before = server_connections_of(host->server, name);
    if (strcmp(name, CALL_OWNER) == 0) {
        terminal_print(&host->terminal, "another device of yours is here, which is no company");
    } else if (before > 0) {
        terminal_print(&host->terminal, "%s is here %zu times, as one person", name, before + 1);
    } else {
        terminal_print(&host->terminal, "%s is here", name);
        server_announce(host->server, "* %s is here", name);
    }
    return NULL;
}

static void on_departure(void *user_data, const char *name, const char *id, size_t left,
                         const char *why)
{
    struct host *host = user_data;
    call_report_departure(&host->call, id);
    if (left > 0) {
        terminal_print(&host->terminal, "%s closed a connection (%s) and is still here", name, why);
    } else {
        terminal_print(&host->terminal, "%s left (%s)", name, why);
        server_announce(host->server, "* %s left", name);
    }
}

static void on_text(void *user_data, const char *name, const char *text)
{
    struct host *host = user_data;
    terminal_print(&host->terminal, "%s: %s", name, text);
}

/* What the owner types. */

static void on_typed(void *user_data, const char *text)
{
    struct host *host = user_data;
    if (strcmp(text, "leave") == 0) {
        call_leave(&host->call);
    } else if (strcmp(text, "stay") == 0) {
        hangtime_result result = call_extend(&host->call);
        if (result == HANGTIME_OK && !host->prompted) { /* else an event tells it */
            terminal_print(&host->terminal, "the countdown starts again");
        } else if (result != HANGTIME_OK) {
            terminal_print(&host->terminal, "stay: %s", hangtime_result_message(result));
        }
    } else if (text[0] != '\0') {
        terminal_print(&host->terminal, CALL_OWNER ": %s", text);
        server_announce(host->server, CALL_OWNER ": %s", text);
        if (host->alone) {
            terminal_print(&host->terminal, "(nobody is here to read it)");
        }
    }
}

/* What hangtime tells. */

static void take_event(struct host *host, const hangtime_event *event)
{
    char text[WORDING_SIZE];
    wording_of_event(event, text);
    if (text[0] != '\0') {
        terminal_print(&host->terminal, "%s", text);
    }
    switch (event->event_type) {
    case HANGTIME_EVENT_IDLE_STARTED: host->alone = true; break;
    case HANGTIME_EVENT_IDLE_STOPPED: host->alone = false; break;
    case HANGTIME_EVENT_IDLE_PROMPT: host->prompted = true; break;
    case HANGTIME_EVENT_IDLE_PROMPT_DISMISSED: host->prompted = false; break;
    case HANGTIME_EVENT_SESSION_TIMED_OUT:
        /* Tear the call down, then say so; on_session_left ends the loop. */
        server_shut(host->server, "the call is over: the owner was alone for too long");
        call_leave(&host->call);
        break;
    case HANGTIME_EVENT_SESSION_LEFT: host->over = true; break;
    default: break;
    }
}

/*
 * Shows how the call stands. Returns when that will look different, in milliseconds, -1 if it
 * will not by itself.
 */
static int show_status(struct host *host)
{
    hangtime_status status = call_status(&host->call);
    bool alone = status.phase != HANGTIME_PHASE_ACCOMPANIED;
    bool prompted = status.phase == HANGTIME_PHASE_PROMPTING;
    if (status.state != HANGTIME_STATE_JOINED || alone != host->alone
        || prompted != host->prompted) {
        return -1; /* the event that tells of it is on its way: first that, then this */
    }
    if (host->terminal.live || status.phase != host->shown || wording_is_round(&status)) {
        char text[WORDING_SIZE];
        wording_of_status(&status, text);
        terminal_show(&host->terminal, text);
        host->shown = status.phase;
    }
    if (status.until_end_ms == HANGTIME_NEVER) {
        return -1;
    }
    return status.until_end_ms == 0 ? 1000 : (int)((status.until_end_ms - 1) % 1000) + 1;
}

static void take_signals(struct host *host)
{
    unsigned char number;
    if (read(host->signals, &number, 1) == 1) {
        if (number == SIGCONT) {
            terminal_resume(&host->terminal);
        } else {
            call_leave(&host->call);
        }
    }
}

/* Returns 0, or an error of poll(2). */
static int wait_and_handle(struct host *host, int timeout_ms)
{
    struct pollfd watched[WATCHED] = {
        [SIGNALS] = {.fd = host->signals, .events = POLLIN},
        [EVENTS] = {.fd = host->call.event_fd, .events = POLLIN},
        [INPUT] = {.fd = host->terminal.input, .events = POLLIN},
    };
    server_watch(host->server, watched + SOCKETS);
    int found = poll(watched, WATCHED, timeout_ms);
    if (found <= 0) { /* an interrupting signal is found in its pipe the next time */
        return found == 0 || errno == EINTR ? 0 : errno;
    }
    if (watched[SIGNALS].revents != 0) {
        take_signals(host);
    }
    if (watched[EVENTS].revents != 0) {
        hangtime_event event;
        while (call_take_event(&host->call, &event)) {
            take_event(host, &event);
        }
    }
    if (watched[INPUT].revents != 0) {
        terminal_read(&host->terminal, on_typed, host);
    }
    server_handle(host->server, watched + SOCKETS);
    return 0;
}

static int run_call(struct host *host, const struct host_options *options)
{
    int error = 0;
    if (call_open(&host->call, &options->settings, options->delivery)) {
        while (!host->over && host->call.failed == NULL && error == 0) {
            error = wait_and_handle(host, show_status(host));
        }
    }
    terminal_close(&host->terminal);
    server_shut(host->server, "the call is over: the owner left");
    call_close(&host->call);
    if (host->call.failed != NULL) {
        fprintf(stderr, "room: %s: %s\n", host->call.failed,
                hangtime_result_message(host->call.result));
    } else if (error != 0) {
        fprintf(stderr, "room: can not wait for %d descriptors: %s\n", WATCHED, strerror(error));
    }
    return host->over && host->call.failed == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

static struct server *open_server(uint16_t port, const struct server_listener *listener)
{
    struct server *server = server_open(port, listener);
    if (server == NULL && errno == EADDRINUSE) {
        fprintf(stderr, "room: port %d is taken: choose another with --port, or any free one with "
                        "--port 0\n", port);
    } else if (server == NULL) {
        fprintf(stderr, "room: can not listen on port %d: %s\n", port, strerror(errno));
    }
    return server;
}

int host_run(const struct host_options *options)
{
    struct host host = {.alone = false};
    struct server_listener listener = {&host, on_arrival, on_departure, on_text};
    host.server = open_server(options->port, &listener);
    if (host.server == NULL) {
        return EXIT_FAILURE;
    }
    int status = EXIT_FAILURE;
    if (catch_signals(&host)) {
        int port = server_port(host.server);
        terminal_open(&host.terminal);
        terminal_print(&host.terminal, "listening on 127.0.0.1:%d; come in with: nc 127.0.0.1 %d",
                       port, port);
        status = run_call(&host, options);
    } else {
        fprintf(stderr, "room: can not make a pipe: %s\n", strerror(errno));
    }
    server_free(host.server);
    return status;
}
