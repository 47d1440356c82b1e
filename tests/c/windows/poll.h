/* What poll mode gives is an event object here: readable is signalled. */
#ifndef POLL_H
#define POLL_H

#include "posix.h"

enum { POLLIN = 1 };

struct pollfd {
  int fd;
  short events;
  short revents;
};

static inline int poll(struct pollfd *wait, unsigned count, int for_ms) {
  (void)count;
  DWORD result = WaitForSingleObject((HANDLE)(intptr_t)wait->fd,
                                     for_ms < 0 ? INFINITE : (DWORD)for_ms);
  wait->revents = result == WAIT_OBJECT_0 ? wait->events : 0;
  return result == WAIT_OBJECT_0 ? 1 : result == WAIT_TIMEOUT ? 0 : -1;
}

#endif
