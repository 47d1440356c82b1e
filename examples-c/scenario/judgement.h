/* Plays a script, compares what comes with what it says, and prints the difference. */

#ifndef SCENARIO_JUDGEMENT_H
#define SCENARIO_JUDGEMENT_H

#include "facts.h"
#include "reading.h"

typedef struct {
  const script *script;
  playback playback;
  bool quiet; /* only what differs is printed */
  bool holds; /* so far, nothing differs */
} judgement;

/* Tells why a file does not parse. */
static void print_refusal(const script *script) {
  printf("%s:", script->file);
  if (script->number > 0) printf("%zu:", script->number);
  putchar(' ');
  if (script->wrong_word != NULL) {
    putchar('\'');
    print_text(script->wrong_word);
    fputs("' ", stdout);
  }
  puts(script->wrong);
}

static void print_place(const judgement *judgement, const line *line) {
  printf("%s:%zu: ", judgement->script->file, line->number);
}

/* Begins to tell a difference. */
static void print_difference(judgement *judgement, const line *line) {
  judgement->holds = false;
  print_place(judgement, line);
  print_text(line->text);
  fputs("  FAILED: ", stdout);
}

static void print_ok(const judgement *judgement, const line *line) {
  if (judgement->quiet) return;
  print_place(judgement, line);
  print_text(line->text);
  puts("  ok");
}

static void print_event(const hangtime_event *event) {
  const form *form = EVENTS;
  while (form->usage != NULL && form->value != event->event_type) form++;
  print_time(event->at_ms);
  printf(" > %.*s", (int)strcspn(form->usage, " "), form->usage);
  for (const char *letter = form->arguments; *letter != '\0'; letter++) {
    putchar(' ');
    switch (*letter) {
      case 't': print_time(event->remaining_ms); break;
      case 'n': printf("%" PRIu32, event->number); break;
      case 'd': fputs(word_for(DISMISSALS, event->dismissed), stdout); break;
      default: fputs(word_for(END_CAUSES, event->cause), stdout); break;
    }
  }
}

static void judge_result(judgement *judgement, const line *line) {
  if (line->returned == line->expected) {
    print_ok(judgement, line);
    return;
  }
  print_difference(judgement, line);
  printf("returned %s, expected %s", hangtime_result_name(line->returned),
         hangtime_result_name(line->expected));
  const char *field = NULL;
  const char *reason = NULL;
  if (line->type == LINE_SETTINGS) {
    hangtime_settings_check(&judgement->script->settings, &field, &reason);
  }
  if (field != NULL) {
    printf(": %s %s\n", field, reason);
  } else if (line->returned != HANGTIME_OK) {
    printf(": %s\n", hangtime_result_message(line->returned));
  } else {
    putchar('\n');
  }
}

/* Tells of the events before one that nothing in the script says. */
static void judge_unexpected(judgement *judgement, const line *line, size_t before) {
  playback *playback = &judgement->playback;
  for (; playback->judged < before; playback->judged++) {
    judgement->holds = false;
    print_place(judgement, line);
    print_event(&playback->events[playback->judged]);
    puts("  FAILED: it came, and is not expected");
  }
}

static bool is_same(const hangtime_event *left, const hangtime_event *right) {
  return left->event_type == right->event_type && left->cause == right->cause &&
         left->dismissed == right->dismissed && left->remaining_ms == right->remaining_ms &&
         left->number == right->number;
}

/* Finds how many of the events came no later than a time. */
static size_t came_by(const playback *playback, uint64_t at_ms) {
  size_t count = playback->judged;
  while (count < playback->count && playback->events[count].at_ms <= at_ms) count++;
  return count;
}

/* Compares an event that must come; what came before it at the same time must not. */
static void judge_event(judgement *judgement, const line *line) {
  playback *playback = &judgement->playback;
  size_t end = came_by(playback, line->at_ms);
  size_t at = playback->judged;
  while (at < end && !is_same(&playback->events[at], &line->event)) at++;
  if (at == end) {
    print_difference(judgement, line);
    puts("it did not come");
    return;
  }
  judge_unexpected(judgement, line, at);
  playback->judged = at + 1;
  print_ok(judgement, line);
}

static void judge_line(judgement *judgement, const line *line) {
  switch (line->type) {
    case LINE_SETTINGS:
    case LINE_FACT: judge_result(judgement, line); break;
    case LINE_EVENT: judge_event(judgement, line); break;
    case LINE_END: print_ok(judgement, line); break;
  }
}

/* Tells why nothing more is played. */
static void print_broken(judgement *judgement, const line *line) {
  const playback *playback = &judgement->playback;
  print_difference(judgement, line);
  fputs(playback->broken, stdout);
  if (playback->result != HANGTIME_OK) {
    printf(" returned %s: %s", hangtime_result_name(playback->result),
           hangtime_result_message(playback->result));
  }
  puts("; nothing more is played");
}

/*
 * Plays the lines of one time, then judges them, for an event may stand before the fact it follows.
 * Returns the line after them.
 */
static line *judge_instant(judgement *judgement, line *first, const line *end) {
  playback *playback = &judgement->playback;
  line *next = first;
  advance_to(playback, first->at_ms);
  for (; next < end && next->at_ms == first->at_ms && playback->broken == NULL; next++) {
    if (next->type != LINE_FACT) continue;
    next->returned = report_fact(playback, next);
    if (playback->broken == NULL) step(playback, 0);
  }
  if (playback->broken != NULL) {
    if (next == first) judge_unexpected(judgement, first, playback->count);
    print_broken(judgement, next == first ? first : next - 1);
    return next;
  }
  if (first->at_ms > 0) judge_unexpected(judgement, first, came_by(playback, first->at_ms - 1));
  for (const struct line *line = first; line < next; line++) judge_line(judgement, line);
  judge_unexpected(judgement, next - 1, came_by(playback, first->at_ms));
  return next;
}

/* Opens the session; tells whether its lines can be played. */
static bool judge_opening(judgement *judgement, line *first) {
  playback *playback = &judgement->playback;
  hangtime_result result = open_session(playback, &judgement->script->settings);
  if (first->type == LINE_SETTINGS && playback->broken == NULL) {
    first->returned = result;
    judge_result(judgement, first);
  } else {
    went_well(playback, "hangtime_session_open", result);
  }
  if (playback->broken != NULL) print_broken(judgement, first);
  return result == HANGTIME_OK && playback->broken == NULL;
}

static void judge_script(judgement *judgement) {
  const playback *playback = &judgement->playback;
  line *next = judgement->script->lines;
  const line *end = next + judgement->script->count;
  if (!judge_opening(judgement, next)) return;
  if (next->type == LINE_SETTINGS) next++;
  while (next < end && playback->broken == NULL) {
    next = judge_instant(judgement, next, end);
    fflush(stdout);
  }
  if (playback->broken == NULL) judge_unexpected(judgement, end - 1, playback->count);
}

/* Judges a file; tells whether all of it holds. */
static bool judge_file(const char *file, bool quiet) {
  script script;
  judgement judgement = {.script = &script, .quiet = quiet, .holds = true};
  if (read_script(&script, file)) {
    judge_script(&judgement);
  } else {
    judgement.holds = false;
    print_refusal(&script);
  }
  free_playback(&judgement.playback);
  free_script(&script);
  return judgement.holds;
}

#endif
