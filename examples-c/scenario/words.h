/* The words of a scenario that stand for numbers: times, kinds, causes, results. */

#ifndef SCENARIO_WORDS_H
#define SCENARIO_WORDS_H

#include <hangtime.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* A word and the constant it stands for; a table of them ends with a word that is NULL. */
typedef struct {
  const char *text;
  uint32_t value;
} word;

static const word KINDS[] = {
    {"human", HANGTIME_KIND_HUMAN},   {"phone", HANGTIME_KIND_PHONE},
    {"viewer", HANGTIME_KIND_VIEWER}, {"bot", HANGTIME_KIND_BOT},
    {"recorder", HANGTIME_KIND_RECORDER}, {"hidden", HANGTIME_KIND_HIDDEN},
    {NULL, 0},
};

static const word IDLE_CAUSES[] = {
    {"waiting", HANGTIME_CAUSE_WAITING},
    {"others_left", HANGTIME_CAUSE_OTHERS_LEFT},
    {NULL, 0},
};

static const word END_CAUSES[] = {
    {"waiting", HANGTIME_CAUSE_WAITING},
    {"others_left", HANGTIME_CAUSE_OTHERS_LEFT},
    {"max_duration", HANGTIME_CAUSE_MAX_DURATION},
    {NULL, 0},
};

static const word DISMISSALS[] = {
    {"joined", HANGTIME_DISMISSED_JOINED},
    {"extended", HANGTIME_DISMISSED_EXTENDED},
    {"link", HANGTIME_DISMISSED_LINK},
    {"held", HANGTIME_DISMISSED_HELD},
    {"suspended", HANGTIME_DISMISSED_SUSPENDED},
    {"disabled", HANGTIME_DISMISSED_DISABLED},
    {"lengthened", HANGTIME_DISMISSED_LENGTHENED},
    {"left", HANGTIME_DISMISSED_LEFT},
    {"expired", HANGTIME_DISMISSED_EXPIRED},
    {NULL, 0},
};

static const word LINK_LOST[] = {
    {"freeze", HANGTIME_LINK_LOST_FREEZE}, {"count", HANGTIME_LINK_LOST_COUNT}, {NULL, 0}};
static const word TYPES[] = {
    {"video", HANGTIME_TYPE_VIDEO}, {"voice", HANGTIME_TYPE_VOICE}, {NULL, 0}};
static const word YES_OR_NO[] = {{"no", 0}, {"yes", 1}, {NULL, 0}};

static const struct {
  const char *text;
  uint64_t ms;
} UNITS[] = {{"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

static bool read_word(const word *table, const char *text, uint32_t *out_value) {
  for (; table->text != NULL; table++) {
    if (strcmp(table->text, text) == 0) {
      *out_value = table->value;
      return true;
    }
  }
  return false;
}

static const char *word_for(const word *table, uint32_t value) {
  for (; table->text != NULL; table++) {
    if (table->value == value) return table->text;
  }
  return "?";
}

static bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/* Reads the digits at *text and moves past them; false if they exceed the limit. */
static bool read_digits(const char **text, uint64_t limit, uint64_t *out_number) {
  uint64_t number = 0;
  for (; is_digit(**text); ++*text) {
    uint64_t digit = (uint64_t)(**text - '0');
    if (number > (limit - digit) / 10) return false;
    number = number * 10 + digit;
  }
  *out_number = number;
  return true;
}

/* Reads a whole number. Returns what is wrong with it, or NULL. */
static const char *read_number(const char *text, uint32_t *out_number) {
  uint64_t number = 0;
  if (!is_digit(*text) || text[strspn(text, "0123456789")] != '\0') return "is no whole number";
  if (!read_digits(&text, UINT32_MAX, &number)) return "does not fit 32 bits";
  *out_number = (uint32_t)number;
  return NULL;
}

/* Finds the unit of this name that is no larger than UNITS[from]. */
static size_t find_unit(const char *name, size_t length, size_t from) {
  while (from < LENGTH(UNITS) && (strlen(UNITS[from].text) != length ||
                                  strncmp(UNITS[from].text, name, length) != 0)) {
    from++;
  }
  return from;
}

/* Reads a time, [h][m][s][ms] in this order. Returns what is wrong with it, or NULL. */
static const char *read_time(const char *text, uint64_t *out_ms) {
  uint64_t total = 0;
  size_t unit = 0;
  do {
    uint64_t number = 0;
    if (!is_digit(*text)) return "is no time, such as 90s, 5m1s or 1h30m";
    if (!read_digits(&text, UINT64_MAX, &number)) return "does not fit 64 bits";
    size_t length = strspn(text, "hms");
    unit = find_unit(text, length, unit);
    if (unit == LENGTH(UNITS)) return "is no time, such as 90s, 5m1s or 1h30m";
    if (number > (UINT64_MAX - total) / UNITS[unit].ms) return "does not fit 64 bits";
    total += number * UNITS[unit++].ms;
    text += length;
  } while (*text != '\0');
  *out_ms = total;
  return NULL;
}

/* The library itself says which results there are. */
static bool read_result(const char *text, hangtime_result *out_result) {
  if (strcmp(text, hangtime_result_name(-1)) == 0) return false;
  for (hangtime_result result = HANGTIME_OK; result < 256; result++) {
    if (strcmp(text, hangtime_result_name(result)) == 0) {
      *out_result = result;
      return true;
    }
  }
  return false;
}

/* Prints a time as scenarios have it; parts that are zero are left out. */
static void print_time(uint64_t ms) {
  if (ms == 0) fputs("0s", stdout);
  for (size_t unit = 0; unit < LENGTH(UNITS); unit++) {
    uint64_t part = ms / UNITS[unit].ms;
    ms %= UNITS[unit].ms;
    if (part > 0) printf("%" PRIu64 "%s", part, UNITS[unit].text);
  }
}

/* Prints text of a file, which may have anything in it, on one line. */
static void print_text(const char *text) {
  for (; *text != '\0'; text++) {
    unsigned char byte = (unsigned char)*text;
    putchar(byte == '\t' ? ' ' : byte < ' ' || byte == 0x7f ? '?' : byte);
  }
}

#endif
