/* What a scenario file says: its settings, and what is to be reported and to come, when. */

#ifndef SCENARIO_SCRIPT_H
#define SCENARIO_SCRIPT_H

#include <stddef.h>
#include <stdlib.h>

#include "words.h"

typedef enum { LINE_SETTINGS, LINE_FACT, LINE_EVENT, LINE_END } line_type;

typedef enum {
  FACT_JOINED,
  FACT_PARTICIPANT_JOINED,
  FACT_PARTICIPANT_CHANGED,
  FACT_PARTICIPANT_LEFT,
  FACT_USER_LEFT,
  FACT_ROSTER,
  FACT_CONNECTION_LOST,
  FACT_CONNECTION_RESTORED,
  FACT_CONNECTION_CLOSED,
  FACT_EXTEND,
  FACT_HOLD,
  FACT_RELEASE,
  FACT_SET_IDLE_TIMEOUT,
  FACT_SET_WAITING_TIMEOUT,
  FACT_SUSPEND,
  FACT_APP_RESUMED,
  FACT_LEFT,
  FACT_SNAPSHOT_RESTORE
} fact;

/* A line, with the arguments its word has. */
typedef struct line {
  size_t number; /* in the file, from 1 */
  const char *text;
  line_type type;
  uint64_t at_ms;

  fact fact;
  const char *id; /* a uid, or what else is named first: a pid, a label */
  const char *pid;
  hangtime_kind kind;
  uint64_t span_ms;
  hangtime_participant *roster; /* NULL if none is given, which is not the same as empty */
  size_t roster_count;
  hangtime_result expected;
  hangtime_result returned;

  hangtime_event event; /* what must come, without its time and session */
} line;

typedef struct script {
  const char *file;
  hangtime_settings settings;
  line *lines;
  size_t count;

  char *text;           /* the file, cut into lines */
  char *words;          /* the same, cut into words; the ids of the lines point into it */
  size_t number;        /* of the line being read, from 1 */
  uint64_t earliest_ms; /* no further line may be before this */

  const char *wrong;      /* why that line does not parse */
  const char *wrong_word; /* which word of it is meant; NULL if none is */
} script;

/* Adds times; as late as can be if there is no such time. */
static uint64_t later(uint64_t at_ms, uint64_t by_ms) {
  return by_ms < UINT64_MAX - at_ms ? at_ms + by_ms : UINT64_MAX;
}

/* Makes an array larger; what is new in it is not set. */
static void *allocate(void *array, size_t count, size_t size) {
  void *larger = count > SIZE_MAX / size ? NULL : realloc(array, count * size);
  if (larger == NULL) {
    fputs("scenario: out of memory\n", stderr);
    _Exit(EXIT_FAILURE);
  }
  return larger;
}

/* Says why the last line does not parse. */
static bool refuse(script *script, const char *wrong_word, const char *wrong) {
  script->wrong_word = wrong_word;
  script->wrong = wrong;
  return false;
}

#endif
