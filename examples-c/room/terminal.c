#define _POSIX_C_SOURCE 200809L

#include "terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* To the start of the line, and empty it. */
#define REWRITE "\r\033[K"
/* What does not fit is cut off, not wrapped: a wrapped line can not be rewritten. */
#define NO_WRAP "\033[?7l"
#define WRAP "\033[?7h"

enum { TYPED_SHOWN = 40, BACKSPACE = 0x08, KILL_LINE = 0x15, ESCAPE = 0x1b, DELETE = 0x7f };

static void take_keys(struct terminal *terminal)
{
    struct termios keyed = terminal->before;
    keyed.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keyed.c_cc[VMIN] = 1;
    keyed.c_cc[VTIME] = 0;
    terminal->keyed = tcsetattr(STDIN_FILENO, TCSADRAIN, &keyed) == 0;
}

/* In the background neither keys nor settings may be asked for: the process would be stopped. */
static bool is_in_foreground(void)
{
    return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

static bool can_rewrite_lines(void)
{
    const char *kind = getenv("TERM");
    return isatty(STDOUT_FILENO) && kind != NULL && strcmp(kind, "dumb") != 0;
}

void terminal_open(struct terminal *terminal)
{
    *terminal = (struct terminal){.live = can_rewrite_lines(), .input = STDIN_FILENO};
    if (!isatty(STDIN_FILENO)) {
        return;
    }
    if (!is_in_foreground()) {
        terminal->input = -1;
        terminal->live = false;
    } else if (terminal->live && tcgetattr(STDIN_FILENO, &terminal->before) == 0) {
        take_keys(terminal);
    }
}

static void redraw(const struct terminal *terminal)
{
    if (!terminal->live) {
        return;
    }
    fputs(REWRITE, stdout);
    if (terminal->keyed) {
        const struct line *typed = &terminal->typed;
        size_t start = typed->length > TYPED_SHOWN ? typed->length - TYPED_SHOWN : 0;
        while (start > 0 && ((unsigned char)typed->text[start] & 0xc0) == 0x80) {
            start--; /* not inside a character */
        }
        printf(NO_WRAP "%s > %.*s" WRAP, terminal->status, (int)(typed->length - start),
               typed->text + start);
    } else {
        printf(NO_WRAP "%s" WRAP, terminal->status);
    }
    fflush(stdout);
}

void terminal_close(struct terminal *terminal)
{
    if (terminal->live) {
        fputs(REWRITE, stdout);
        fflush(stdout);
        terminal->live = false;
    }
    if (terminal->keyed) {
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->before);
        terminal->keyed = false;
    }
}

void terminal_resume(struct terminal *terminal)
{
    if (terminal->keyed && is_in_foreground()) {
        take_keys(terminal);
        redraw(terminal);
    }
}

void terminal_print(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (terminal->live) {
        fputs(REWRITE, stdout);
    }
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
    va_end(arguments);
    redraw(terminal);
}

void terminal_show(struct terminal *terminal, const char *status)
{
    if (strcmp(terminal->status, status) == 0) {
        return;
    }
    snprintf(terminal->status, sizeof terminal->status, "%s", status);
    if (terminal->live) {
        redraw(terminal);
    } else if (status[0] != '\0') {
        puts(status);
        fflush(stdout);
    }
}

/* Takes a key that edits the line; false if it is none. */
static bool edit(struct line *typed, char key)
{
    switch (key) {
    case BACKSPACE:
    case DELETE: line_erase(typed); return true;
    case KILL_LINE: line_clear(typed); return true;
    case '\n': return false;
    default: return (unsigned char)key < 0x20;
    }
}

void terminal_read(struct terminal *terminal, void (*on_line)(void *user_data, const char *text),
                   void *user_data)
{
    char bytes[256];
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got <= 0 && !(got < 0 && (errno == EINTR || errno == EAGAIN))) {
        terminal->input = -1;
        got = 0;
        if (terminal->typed.length > 0) {
            bytes[got++] = '\n'; /* the last line may lack its end */
        }
    }
    for (ssize_t i = 0; i < got; i++) {
        if (terminal->keyed && bytes[i] == ESCAPE) {
            break; /* the bytes of an arrow or function key come together */
        }
        if (terminal->keyed && edit(&terminal->typed, bytes[i])) {
            continue;
        }
        if (line_take(&terminal->typed, bytes[i])) {
            line_make_printable(&terminal->typed);
            line_trim(&terminal->typed);
            struct line whole = terminal->typed;
            line_clear(&terminal->typed);
            on_line(user_data, whole.text);
        }
    }
    redraw(terminal);
}
