/*
 * An engine with the clock of the system, in poll mode, and a user who is alone in a session of it.
 */
#ifndef ALONE_H
#define ALONE_H

#include <poll.h>

#include "room.h"

static inline hangtime_engine *engine_of_system_polled(void) {
  return engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_POLL);
}

/* Opens a session whose user is alone. */
static inline hangtime_session alone_in(hangtime_engine *engine, const hangtime_settings *settings) {
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_open(engine, "room", settings, &session));
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  return session;
}

/* Waits for an event of this type and gives it; all others are passed over. */
static inline hangtime_event await(hangtime_engine *engine, hangtime_event_type type) {
  hangtime_event event = {0};
  intptr_t descriptor = -1;
  CHECK_OK(hangtime_engine_event_fd(engine, &descriptor));
  while (event.event_type != type) {
    struct pollfd waiting = {.fd = (int)descriptor, .events = POLLIN};
    size_t count = 0;
    if (poll(&waiting, 1, -1) > 0) {
      CHECK_OK(hangtime_engine_take_events(engine, &event, 1, &count));
    }
  }
  return event;
}

#endif
