/* What every program of the benches needs: time, chance, memory, words, figures. */
#ifndef BASIS_H
#define BASIS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Options that only this peer has: their lines in the help, how they are read, what they add to the
 * output. */
#ifndef PEER_OPTIONS
#define PEER_OPTIONS ""
static inline int peer_option(const char *key, const char *value) {
    return (void)key, (void)value, 0;
}
static inline void peer_figures(void) {}
#else
static int peer_option(const char *key, const char *value);
static void peer_figures(void);
#endif
static const char *peer_version(void);

static inline void fail(const char *why) {
    fprintf(stderr, "%s: %s\n", PEER, why);
    exit(1);
}

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline void sleep_us(uint64_t us) {
    struct timespec t = {(time_t)(us / 1000000), (long)(us % 1000000 * 1000)};
    while (nanosleep(&t, &t)) {}
}

static inline void sleep_until(uint64_t ns) {
    struct timespec t = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {}
}

static inline uint64_t random_next(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

static inline uint64_t seed_of(size_t thread) { return 88172645463325252u + thread * 7919; }

static inline size_t random_below(uint64_t *seed, size_t limit) {
    return (size_t)((unsigned __int128)random_next(seed) * limit >> 64);
}

/* Zeroed. */
static inline void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (!memory) fail("out of memory");
    return memory;
}

#include "arguments.h"
#include "figures.h"
#include "process.h"

/* Runs the body on this many threads, with the thread's number, and waits for all of them. */
static inline void on_threads(size_t count, void *(*body)(void *)) {
    pthread_t threads[64];
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, body, (void *)(uintptr_t)i))
            fail("a thread can not be started");
    for (size_t i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

#endif
