/* Reads a scenario file, line by line; the first line that does not parse is the last. */

#ifndef SCENARIO_READING_H
#define SCENARIO_READING_H

#include <errno.h>

#include "arguments.h"

/* A key of the settings, and the field it sets: a time, or a number, or one of some words. */
typedef struct {
  const char *key;
  size_t field;
  enum { KEY_TIME, KEY_NUMBER, KEY_KINDS, KEY_CHOICE } type;
  const word *choices;
} key;

static const key KEYS[] = {
    {"idle_timeout", offsetof(hangtime_settings, idle_timeout_ms), KEY_TIME, NULL},
    {"waiting_timeout", offsetof(hangtime_settings, waiting_timeout_ms), KEY_TIME, NULL},
    {"prompt", offsetof(hangtime_settings, prompt_ms), KEY_TIME, NULL},
    {"resync_grace", offsetof(hangtime_settings, resync_grace_ms), KEY_TIME, NULL},
    {"leave_grace", offsetof(hangtime_settings, leave_grace_ms), KEY_TIME, NULL},
    {"min_notice", offsetof(hangtime_settings, min_notice_ms), KEY_TIME, NULL},
    {"max_extensions", offsetof(hangtime_settings, max_extensions), KEY_NUMBER, NULL},
    {"max_duration", offsetof(hangtime_settings, max_duration_ms), KEY_TIME, NULL},
    {"max_duration_warning", offsetof(hangtime_settings, max_duration_warning_ms), KEY_TIME, NULL},
    {"count_kinds", offsetof(hangtime_settings, count_kinds), KEY_KINDS, NULL},
    {"count_own_devices", offsetof(hangtime_settings, count_own_devices), KEY_CHOICE, YES_OR_NO},
    {"link_lost", offsetof(hangtime_settings, link_lost), KEY_CHOICE, LINK_LOST},
    {"type", offsetof(hangtime_settings, session_type), KEY_CHOICE, TYPES},
};

static bool read_kinds(script *script, char *text, uint32_t *out_kinds) {
  *out_kinds = 0;
  while (text != NULL) {
    hangtime_kind kind = HANGTIME_KIND_UNKNOWN;
    char *comma = strchr(text, ',');
    if (comma != NULL) *comma++ = '\0';
    if (!read_kind(script, text, &kind)) return false;
    *out_kinds |= UINT32_C(1) << kind;
    text = comma;
  }
  return true;
}

static bool read_value(script *script, const key *key, char *text) {
  void *field = (char *)&script->settings + key->field;
  const char *wrong = NULL;
  switch (key->type) {
    case KEY_TIME: {
      uint64_t ms = 0;
      if (!read_span(script, text, &ms)) return false;
      /* As every time that long it is to be refused by the library, not to mean something else. */
      if (ms == HANGTIME_FOLLOW) ms--;
      *(uint64_t *)field = ms;
      return true;
    }
    case KEY_NUMBER:
      wrong = read_number(text, field);
      return wrong == NULL || refuse(script, text, wrong);
    case KEY_KINDS:
      return read_kinds(script, text, field);
    case KEY_CHOICE:
      return read_word(key->choices, text, field) ||
             refuse(script, text, "is no value of this setting");
  }
  return false;
}

/* Reads KEY=VALUE..., each key at most once. */
static bool read_settings(script *script, char *rest) {
  bool seen[LENGTH(KEYS)] = {false};
  for (char *text; (text = next_word(&rest)) != NULL;) {
    char *value = strchr(text, '=');
    size_t at = 0;
    if (value == NULL) return refuse(script, text, "is not KEY=VALUE");
    *value++ = '\0';
    while (at < LENGTH(KEYS) && strcmp(KEYS[at].key, text) != 0) at++;
    if (at == LENGTH(KEYS)) return refuse(script, text, "is no setting");
    if (seen[at]) return refuse(script, text, "is set twice");
    seen[at] = true;
    if (!read_value(script, &KEYS[at], value)) return false;
  }
  return true;
}

/* Cuts "! RESULT" off a line that has it. */
static bool read_expected(script *script, char *text, line *line) {
  char *mark = text + strspn(text, BLANKS);
  while (*mark != '\0' && (*mark != '!' || strcspn(mark, BLANKS) != 1)) {
    mark += strcspn(mark, BLANKS);
    mark += strspn(mark, BLANKS);
  }
  if (*mark == '\0') return true;
  *mark++ = '\0';
  if (line->type == LINE_EVENT || line->type == LINE_END) {
    return refuse(script, NULL, "only settings and facts have a result");
  }
  char *result = next_word(&mark);
  if (result == NULL) return refuse(script, NULL, "a result is missing after '!'");
  if (!read_result(result, &line->expected)) return refuse(script, result, "is no result");
  return next_word(&mark) == NULL || refuse(script, NULL, "nothing may follow the result");
}

static bool read_fact(script *script, const char *name, char *rest, line *line) {
  const form *form = find_form(FACTS, name);
  if (form == NULL) return refuse(script, name, "is no fact");
  line->type = LINE_FACT;
  line->fact = (fact)form->value;
  if (!read_expected(script, rest, line) || !read_arguments(script, form, rest, line)) return false;
  /* A suspension that is refused takes no time. */
  if (line->fact == FACT_SUSPEND && line->expected == HANGTIME_OK) {
    script->earliest_ms = later(line->at_ms, line->span_ms);
  }
  return true;
}

static bool read_event(script *script, char *rest, line *line) {
  line->type = LINE_EVENT;
  if (!read_expected(script, rest, line)) return false;
  const char *name = next_word(&rest);
  if (name == NULL) return refuse(script, NULL, "an event is missing after '>'");
  const form *form = find_form(EVENTS, name);
  if (form == NULL) return refuse(script, name, "is no event");
  line->event.event_type = form->value;
  return read_arguments(script, form, rest, line);
}

static bool read_end(script *script, char *rest, line *line) {
  line->type = LINE_END;
  if (!read_expected(script, rest, line)) return false;
  return next_word(&rest) == NULL || refuse(script, NULL, "nothing may follow 'end'");
}

/* Reads TIME FACT, TIME > EVENT or TIME end. */
static bool read_timed(script *script, const char *time, char *rest, line *line) {
  const struct line *first = &script->lines[0];
  if (!read_span(script, time, &line->at_ms)) return false;
  if (first->type == LINE_SETTINGS && first->expected != HANGTIME_OK) {
    return refuse(script, NULL, "no timed line may follow settings that are not to open");
  }
  if (line->at_ms < script->earliest_ms) {
    /* There is a line before: it said how early this one may be. */
    bool awake = line->at_ms < line[-1].at_ms;
    return refuse(script, time, awake ? "is earlier than the line before"
                                      : "lies inside the suspension of the line before");
  }
  script->earliest_ms = line->at_ms;
  const char *name = next_word(&rest);
  if (name == NULL) return refuse(script, NULL, "a fact, '>' or 'end' is missing after the time");
  if (strcmp(name, ">") == 0) return read_event(script, rest, line);
  if (strcmp(name, "end") == 0) return read_end(script, rest, line);
  return read_fact(script, name, rest, line);
}

static char *trim(char *text) {
  text += strspn(text, BLANKS);
  size_t length = strlen(text);
  while (length > 0 && strchr(BLANKS, text[length - 1]) != NULL) length--;
  text[length] = '\0';
  return text;
}

/* Reads a line from its words, if it has any. */
static bool read_line(script *script, char *text, char *rest) {
  const char *first = next_word(&rest);
  if (first == NULL) return true;
  if ((script->count & (script->count - 1)) == 0) {
    script->lines = allocate(script->lines, 2 * script->count + 1, sizeof *script->lines);
  }
  line *line = &script->lines[script->count++];
  *line = (struct line){.number = script->number, .text = trim(text), .type = LINE_END};
  if (strcmp(first, "settings") != 0) return read_timed(script, first, rest, line);
  if (script->count > 1) {
    return refuse(script, NULL, "settings stand once, before the first timed line");
  }
  line->type = LINE_SETTINGS;
  return read_expected(script, rest, line) && read_settings(script, rest);
}

/* Reads all lines of a text of this length, which is cut up. */
static bool read_lines(script *script, size_t length) {
  static const char MARK[] = "\xef\xbb\xbf"; /* some editors put it first */
  size_t at = strncmp(script->text, MARK, strlen(MARK)) == 0 ? strlen(MARK) : 0;
  while (at < length) {
    char *text = script->text + at;
    char *words = script->words + at;
    const char *end = memchr(text, '\n', length - at);
    size_t whole = end == NULL ? length - at : (size_t)(end - text);
    script->number++;
    text[whole] = words[whole] = '\0';
    if (strlen(text) < whole) return refuse(script, NULL, "there is a NUL byte in it");
    text[strcspn(text, "#")] = words[strcspn(words, "#")] = '\0';
    if (!read_line(script, text, words)) return false;
    at += whole + 1;
  }
  if (script->count > 0) return true;
  script->number = 0;
  return refuse(script, NULL, "there is nothing in it");
}

/* Reads a whole file, and a zero after it. Returns NULL and sets errno if that fails. */
static char *read_file(const char *name, size_t *out_length) {
  char *text = NULL;
  size_t length = 0;
  FILE *file = fopen(name, "rb");
  if (file == NULL) return NULL;
  do {
    text = allocate(text, 2 * length + 4096, 1);
    length += fread(text + length, 1, length + 4095, file);
  } while (!feof(file) && !ferror(file));
  text[length] = '\0';
  if (ferror(file)) {
    int reason = errno;
    free(text);
    text = NULL;
    errno = reason;
  }
  fclose(file);
  *out_length = length;
  return text;
}

/* Reads a scenario; script->wrong says what is wrong where this returns false. */
static bool read_script(script *script, const char *file) {
  size_t length = 0;
  *script = (struct script){.file = file, .settings = HANGTIME_SETTINGS_INIT};
  script->text = read_file(file, &length);
  if (script->text == NULL) return refuse(script, NULL, strerror(errno));
  script->words = allocate(NULL, length + 1, 1);
  memcpy(script->words, script->text, length + 1);
  return read_lines(script, length);
}

static void free_script(script *script) {
  for (size_t at = 0; at < script->count; at++) free(script->lines[at].roster);
  free(script->lines);
  free(script->words);
  free(script->text);
}

#endif
