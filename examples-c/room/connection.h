/* One person's socket: never waited for, neither when reading nor when writing. */

#ifndef ROOM_CONNECTION_H
#define ROOM_CONNECTION_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "line.h"

/* Who has not read that much is dropped: the room does not keep more for anybody. */
enum { CONNECTION_OUTPUT_MAX = 16 * 1024 };

struct connection {
    int fd;
    unsigned long number;
    char id[32];                    /* from the number: "connection-7" */
    char name[LINE_LENGTH_MAX + 1]; /* empty until it was said and taken */
    const char *gone;               /* why it is to be dropped, NULL while it is not */
    struct line input;
    size_t pending;
    char output[CONNECTION_OUTPUT_MAX];
};

/* Takes the socket over. Returns NULL, the socket untouched, if memory is short. */
struct connection *connection_new(int fd, unsigned long number);

/* Sends what fits without waiting, shuts the socket and frees. */
void connection_free(struct connection *connection);

/* Sends a line; a reader who does not keep up is gone. */
void connection_say(struct connection *connection, const char *format, va_list arguments);
void connection_tell(struct connection *connection, const char *format, ...);

/* Sends what waits. */
void connection_flush(struct connection *connection);

/* Reads what is there into bytes; returns how many, and 0 for none or gone. */
size_t connection_read(struct connection *connection, char *bytes, size_t capacity);

bool connection_is_named(const struct connection *connection);

#endif
