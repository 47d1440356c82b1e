/* What the owner reads: sentences for events, and for how the call stands. */

#ifndef ROOM_WORDING_H
#define ROOM_WORDING_H

#include <hangtime.h>
#include <stdbool.h>

enum { WORDING_SIZE = 160 };

/* Writes what happened; nothing ("") for events that this room does not cause. */
void wording_of_event(const hangtime_event *event, char text[WORDING_SIZE]);

/* Writes how the call stands, with the time that is left, in seconds begun. */
void wording_of_status(const hangtime_status *status, char text[WORDING_SIZE]);

/* Whether the time that is left deserves a line of its own where lines are not rewritten. */
bool wording_is_round(const hangtime_status *status);

#endif
