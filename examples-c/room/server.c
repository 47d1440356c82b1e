#define _POSIX_C_SOURCE 200809L

#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "acceptor.h"
#include "connection.h"

struct server {
    struct acceptor acceptor;
    unsigned long connections_ever;
    struct server_listener listener;
    struct connection *connections[SERVER_CONNECTIONS_MAX]; /* NULL where a place is free */
};

struct server *server_open(uint16_t port, const struct server_listener *listener)
{
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        return NULL;
    }
    server->listener = *listener;
    if (!acceptor_open(&server->acceptor, port)) {
        int error = errno;
        free(server);
        errno = error;
        return NULL;
    }
    return server;
}

uint16_t server_port(const struct server *server)
{
    return acceptor_port(&server->acceptor);
}

/* Sends a line to everybody who is in, but one. */
static void say(struct server *server, const struct connection *but, const char *format,
                va_list arguments)
{
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection *connection = server->connections[i];
        if (connection != NULL && connection != but && connection_is_named(connection)) {
            va_list again;
            va_copy(again, arguments);
            connection_say(connection, format, again);
            va_end(again);
        }
    }
}

static void say_but(struct server *server, const struct connection *but, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(server, but, format, arguments);
    va_end(arguments);
}

void server_announce(struct server *server, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(server, NULL, format, arguments);
    va_end(arguments);
}

size_t server_connections_of(const struct server *server, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        const struct connection *connection = server->connections[i];
        count += connection != NULL && strcmp(connection->name, name) == 0;
    }
    return count;
}

static void take_name(struct server *server, struct connection *connection)
{
    struct line *line = &connection->input;
    const struct server_listener *listener = &server->listener;
    const char *refusal = "it must be a short line of UTF-8 without control characters";
    if (!line->too_long && line_is_printable(line)) {
        line_trim(line);
        refusal = listener->on_arrival(listener->user_data, line->text, connection->id);
    }
    if (refusal != NULL) {
        connection_tell(connection, "* that can not be your name: %s", refusal);
        return;
    }
    memcpy(connection->name, line->text, line->length + 1);
    connection_tell(connection, "* welcome, %s", connection->name);
}

static void take_line(struct server *server, struct connection *connection)
{
    struct line *line = &connection->input;
    const struct server_listener *listener = &server->listener;
    if (!connection_is_named(connection)) {
        take_name(server, connection);
    } else if (line->too_long) {
        connection_tell(connection, "* that was longer than %d bytes and was not sent",
                        LINE_LENGTH_MAX);
    } else if (line->length > 0) {
        line_make_printable(line);
        say_but(server, connection, "%s: %s", connection->name, line->text);
        listener->on_text(listener->user_data, connection->name, line->text);
    }
    line_clear(line);
}

static void read_from(struct server *server, struct connection *connection)
{
    char bytes[1024];
    size_t count = connection_read(connection, bytes, sizeof bytes);
    if (connection->gone != NULL && connection_is_named(connection)
        && connection->input.length > 0) {
        line_take(&connection->input, '\n'); /* the last line may lack its end */
        take_line(server, connection);
    }
    for (size_t i = 0; i < count && connection->gone == NULL; i++) {
        if (line_take(&connection->input, bytes[i])) {
            take_line(server, connection);
        }
    }
}

static struct connection **first_gone(struct server *server)
{
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection **place = &server->connections[i];
        if (*place != NULL && (*place)->gone != NULL) {
            return place;
        }
    }
    return NULL;
}

/* Drops who is gone. To tell the others of it may show that more of them are. */
static void drop_gone(struct server *server)
{
    const struct server_listener *listener = &server->listener;
    struct connection **place;
    while ((place = first_gone(server)) != NULL) {
        struct connection *connection = *place;
        *place = NULL;
        if (connection_is_named(connection)) {
            size_t left = server_connections_of(server, connection->name);
            listener->on_departure(listener->user_data, connection->name, connection->id, left,
                                   connection->gone);
        }
        connection_free(connection);
    }
}

/* Finds a free place; in a full room who came longest ago without a name gives theirs. */
static struct connection **free_place(struct server *server)
{
    struct connection **oldest = NULL;
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection **place = &server->connections[i];
        if (*place == NULL) {
            return place;
        }
        if (!connection_is_named(*place)
            && (oldest == NULL || (*place)->number < (*oldest)->number)) {
            oldest = place;
        }
    }
    if (oldest != NULL) {
        connection_tell(*oldest, "* the room is full: somebody with a name takes your place");
        connection_free(*oldest);
        *oldest = NULL;
    }
    return oldest;
}

static void let_in(struct server *server)
{
    int fd = acceptor_take(&server->acceptor);
    if (fd < 0) {
        return;
    }
    struct connection **place = free_place(server);
    if (place != NULL) {
        *place = connection_new(fd, ++server->connections_ever);
    }
    if (place == NULL || *place == NULL) {
        acceptor_turn_away(fd);
        return;
    }
    connection_tell(*place, "* your first line is your name");
}

void server_watch(const struct server *server, struct pollfd *watched)
{
    watched[0] = (struct pollfd){.fd = server->acceptor.fd, .events = POLLIN};
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        const struct connection *connection = server->connections[i];
        struct pollfd *entry = &watched[1 + i];
        *entry = (struct pollfd){.fd = -1}; /* poll(2) passes over it */
        if (connection != NULL) {
            entry->fd = connection->fd;
            entry->events = connection->pending > 0 ? POLLIN | POLLOUT : POLLIN;
        }
    }
}

void server_handle(struct server *server, const struct pollfd *watched)
{
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection *connection = server->connections[i];
        short found = watched[1 + i].revents;
        if (connection == NULL || connection->gone != NULL) {
            continue;
        }
        if (found & POLLOUT) {
            connection_flush(connection);
        }
        if (found & (POLLIN | POLLHUP | POLLERR)) {
            read_from(server, connection);
        }
    }
    drop_gone(server);
    if (watched[0].revents != 0) {
        let_in(server);
    }
}

void server_shut(struct server *server, const char *last_line)
{
    for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++) {
        struct connection *connection = server->connections[i];
        if (connection != NULL) {
            connection_tell(connection, "* %s", last_line);
            connection_free(connection);
            server->connections[i] = NULL;
        }
    }
    acceptor_close(&server->acceptor);
}

void server_free(struct server *server)
{
    server_shut(server, "the room is closed");
    free(server);
}
