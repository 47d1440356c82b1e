/*
 * The owner's terminal. Live, its last line shows how the call stands and what is being typed,
 * and is rewritten in place; where output is a file or pipe, there are plain lines instead.
 */

#ifndef ROOM_TERMINAL_H
#define ROOM_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

#include "line.h"

struct terminal {
    bool live;  /* the last line is rewritten */
    bool keyed; /* keys come one by one, since we echo them ourselves */
    int input;  /* what to wait for, -1 when it has ended */
    struct termios before;
    struct line typed;
    char status[256];
};

void terminal_open(struct terminal *terminal);

/* Leaves the terminal as it was found. */
void terminal_close(struct terminal *terminal);

/* Takes the terminal again after the process was stopped. */
void terminal_resume(struct terminal *terminal);

/* Prints a line that stays. */
void terminal_print(struct terminal *terminal, const char *format, ...);

/* Shows how things stand, if that has changed. */
void terminal_show(struct terminal *terminal, const char *status);

/* Reads what was typed and gives each line that was finished to on_line. */
void terminal_read(struct terminal *terminal, void (*on_line)(void *user_data, const char *text),
                   void *user_data);

#endif
