/* Reads the words of one line: facts, events, settings, and their arguments. */

#ifndef SCENARIO_ARGUMENTS_H
#define SCENARIO_ARGUMENTS_H

#include "script.h"

/*
 * How the line of a fact or an event is written, and its arguments, a letter each.
 * Must be there: i an id, p a pid, k a kind, t a time, n a number, d a dismissal, I and E causes of
 * idle_started and of session_timed_out. May be there: K a kind, a "max AGE", r a roster, w "with"
 * and a roster.
 */
typedef struct {
  const char *usage;
  const char *arguments;
  uint32_t value; /* a fact, or a HANGTIME_EVENT_... */
} form;

static const form FACTS[] = {
    {"joined UID [with UID:PID[/KIND],...]", "iw", FACT_JOINED},
    {"participant_joined UID PID [KIND]", "ipK", FACT_PARTICIPANT_JOINED},
    {"participant_changed PID KIND", "ik", FACT_PARTICIPANT_CHANGED},
    {"participant_left PID", "i", FACT_PARTICIPANT_LEFT},
    {"user_left UID", "i", FACT_USER_LEFT},
    {"roster [UID:PID[/KIND],...]", "r", FACT_ROSTER},
    {"connection_lost", "", FACT_CONNECTION_LOST},
    {"connection_restored [with UID:PID[/KIND],...]", "w", FACT_CONNECTION_RESTORED},
    {"connection_closed", "", FACT_CONNECTION_CLOSED},
    {"extend", "", FACT_EXTEND},
    {"hold LABEL [max AGE]", "ia", FACT_HOLD},
    {"release LABEL", "i", FACT_RELEASE},
    {"set_idle_timeout TIME", "t", FACT_SET_IDLE_TIMEOUT},
    {"set_waiting_timeout TIME", "t", FACT_SET_WAITING_TIMEOUT},
    {"suspend TIME", "t", FACT_SUSPEND},
    {"app_resumed", "", FACT_APP_RESUMED},
    {"left", "", FACT_LEFT},
    {"snapshot_restore", "", FACT_SNAPSHOT_RESTORE},
    {NULL, NULL, 0},
};

static const form EVENTS[] = {
    {"session_joined", "", HANGTIME_EVENT_SESSION_JOINED},
    {"session_left", "", HANGTIME_EVENT_SESSION_LEFT},
    {"session_timed_out CAUSE", "E", HANGTIME_EVENT_SESSION_TIMED_OUT},
    {"connection_lost", "", HANGTIME_EVENT_CONNECTION_LOST},
    {"connection_restored", "", HANGTIME_EVENT_CONNECTION_RESTORED},
    {"connection_closed", "", HANGTIME_EVENT_CONNECTION_CLOSED},
    {"idle_started CAUSE", "I", HANGTIME_EVENT_IDLE_STARTED},
    {"idle_stopped", "", HANGTIME_EVENT_IDLE_STOPPED},
    {"idle_prompt TIME NUMBER", "tn", HANGTIME_EVENT_IDLE_PROMPT},
    {"prompt_dismissed REASON", "d", HANGTIME_EVENT_IDLE_PROMPT_DISMISSED},
    {"duration_warning TIME", "t", HANGTIME_EVENT_DURATION_WARNING},
    {NULL, NULL, 0},
};

#define BLANKS " \t\r\v\f"

/* Cuts the next word off the rest of a line; NULL if there is none. */
static char *next_word(char **rest) {
  char *start = *rest + strspn(*rest, BLANKS);
  size_t length = strcspn(start, BLANKS);
  *rest = start + length;
  if (**rest != '\0') *(*rest)++ = '\0';
  return length > 0 ? start : NULL;
}

static bool is_word_of(const form *form, const char *text) {
  size_t length = strcspn(form->usage, " ");
  return strlen(text) == length && strncmp(form->usage, text, length) == 0;
}

static const form *find_form(const form *forms, const char *text) {
  while (forms->usage != NULL && !is_word_of(forms, text)) forms++;
  return forms->usage == NULL ? NULL : forms;
}

static bool read_id(script *script, const char *text, const char **out_id) {
  *out_id = text;
  if (*text == '\0') return refuse(script, NULL, "an id is missing, as in UID:PID[/KIND],...");
  if (text[strcspn(text, ",:/")] == '\0') return true;
  return refuse(script, text, "is no id, it has one of , : / in it");
}

static bool read_kind(script *script, const char *text, hangtime_kind *out_kind) {
  if (read_word(KINDS, text, out_kind)) return true;
  return refuse(script, text, "is no kind: human, phone, viewer, bot, recorder or hidden");
}

/* Reads UID:PID[/KIND]. */
static bool read_entry(script *script, char *text, hangtime_participant *entry) {
  char *pid = strchr(text, ':');
  char *kind = strchr(text, '/');
  if (pid == NULL || (kind != NULL && kind < pid)) {
    return refuse(script, text, "is no part of a roster: UID:PID[/KIND],...");
  }
  *pid++ = '\0';
  if (kind != NULL) *kind++ = '\0';
  entry->kind = HANGTIME_KIND_UNKNOWN;
  return read_id(script, text, &entry->uid) && read_id(script, pid, &entry->pid) &&
         (kind == NULL || read_kind(script, kind, &entry->kind));
}

/* Reads a roster; a text that is NULL stands for an empty one. */
static bool read_roster(script *script, char *text, line *line) {
  size_t capacity = 1;
  for (char *comma = text; comma != NULL && (comma = strchr(comma, ',')) != NULL; comma++) {
    capacity++;
  }
  line->roster = allocate(NULL, capacity, sizeof *line->roster);
  while (text != NULL) {
    char *comma = strchr(text, ',');
    if (comma != NULL) *comma++ = '\0';
    if (!read_entry(script, text, &line->roster[line->roster_count])) return false;
    line->roster_count++;
    text = comma;
  }
  return true;
}

static bool read_span(script *script, const char *text, uint64_t *out_ms) {
  const char *wrong = read_time(text, out_ms);
  return wrong == NULL || refuse(script, text, wrong);
}

/* Reads the words of optional arguments, which their keyword or their being there announces. */
static bool read_optional(script *script, const form *form, char letter, char **rest,
                          line *line) {
  char *text = next_word(rest);
  if (text == NULL) return true;
  if (letter == 'K') return read_kind(script, text, &line->kind);
  if (letter == 'r') return read_roster(script, text, line);
  if (letter == 'w' && strcmp(text, "with") == 0) {
    return read_roster(script, next_word(rest), line);
  }
  char *age = letter == 'a' && strcmp(text, "max") == 0 ? next_word(rest) : NULL;
  if (age != NULL) return read_span(script, age, &line->span_ms);
  return refuse(script, form->usage, "is how this line is written");
}

static bool read_argument(script *script, char letter, char *text, line *line) {
  const char *wrong = NULL;
  switch (letter) {
    case 'i': return read_id(script, text, &line->id);
    case 'p': return read_id(script, text, &line->pid);
    case 'k': return read_kind(script, text, &line->kind);
    case 't':
      if (!read_span(script, text, &line->span_ms)) return false;
      line->event.remaining_ms = line->span_ms;
      return true;
    case 'n':
      wrong = read_number(text, &line->event.number);
      return wrong == NULL || refuse(script, text, wrong);
    case 'I':
      return read_word(IDLE_CAUSES, text, &line->event.cause) ||
             refuse(script, text, "is no cause: waiting or others_left");
    case 'E':
      return read_word(END_CAUSES, text, &line->event.cause) ||
             refuse(script, text, "is no cause: waiting, others_left or max_duration");
    default:
      return read_word(DISMISSALS, text, &line->event.dismissed) ||
             refuse(script, text,
                    "is none of joined, extended, link, held, suspended, disabled, lengthened, "
                    "left, expired");
  }
}

static bool read_arguments(script *script, const form *form, char *rest, line *line) {
  for (const char *letter = form->arguments; *letter != '\0'; letter++) {
    if (strchr("Karw", *letter) != NULL) {
      if (!read_optional(script, form, *letter, &rest, line)) return false;
      continue;
    }
    char *text = next_word(&rest);
    if (text == NULL) return refuse(script, form->usage, "is how this line is written");
    if (!read_argument(script, *letter, text, line)) return false;
  }
  if (next_word(&rest) == NULL) return true;
  return refuse(script, form->usage, "is how this line is written");
}

#endif
