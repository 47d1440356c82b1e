#include "line.h"

#include <string.h>

bool line_take(struct line *line, char byte)
{
    if (byte != '\n') {
        if (line->length < LINE_LENGTH_MAX) {
            line->text[line->length++] = byte;
        } else {
            line->too_long = true;
        }
        return false;
    }
    if (line->length > 0 && line->text[line->length - 1] == '\r') {
        line->length--;
    }
    line->text[line->length] = '\0';
    return true;
}

void line_clear(struct line *line)
{
    line->length = 0;
    line->too_long = false;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

void line_erase(struct line *line)
{
    while (line->length > 0 && is_continuation(line->text[line->length - 1])) {
        line->length--;
    }
    if (line->length > 0) {
        line->length--;
    }
}

/* Whether first and second may begin a character of several bytes; Unicode, table 3-7. */
static bool begins_character(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xc2: return second >= 0xa0; /* before it lie the control characters C1 */
    case 0xe0: return second >= 0xa0;
    case 0xed: return second <= 0x9f;
    case 0xf0: return second >= 0x90;
    case 0xf4: return second <= 0x8f;
    default: return first > 0xc2 && first < 0xf4;
    }
}

/* The length of the printable character at text, of which left bytes are left; 0 if none. */
static size_t character_length(const char *text, size_t left)
{
    unsigned char first = (unsigned char)text[0];
    if (first < 0x80) {
        return first >= 0x20 && first != 0x7f ? 1 : 0;
    }
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (length > left || !begins_character(first, (unsigned char)text[1])) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(text[i])) {
            return 0;
        }
    }
    return length;
}

bool line_is_printable(const struct line *line)
{
    for (size_t at = 0; at < line->length;) {
        size_t length = character_length(line->text + at, line->length - at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

void line_make_printable(struct line *line)
{
    for (size_t at = 0; at < line->length;) {
        size_t length = character_length(line->text + at, line->length - at);
        if (length == 0) {
            line->text[at] = line->text[at] == '\t' ? ' ' : '?';
            length = 1;
        }
        at += length;
    }
}

void line_trim(struct line *line)
{
    size_t start = strspn(line->text, " ");
    while (line->length > start && line->text[line->length - 1] == ' ') {
        line->length--;
    }
    line->length -= start;
    memmove(line->text, line->text + start, line->length);
    line->text[line->length] = '\0';
}
