/*
 * A room of lines over TCP: who connects takes part, and what one types the others read. The
 * call is this process's own, and hangtime ends it when its owner has been alone for too long.
 *
 *     room/host.c        the room, and its poll(2) loop
 *     room/call.c        the hangtime part: reports in, events out
 *     room/server.c      who is connected; with connection.c, acceptor.c and line.c
 *     room/terminal.c    the owner's terminal; its sentences are in wording.c
 */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "room/host.h"

enum { EXIT_USAGE = 2, PORT = 7700 };

static const char usage[] =
    "usage: room [--port N] [--idle SECONDS] [--waiting SECONDS] [--prompt SECONDS] [--poll]\n"
    "\n"
    "Opens a room on 127.0.0.1 and ends it when you have been alone in it for too long.\n"
    "Others come in with: nc 127.0.0.1 PORT; their first line is their name.\n"
    "You say what you type, except: \"stay\" starts the countdown again, \"leave\" leaves.\n"
    "\n"
    "  --port N           the TCP port, 0 for any free one (default 7700)\n"
    "  --idle SECONDS     how long you may be alone (default 300, 0 for ever)\n"
    "  --waiting SECONDS  the same while nobody has come yet (default: as --idle)\n"
    "  --prompt SECONDS   ask \"are you still there?\" for the last part of it (default 0: no)\n"
    "  --poll             take events from a descriptor instead of by callbacks\n"
    "  --help             say this\n";

static const struct option option_list[] = {
    {"port", required_argument, NULL, 'p'},
    {"idle", required_argument, NULL, 'i'},
    {"waiting", required_argument, NULL, 'w'},
    {"prompt", required_argument, NULL, 'q'},
    {"poll", no_argument, NULL, 'e'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static _Noreturn void refuse(const char *what, const char *why)
{
    fprintf(stderr, "room: %s %s\n\n%s", what, why, usage);
    exit(EXIT_USAGE);
}

static unsigned long long number(const char *option, const char *text, unsigned long long most)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0') {
        refuse(option, "takes a whole number");
    }
    if (errno == ERANGE || value > most) {
        refuse(option, "is too large");
    }
    return value;
}

static uint64_t milliseconds(const char *option, const char *text)
{
    /* What fits but is too long, hangtime_settings_check finds. */
    return number(option, text, UINT64_MAX / 1000) * 1000;
}

static void take_option(struct host_options *options, int option)
{
    switch (option) {
    case 'p': options->port = (uint16_t)number("--port", optarg, UINT16_MAX); break;
    case 'i': options->settings.idle_timeout_ms = milliseconds("--idle", optarg); break;
    case 'w': options->settings.waiting_timeout_ms = milliseconds("--waiting", optarg); break;
    case 'q': options->settings.prompt_ms = milliseconds("--prompt", optarg); break;
    case 'e': options->delivery = HANGTIME_DELIVERY_POLL; break;
    case 'h':
        fputs(usage, stdout);
        exit(EXIT_SUCCESS);
    default: /* getopt_long has said what is wrong */
        fprintf(stderr, "\n%s", usage);
        exit(EXIT_USAGE);
    }
}

int main(int argc, char **argv)
{
    struct host_options options = {
        .port = PORT,
        .delivery = HANGTIME_DELIVERY_CALLBACK,
        .settings = HANGTIME_SETTINGS_INIT,
    };
    int option;
    while ((option = getopt_long(argc, argv, "", option_list, NULL)) != -1) {
        take_option(&options, option);
    }
    if (optind < argc) {
        refuse(argv[optind], "is not an option");
    }
    const char *field;
    const char *reason;
    if (hangtime_settings_check(&options.settings, &field, &reason) != HANGTIME_OK) {
        refuse(field, reason);
    }
    return host_run(&options);
}
