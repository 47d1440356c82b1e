/*
 * The call that the room is: what the room reports to hangtime, and what comes back.
 *
 * This is the part to look at: everything that touches the library is in call.c.
 */

#ifndef ROOM_CALL_H
#define ROOM_CALL_H

#include <hangtime.h>
#include <stdbool.h>

/* The local user, who is this process. Connections of that name are other devices of theirs. */
#define CALL_OWNER "owner"

struct call {
    hangtime_engine *engine;
    hangtime_session session;
    hangtime_delivery delivery;
    int event_fd;             /* readable while there are events, with either delivery */
    int pipe_end;             /* where callbacks write; -1 in poll mode */
    const char *failed;       /* the function that failed unexpectedly, NULL if none did */
    hangtime_result result;   /* what it returned */
};

/* Opens a session and joins it. On failure returns false; failed and result say why. */
bool call_open(struct call *call, const hangtime_settings *settings, hangtime_delivery delivery);
void call_close(struct call *call);

/* Gives the next event, in the order in which they happened; false if there is none. */
bool call_take_event(struct call *call, hangtime_event *event);

/* Somebody came: HANGTIME_OK, HANGTIME_ERR_INVALID for a bad name, HANGTIME_ERR_ENDED. */
hangtime_result call_report_arrival(struct call *call, const char *name, const char *id);
void call_report_departure(struct call *call, const char *id);

/* The owner's "stay": HANGTIME_OK, HANGTIME_ERR_NOT_ALONE, HANGTIME_ERR_ENDED. */
hangtime_result call_extend(struct call *call);

/* The owner left, or the call was torn down after a time-out. */
void call_leave(struct call *call);

hangtime_status call_status(struct call *call);

#endif
