#define _POSIX_C_SOURCE 200809L

#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection *connection_new(int fd, unsigned long number)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        return NULL;
    }
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection != NULL) {
        connection->fd = fd;
        connection->number = number;
        snprintf(connection->id, sizeof connection->id, "connection-%lu", number);
    }
    return connection;
}

void connection_free(struct connection *connection)
{
    connection_flush(connection);
    shutdown(connection->fd, SHUT_WR);
    /* A socket that is closed with something unread resets: the last words would be lost. */
    char unread[4096];
    for (int i = 0; i < 16 && recv(connection->fd, unread, sizeof unread, MSG_DONTWAIT) > 0; i++) {
    }
    close(connection->fd);
    free(connection);
}

void connection_say(struct connection *connection, const char *format, va_list arguments)
{
    /* The longest line is a name, a colon and a text. */
    char text[2 * LINE_LENGTH_MAX + 8];
    int length = vsnprintf(text, sizeof text - 1, format, arguments);
    if (connection->gone != NULL || length < 0) {
        return;
    }
    size_t size = strlen(text);
    text[size++] = '\n';
    if (size > sizeof connection->output - connection->pending) {
        connection->gone = "does not read";
        return;
    }
    memcpy(connection->output + connection->pending, text, size);
    connection->pending += size;
    connection_flush(connection);
}

void connection_tell(struct connection *connection, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    connection_say(connection, format, arguments);
    va_end(arguments);
}

static bool can_wait(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

void connection_flush(struct connection *connection)
{
    if (connection->pending == 0) {
        return;
    }
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    ssize_t sent = send(connection->fd, connection->output, connection->pending, flags);
    if (sent < 0) {
        if (!can_wait(errno)) {
            connection->gone = "connection broken";
            connection->pending = 0;
        }
        return;
    }
    connection->pending -= (size_t)sent;
    memmove(connection->output, connection->output + sent, connection->pending);
}

size_t connection_read(struct connection *connection, char *bytes, size_t capacity)
{
    ssize_t got = recv(connection->fd, bytes, capacity, MSG_DONTWAIT);
    if (got > 0) {
        return (size_t)got;
    }
    if (got == 0) {
        connection->gone = "hung up";
    } else if (!can_wait(errno)) {
        connection->gone = "connection broken";
    }
    return 0;
}

bool connection_is_named(const struct connection *connection)
{
    return connection->name[0] != '\0';
}
