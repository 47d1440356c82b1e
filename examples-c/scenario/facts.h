/* Reports the facts of a script to the library. */

#ifndef SCENARIO_FACTS_H
#define SCENARIO_FACTS_H

#include "playback.h"

/* Ends the engine and has the session go on in a new one, with a clock that begins at 0. */
static void restore(playback *playback, const void *bytes, size_t length) {
  hangtime_listener listener = listener_for(playback);
  hangtime_listener_id id = 0;
  went_well(playback, "hangtime_session_close",
            hangtime_session_close(playback->engine, playback->session));
  went_well(playback, "hangtime_engine_free", hangtime_engine_free(playback->engine));
  playback->engine = NULL;
  if (!start_engine(playback)) return;
  went_well(playback, "hangtime_session_restore",
            hangtime_session_restore(playback->engine, bytes, length, 0, &listener,
                                     &playback->session, &id));
}

static hangtime_result report_snapshot_restore(playback *playback) {
  size_t length = 0;
  hangtime_result result =
      hangtime_session_snapshot(playback->engine, playback->session, NULL, 0, &length);
  if (result != HANGTIME_OK) return result;
  void *bytes = allocate(NULL, length + 1, 1);
  result = hangtime_session_snapshot(playback->engine, playback->session, bytes, length, &length);
  if (result == HANGTIME_OK) restore(playback, bytes, length);
  free(bytes);
  return result;
}

static hangtime_result report_suspend(playback *playback, uint64_t for_ms) {
  hangtime_result result = hangtime_engine_suspend(playback->engine, for_ms);
  if (result == HANGTIME_OK) playback->now_ms = later(playback->now_ms, for_ms);
  return result;
}

static hangtime_result report_fact(playback *playback, const line *line) {
  hangtime_engine *engine = playback->engine;
  hangtime_session session = playback->session;
  switch (line->fact) {
    case FACT_JOINED:
      return hangtime_session_joined(engine, session, line->id, line->roster, line->roster_count);
    case FACT_PARTICIPANT_JOINED:
      return hangtime_participant_joined(engine, session, line->id, line->pid, line->kind);
    case FACT_PARTICIPANT_CHANGED:
      return hangtime_participant_changed(engine, session, line->id, line->kind);
    case FACT_PARTICIPANT_LEFT:
      return hangtime_participant_left(engine, session, line->id);
    case FACT_USER_LEFT:
      return hangtime_user_left(engine, session, line->id);
    case FACT_ROSTER:
      return hangtime_roster_set(engine, session, line->roster, line->roster_count);
    case FACT_CONNECTION_LOST:
      return hangtime_session_connection_lost(engine, session);
    case FACT_CONNECTION_RESTORED:
      return hangtime_session_connection_restored(engine, session, line->roster,
                                                  line->roster_count);
    case FACT_CONNECTION_CLOSED:
      return hangtime_session_connection_closed(engine, session);
    case FACT_EXTEND:
      return hangtime_session_extend(engine, session);
    case FACT_HOLD:
      return hangtime_session_hold(engine, session, line->id, line->span_ms);
    case FACT_RELEASE:
      return hangtime_session_release_hold(engine, session, line->id);
    case FACT_SET_IDLE_TIMEOUT:
      return hangtime_session_set_idle_timeout(engine, session, line->span_ms);
    case FACT_SET_WAITING_TIMEOUT:
      return hangtime_session_set_waiting_timeout(engine, session, line->span_ms);
    case FACT_SUSPEND:
      return report_suspend(playback, line->span_ms);
    case FACT_APP_RESUMED:
      return hangtime_engine_app_resumed(engine);
    case FACT_LEFT:
      return hangtime_session_left(engine, session);
    case FACT_SNAPSHOT_RESTORE:
      return report_snapshot_restore(playback);
  }
  return HANGTIME_ERR_INVALID;
}

#endif
