/* The socket that others connect to, on the loopback interface only. */

#ifndef ROOM_ACCEPTOR_H
#define ROOM_ACCEPTOR_H

#include <stdbool.h>
#include <stdint.h>

struct acceptor {
    int fd;    /* -1 when closed */
    int spare; /* a descriptor to turn somebody away with when the process has none left */
};

/* Listens on 127.0.0.1; port 0 takes any free one. Returns false, and errno, on failure. */
bool acceptor_open(struct acceptor *acceptor, uint16_t port);
uint16_t acceptor_port(const struct acceptor *acceptor);
void acceptor_close(struct acceptor *acceptor);

/* Returns the socket of who comes next, or -1 if nobody does or could be taken in. */
int acceptor_take(struct acceptor *acceptor);

/* Closes a new socket with a word of explanation. */
void acceptor_turn_away(int fd);

#endif
