/* An engine with the manual clock, and the session a script is played on. */

#ifndef SCENARIO_PLAYBACK_H
#define SCENARIO_PLAYBACK_H

#include "script.h"

/*
 * With the manual clock nothing happens by itself: the library's callback thread adds to the events
 * only between a call on this thread and the flush after it. So no lock is needed.
 */
typedef struct {
  hangtime_engine *engine;
  hangtime_session session;
  uint64_t now_ms;

  hangtime_event *events; /* what came */
  size_t count;
  size_t stamped; /* as many of them have their time */
  size_t judged;  /* as many of them have been compared */

  const char *broken;     /* what may not be; nothing more is played */
  hangtime_result result; /* what the call returned that is named there, OK if none is */
} playback;

static void came(void *user_data, hangtime_event event) {
  playback *playback = user_data;
  if ((playback->count & (playback->count - 1)) == 0) {
    playback->events =
        allocate(playback->events, 2 * playback->count + 1, sizeof *playback->events);
  }
  playback->events[playback->count++] = event;
}

static void on_session_joined(void *user_data, hangtime_session session) {
  came(user_data,
       (hangtime_event){.session = session, .event_type = HANGTIME_EVENT_SESSION_JOINED});
}

static void on_session_left(void *user_data, hangtime_session session) {
  came(user_data,
       (hangtime_event){.session = session, .event_type = HANGTIME_EVENT_SESSION_LEFT});
}

static void on_session_timed_out(void *user_data, hangtime_session session, hangtime_cause cause) {
  came(user_data, (hangtime_event){.session = session,
                                   .event_type = HANGTIME_EVENT_SESSION_TIMED_OUT,
                                   .cause = cause});
}

static void on_connection_lost(void *user_data, hangtime_session session) {
  came(user_data,
       (hangtime_event){.session = session, .event_type = HANGTIME_EVENT_CONNECTION_LOST});
}

static void on_connection_restored(void *user_data, hangtime_session session) {
  came(user_data,
       (hangtime_event){.session = session, .event_type = HANGTIME_EVENT_CONNECTION_RESTORED});
}

static void on_connection_closed(void *user_data, hangtime_session session) {
  came(user_data,
       (hangtime_event){.session = session, .event_type = HANGTIME_EVENT_CONNECTION_CLOSED});
}

static void on_idle_started(void *user_data, hangtime_session session, hangtime_cause cause) {
  came(user_data, (hangtime_event){.session = session,
                                   .event_type = HANGTIME_EVENT_IDLE_STARTED,
                                   .cause = cause});
}

static void on_idle_stopped(void *user_data, hangtime_session session) {
  came(user_data,
       (hangtime_event){.session = session, .event_type = HANGTIME_EVENT_IDLE_STOPPED});
}

static void on_idle_prompt(void *user_data, hangtime_session session, uint64_t remaining_ms,
                           uint32_t number) {
  came(user_data, (hangtime_event){.session = session,
                                   .event_type = HANGTIME_EVENT_IDLE_PROMPT,
                                   .remaining_ms = remaining_ms,
                                   .number = number});
}

static void on_idle_prompt_dismissed(void *user_data, hangtime_session session,
                                     hangtime_dismissed dismissed) {
  came(user_data, (hangtime_event){.session = session,
                                   .event_type = HANGTIME_EVENT_IDLE_PROMPT_DISMISSED,
                                   .dismissed = dismissed});
}

static void on_duration_warning(void *user_data, hangtime_session session,
                                uint64_t remaining_ms) {
  came(user_data, (hangtime_event){.session = session,
                                   .event_type = HANGTIME_EVENT_DURATION_WARNING,
                                   .remaining_ms = remaining_ms});
}

static hangtime_listener listener_for(playback *playback) {
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.user_data = playback;
  listener.on_session_joined = on_session_joined;
  listener.on_session_left = on_session_left;
  listener.on_session_timed_out = on_session_timed_out;
  listener.on_connection_lost = on_connection_lost;
  listener.on_connection_restored = on_connection_restored;
  listener.on_connection_closed = on_connection_closed;
  listener.on_idle_started = on_idle_started;
  listener.on_idle_stopped = on_idle_stopped;
  listener.on_idle_prompt = on_idle_prompt;
  listener.on_idle_prompt_dismissed = on_idle_prompt_dismissed;
  listener.on_duration_warning = on_duration_warning;
  return listener;
}

/* Keeps what first went wrong. */
static void break_off(playback *playback, const char *broken, hangtime_result result) {
  if (playback->broken != NULL) return;
  playback->broken = broken;
  playback->result = result;
}

/* Breaks off if a call failed that may not fail. */
static bool went_well(playback *playback, const char *call, hangtime_result result) {
  if (result != HANGTIME_OK) break_off(playback, call, result);
  return result == HANGTIME_OK;
}

static bool start_engine(playback *playback) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.clock = HANGTIME_CLOCK_MANUAL;
  options.delivery = HANGTIME_DELIVERY_CALLBACK;
  return went_well(playback, "hangtime_engine_new",
                   hangtime_engine_new(&options, &playback->engine));
}

/* Opens the session; a result that is not OK is of the settings. */
static hangtime_result open_session(playback *playback, const hangtime_settings *settings) {
  if (!start_engine(playback)) return HANGTIME_OK;
  hangtime_result result =
      hangtime_session_open(playback->engine, "scenario", settings, &playback->session);
  if (result != HANGTIME_OK) return result;
  hangtime_listener listener = listener_for(playback);
  hangtime_listener_id id = 0;
  went_well(playback, "hangtime_listener_add",
            hangtime_listener_add(playback->engine, playback->session, &listener, &id));
  return HANGTIME_OK;
}

static void free_playback(playback *playback) {
  hangtime_engine_free(playback->engine);
  free(playback->events);
}

/* Waits until what happened so far has come, and writes down that it came now. */
static void await_events(playback *playback) {
  went_well(playback, "hangtime_engine_flush", hangtime_engine_flush(playback->engine));
  for (; playback->stamped < playback->count; playback->stamped++) {
    hangtime_event *event = &playback->events[playback->stamped];
    event->at_ms = playback->now_ms;
    if (event->session != playback->session) {
      break_off(playback, "a callback names another session", HANGTIME_OK);
    }
  }
}

static void step(playback *playback, uint64_t by_ms) {
  went_well(playback, "hangtime_engine_advance",
            hangtime_engine_advance(playback->engine, by_ms));
  playback->now_ms += by_ms;
  await_events(playback);
}

/* Tells how far the next deadline is; a deadline that is past must have happened. */
static uint64_t next_deadline(playback *playback) {
  uint64_t in_ms = HANGTIME_NEVER;
  went_well(playback, "hangtime_engine_next_deadline",
            hangtime_engine_next_deadline(playback->engine, &in_ms));
  if (in_ms == 0) break_off(playback, "something is due and does not happen", HANGTIME_OK);
  return in_ms;
}

static uint64_t least(uint64_t left, uint64_t right) {
  return left < right ? left : right;
}

/*
 * Moves the clock on, deadline by deadline, so that each event is seen at its own time. Up to a
 * millisecond before a deadline nothing may happen.
 */
static void advance_to(playback *playback, uint64_t to_ms) {
  const uint64_t longest_ms = UINT64_C(1) << 53;
  step(playback, 0);
  while (playback->now_ms < to_ms && playback->broken == NULL) {
    uint64_t rest_ms = least(to_ms - playback->now_ms, longest_ms);
    uint64_t in_ms = next_deadline(playback);
    size_t count = playback->count;
    if (playback->broken != NULL) return;
    step(playback, least(rest_ms, in_ms - 1));
    if (playback->count > count) {
      break_off(playback, "something happens before the next deadline", HANGTIME_OK);
    } else if (playback->now_ms < to_ms) {
      step(playback, 1);
    }
  }
}

#endif
