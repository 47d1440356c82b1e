/* Lines out of a stream of bytes, and what of them may be shown on a terminal. */

#ifndef ROOM_LINE_H
#define ROOM_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_LENGTH_MAX = 1000 };

struct line {
    size_t length;
    bool too_long;
    char text[LINE_LENGTH_MAX + 1];
};

/*
 * Takes the next byte. When it ends the line, returns true: text is the line, NUL-terminated and
 * without its end, or too_long is set. Call line_clear before the next byte.
 */
bool line_take(struct line *line, char byte);
void line_clear(struct line *line);

/* Removes the last character, as the backspace key does. */
void line_erase(struct line *line);

/* Whether the line is UTF-8 without control characters. */
bool line_is_printable(const struct line *line);

/* Replaces every byte that is not part of printable UTF-8: nobody moves another's cursor. */
void line_make_printable(struct line *line);

/* Removes the blanks at both ends. */
void line_trim(struct line *line);

#endif
