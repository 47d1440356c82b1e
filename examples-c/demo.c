/*
 * Runs the room with people who come and go, shows what everybody sees, and checks that it came:
 * alone, company, alone again, the question, a "stay", the question again, the time-out.
 *
 *     demo [ROOM]     ROOM: the program; default: the one beside this
 *
 * It waits for what is to come, each for up to PATIENCE_MS, and assumes nothing about speed.
 */

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 20 * 1000, TEXT_SIZE = 32 * 1024 };

/* Somebody whose words we read: the room's own terminal, or a person at a socket. */
struct voice {
    const char *name;
    int fd; /* -1 once it has ended */
    size_t length, printed, expected;
    char text[TEXT_SIZE];
};

enum { ROOM, PHONE, ANNA, BEN, VOICES };

static struct voice voices[VOICES];
static pid_t room = -1;
static int room_input = -1;
static int came;
static struct timespec start;

static long elapsed_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
}

static void show(const char *name, const char *does, const char *text, size_t length)
{
    long ms = elapsed_ms();
    printf("%3ld.%ld  %-6s%s%.*s\n", ms / 1000, ms % 1000 / 100, name, does, (int)length, text);
    fflush(stdout);
}

static _Noreturn void fail(const char *who, const char *what, const char *why)
{
    fprintf(stderr, "demo: %s: %s: %s\n", who, what, why);
    exit(EXIT_FAILURE);
}

static _Noreturn void miss(const struct voice *voice, const char *text)
{
    fprintf(stderr, "demo: %s: \"%s\" did not come %s\n", voice->name, text,
            voice->fd < 0 ? "before the end" : "in time");
    exit(EXIT_FAILURE);
}

static void end_room(void)
{
    if (room > 0) {
        kill(room, SIGKILL);
        waitpid(room, NULL, 0);
    }
}

static void print_lines(struct voice *voice)
{
    const char *does = voice == &voices[ROOM] ? "" : "reads  ";
    char *end;
    while ((end = strchr(voice->text + voice->printed, '\n')) != NULL) {
        const char *line = voice->text + voice->printed;
        show(voice->name, does, line, (size_t)(end - line));
        voice->printed = (size_t)(end - voice->text) + 1;
    }
}

static void hear(struct voice *voice)
{
    size_t free_bytes = sizeof voice->text - 1 - voice->length;
    ssize_t got = read(voice->fd, voice->text + voice->length, free_bytes);
    if (got < 0 && errno == EINTR) {
        return;
    }
    if (got <= 0) {
        close(voice->fd);
        voice->fd = -1;
        return;
    }
    voice->length += (size_t)got;
    voice->text[voice->length] = '\0';
    print_lines(voice);
}

/* Waits until somebody says something or ends, or until the time is up. */
static void listen_until(long end_ms)
{
    struct pollfd watched[VOICES];
    for (int i = 0; i < VOICES; i++) {
        watched[i] = (struct pollfd){.fd = voices[i].fd, .events = POLLIN};
    }
    long left = end_ms - elapsed_ms();
    if (poll(watched, VOICES, left > 0 ? (int)left : 0) <= 0) {
        return;
    }
    for (int i = 0; i < VOICES; i++) {
        if (watched[i].revents != 0) {
            hear(&voices[i]);
        }
    }
}

/* Waits for text in what a voice says after what was expected before. */
static const char *expect(int who, const char *text)
{
    struct voice *voice = &voices[who];
    long end_ms = elapsed_ms() + PATIENCE_MS;
    const char *found;
    while ((found = strstr(voice->text + voice->expected, text)) == NULL) {
        if (voice->fd < 0 || elapsed_ms() >= end_ms) {
            miss(voice, text);
        }
        listen_until(end_ms);
    }
    voice->expected = (size_t)(found - voice->text) + strlen(text);
    came++;
    return found;
}

static void expect_end(int who)
{
    long end_ms = elapsed_ms() + PATIENCE_MS;
    while (voices[who].fd >= 0) {
        if (elapsed_ms() >= end_ms) {
            miss(&voices[who], "(its end)");
        }
        listen_until(end_ms);
    }
    came++;
}

static void say(int who, const char *text)
{
    const struct voice *voice = &voices[who];
    char line[128];
    int length = snprintf(line, sizeof line, "%s\n", text);
    show(voice->name, who == ROOM ? "< " : "types  ", text, strlen(text));
    if (write(who == ROOM ? room_input : voice->fd, line, (size_t)length) != length) {
        fail(voice->name, text, strerror(errno));
    }
}

static void come_in(int who, const char *name, uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        fail(name, "can not connect", strerror(errno));
    }
    voices[who] = (struct voice){.name = name, .fd = fd};
}

static void hang_up(int who)
{
    show(voices[who].name, "hangs up", "", 0);
    close(voices[who].fd);
    voices[who].fd = -1;
}

static void start_room(const char *program, const char *mode)
{
    int input[2], output[2];
    if (pipe(input) < 0 || pipe(output) < 0 || (room = fork()) < 0) {
        fail(program, "can not be started", strerror(errno));
    }
    if (room == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        close(input[0]), close(input[1]), close(output[0]), close(output[1]);
        execl(program, program, "--port", "0", "--waiting", "20", "--idle", "4", "--prompt", "3",
              mode, (char *)NULL);
        fprintf(stderr, "demo: %s: %s\n", program, strerror(errno));
        _exit(127);
    }
    close(input[0]), close(output[1]);
    room_input = input[1];
    voices[ROOM] = (struct voice){.name = "room", .fd = output[0]};
}

static void expect_success(void)
{
    int status;
    expect_end(ROOM);
    waitpid(room, &status, 0);
    room = -1;
    close(room_input);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS) {
        miss(&voices[ROOM], "(exit status 0)");
    }
    came++;
}

static uint16_t alone(void)
{
    const char *address = "listening on 127.0.0.1:";
    const char *listening = expect(ROOM, address);
    expect(ROOM, "alone: nobody has come yet");
    expect(ROOM, "the call ends in");
    expect(ROOM, "the call ends in"); /* it counts */
    return (uint16_t)atoi(listening + strlen(address));
}

static void company(uint16_t port)
{
    come_in(PHONE, "phone", port);
    say(PHONE, "owner"); /* the owner's name: a device of theirs */
    expect(ROOM, "which is no company");
    expect(ROOM, "the call ends in");

    come_in(ANNA, "anna", port);
    say(ANNA, "anna");
    expect(ROOM, "anna is here");
    expect(ROOM, "no longer alone");
    expect(ROOM, "with you: 1 person");
    come_in(BEN, "ben", port);
    say(BEN, "ben");
    expect(ROOM, "with you: 2 people");
    expect(ANNA, "* ben is here");

    say(ANNA, "hello ben");
    expect(BEN, "anna: hello ben");
    say(BEN, "hello anna");
    expect(ANNA, "ben: hello anna");
    hang_up(BEN);
    expect(ANNA, "* ben left");
    come_in(BEN, "ben", port);
    say(BEN, "ben");
    expect(ANNA, "* ben is here");
    expect(ROOM, "with you: 2 people");
}

static void alone_again(void)
{
    hang_up(ANNA);
    expect(ROOM, "anna left");
    hang_up(BEN);
    expect(ROOM, "ben left");
    expect(ROOM, "alone: everybody has left");
    expect(ROOM, "are you still there?");
    say(ROOM, "stay");
    expect(ROOM, "question answered: you stay");
    expect(ROOM, "are you still there?");
    expect(ROOM, "question not answered");
    expect(ROOM, "timed out: everybody had left");
    expect(PHONE, "* the call is over");
    expect_end(PHONE);
    expect(ROOM, "you left the call");
}

static void play(const char *title, const char *program, const char *mode)
{
    printf("== %s\n", title);
    for (int i = 0; i < VOICES; i++) {
        voices[i] = (struct voice){.fd = -1};
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    start_room(program, mode);
    company(alone());
    alone_again();
    expect_success();
    printf("\n");
}

int main(int argc, char **argv)
{
    char beside[4096];
    const char *slash = strrchr(argv[0], '/');
    int length = slash == NULL ? 0 : (int)(slash - argv[0]) + 1;
    snprintf(beside, sizeof beside, "%.*sroom", length, argv[0]);
    const char *program = argc > 1 ? argv[1] : beside;
    signal(SIGPIPE, SIG_IGN);
    atexit(end_room);
    play("callback mode: the library calls, the room's loop is told by a pipe", program, NULL);
    play("poll mode: the library's descriptor is one of the room's loop", program, "--poll");
    printf("demo: all %d expected things came\n", came);
    return EXIT_SUCCESS;
}
