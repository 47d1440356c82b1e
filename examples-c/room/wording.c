#include "wording.h"

#include <inttypes.h>
#include <stdio.h>

static const char *dismissal(hangtime_dismissed dismissed)
{
    switch (dismissed) {
    case HANGTIME_DISMISSED_JOINED: return "question taken back: somebody came";
    case HANGTIME_DISMISSED_EXTENDED: return "question answered: you stay";
    case HANGTIME_DISMISSED_SUSPENDED: return "question taken back: this computer slept";
    case HANGTIME_DISMISSED_LEFT: return "question answered: you leave";
    case HANGTIME_DISMISSED_EXPIRED: return "question not answered";
    default: return "question taken back";
    }
}

void wording_of_event(const hangtime_event *event, char text[WORDING_SIZE])
{
    bool waiting = event->cause == HANGTIME_CAUSE_WAITING;
    const char *sentence = "";
    switch (event->event_type) {
    case HANGTIME_EVENT_SESSION_JOINED:
        sentence = "you joined the call";
        break;
    case HANGTIME_EVENT_SESSION_LEFT:
        sentence = "you left the call";
        break;
    case HANGTIME_EVENT_SESSION_TIMED_OUT:
        sentence = waiting ? "timed out: nobody came" : "timed out: everybody had left";
        break;
    case HANGTIME_EVENT_IDLE_STARTED:
        sentence = waiting ? "alone: nobody has come yet" : "alone: everybody has left";
        break;
    case HANGTIME_EVENT_IDLE_STOPPED:
        sentence = "no longer alone";
        break;
    case HANGTIME_EVENT_IDLE_PROMPT:
        snprintf(text, WORDING_SIZE, "question %" PRIu32 ": are you still there?", event->number);
        return;
    case HANGTIME_EVENT_IDLE_PROMPT_DISMISSED:
        sentence = dismissal(event->dismissed);
        break;
    default:
        break;
    }
    snprintf(text, WORDING_SIZE, "%s", sentence);
}

static uint64_t seconds_left(const hangtime_status *status)
{
    uint64_t ms = status->until_end_ms;
    return ms / 1000 + (ms % 1000 != 0);
}

static void write_countdown(const hangtime_status *status, const char *before,
                            char text[WORDING_SIZE])
{
    uint64_t seconds = seconds_left(status);
    if (seconds < 60) {
        snprintf(text, WORDING_SIZE, "%sthe call ends in %" PRIu64 " s", before, seconds);
    } else {
        snprintf(text, WORDING_SIZE, "%sthe call ends in %" PRIu64 " min %" PRIu64 " s", before,
                 seconds / 60, seconds % 60);
    }
}

void wording_of_status(const hangtime_status *status, char text[WORDING_SIZE])
{
    switch (status->phase) {
    case HANGTIME_PHASE_ACCOMPANIED:
        snprintf(text, WORDING_SIZE, "with you: %" PRIu32 " %s", status->others,
                 status->others == 1 ? "person" : "people");
        break;
    case HANGTIME_PHASE_DISABLED:
        snprintf(text, WORDING_SIZE, "alone: the call goes on until you leave");
        break;
    case HANGTIME_PHASE_RESYNCING:
        snprintf(text, WORDING_SIZE, "alone: this computer slept, news may still arrive");
        break;
    case HANGTIME_PHASE_COUNTING:
        write_countdown(status, "alone: ", text);
        break;
    case HANGTIME_PHASE_PROMPTING:
        write_countdown(status, "\"stay\" or \"leave\"? ", text);
        break;
    default:
        snprintf(text, WORDING_SIZE, "%s", "");
    }
}

bool wording_is_round(const hangtime_status *status)
{
    bool counting = status->phase == HANGTIME_PHASE_COUNTING
                 || status->phase == HANGTIME_PHASE_PROMPTING;
    return !counting || seconds_left(status) <= 20 || seconds_left(status) % 10 == 0;
}
