/* The room: people at their sockets, the owner at the terminal, and the call between them. */

#ifndef ROOM_HOST_H
#define ROOM_HOST_H

#include <hangtime.h>
#include <stdint.h>

struct host_options {
    uint16_t port; /* 0: any free one */
    hangtime_delivery delivery;
    hangtime_settings settings;
};

/* Runs the room until its call is over. Returns an exit status, and has said why on stderr. */
int host_run(const struct host_options *options);

#endif
