/* A room of lines over TCP, on the loopback interface: who is there, and who said what. */

#ifndef ROOM_SERVER_H
#define ROOM_SERVER_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

enum { SERVER_CONNECTIONS_MAX = 64, SERVER_WATCHED = 1 + SERVER_CONNECTIONS_MAX };

/* Who is told; each is called with user_data from inside server_handle. */
struct server_listener {
    void *user_data;
    /* Somebody said a name. Returns NULL to let them in, or why not, which they are told. */
    const char *(*on_arrival)(void *user_data, const char *name, const char *id);
    /* Somebody who was in is no more; left is how many connections of that name are. */
    void (*on_departure)(void *user_data, const char *name, const char *id, size_t left,
                         const char *why);
    void (*on_text)(void *user_data, const char *name, const char *text);
};

struct server;

/* Listens on 127.0.0.1. port 0 takes any free one. Returns NULL and errno on failure. */
struct server *server_open(uint16_t port, const struct server_listener *listener);
uint16_t server_port(const struct server *server);

/* Sends everybody a last line, hangs up and listens no more. */
void server_shut(struct server *server, const char *last_line);
void server_free(struct server *server);

/* Writes SERVER_WATCHED entries for poll(2). */
void server_watch(const struct server *server, struct pollfd *watched);

/* Does what poll(2) found possible. */
void server_handle(struct server *server, const struct pollfd *watched);

/* Sends a line to everybody who is in. */
void server_announce(struct server *server, const char *format, ...);

/* How many connections of that name are in. */
size_t server_connections_of(const struct server *server, const char *name);

#endif
