/* What every program of the benches shares: arguments, randomness, time, one line of JSON. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t n_timers, n_threads, n_pairs;

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline uint64_t random_next(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

/* 60 to 600 seconds. */
static inline uint64_t random_period_ms(uint64_t *seed) { return 60000 + random_next(seed) % 540000; }

static inline void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (!memory) {
        fprintf(stderr, "out of memory for %zu timers\n", count);
        exit(1);
    }
    return memory;
}

static inline void read_arguments(int argc, char **argv) {
    int help = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (argc == 5 && strcmp(argv[1], "churn") == 0) {
        n_timers = strtoull(argv[2], NULL, 10);
        n_threads = strtoull(argv[3], NULL, 10);
        n_pairs = strtoull(argv[4], NULL, 10);
    }
    if (n_threads == 0 || n_threads > 64 || n_pairs == 0 || n_timers < n_threads) {
        fprintf(help ? stdout : stderr, "usage: %s churn SESSIONS THREADS PAIRS\n", argv[0]);
        exit(help ? 0 : 2);
    }
}

static pthread_barrier_t set_up;
static uint64_t thread_ns[64];

/* Each thread sets up, waits for the others, makes its pairs. */
#define CHURN(timed)                                            \
    do {                                                        \
        pthread_barrier_wait(&set_up);                          \
        uint64_t start = now_ns();                              \
        for (size_t pair = 0; pair < n_pairs; pair++) { timed } \
        thread_ns[thread] = now_ns() - start;                   \
    } while (0)

/* Prints nanoseconds per pair, all threads together: the slowest thread's time over all pairs. */
static inline void run_churn(const char *peer, void *(*body)(void *)) {
    pthread_t threads[64];
    uint64_t slowest = 0;
    pthread_barrier_init(&set_up, NULL, (unsigned)n_threads);
    for (size_t i = 0; i < n_threads; i++) {
        if (pthread_create(&threads[i], NULL, body, (void *)(uintptr_t)i)) {
            fprintf(stderr, "a thread can not be started\n");
            exit(1);
        }
    }
    for (size_t i = 0; i < n_threads; i++) {
        pthread_join(threads[i], NULL);
        if (thread_ns[i] > slowest) slowest = thread_ns[i];
    }
    printf("{\"peer\":\"%s\",\"workload\":\"churn\",\"n\":%zu,\"threads\":%zu,\"ns\":%.1f}\n", peer, n_timers,
           n_threads, (double)slowest / (double)(n_pairs * n_threads));
}
