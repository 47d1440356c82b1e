#define _POSIX_C_SOURCE 200809L

#include "acceptor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static bool listen_on(int fd, uint16_t port)
{
    int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0
        && bind(fd, (struct sockaddr *)&address, sizeof address) == 0
        && listen(fd, SOMAXCONN) == 0
        && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

bool acceptor_open(struct acceptor *acceptor, uint16_t port)
{
    acceptor->spare = open("/dev/null", O_RDONLY);
    acceptor->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (acceptor->spare < 0 || acceptor->fd < 0 || !listen_on(acceptor->fd, port)) {
        int error = errno;
        acceptor_close(acceptor);
        errno = error;
        return false;
    }
    return true;
}

uint16_t acceptor_port(const struct acceptor *acceptor)
{
    struct sockaddr_in address = {.sin_port = 0};
    socklen_t size = sizeof address;
    getsockname(acceptor->fd, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}

void acceptor_close(struct acceptor *acceptor)
{
    if (acceptor->fd >= 0) {
        close(acceptor->fd);
    }
    if (acceptor->spare >= 0) {
        close(acceptor->spare);
    }
    acceptor->fd = acceptor->spare = -1;
}

int acceptor_take(struct acceptor *acceptor)
{
    int fd = accept(acceptor->fd, NULL, NULL);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE) && acceptor->spare >= 0) {
        /* Left waiting, the connection would wake poll(2) for ever. */
        close(acceptor->spare);
        int unwanted = accept(acceptor->fd, NULL, NULL);
        if (unwanted >= 0) {
            acceptor_turn_away(unwanted);
        }
        acceptor->spare = open("/dev/null", O_RDONLY);
    }
    return fd;
}

void acceptor_turn_away(int fd)
{
    static const char full[] = "* the room is full\n";
    send(fd, full, sizeof full - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    close(fd);
}
