/* A storm: N timers come due within a spread of milliseconds (0: at one instant). */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t n_timers, spread_ms;
static int64_t *late_ns;
static atomic_size_t n_fired;
static uint64_t first_due_ns, first_ns, last_ns;

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (!memory) {
        fprintf(stderr, "out of memory for %zu timers\n", count);
        exit(1);
    }
    return memory;
}

/* Late enough that all are armed before the first comes due. */
static inline void read_arguments(int argc, char **argv) {
    int help = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (argc == 3) n_timers = strtoull(argv[1], NULL, 10), spread_ms = strtoull(argv[2], NULL, 10);
    if (n_timers == 0) {
        fprintf(help ? stdout : stderr, "usage: %s SESSIONS SPREAD_MS\n", argv[0]);
        exit(help ? 0 : 2);
    }
    late_ns = allocate(n_timers, sizeof *late_ns);
    first_due_ns = now_ns() + 2000000000u + n_timers * 20000u;
}

/* How long from now until the timer of this number is due. */
static inline uint64_t period_ms(size_t i) {
    uint64_t due = first_due_ns + i * spread_ms / n_timers * 1000000u, now = now_ns();
    if (now >= first_due_ns) {
        fprintf(stderr, "not all timers were armed before the first came due\n");
        exit(1);
    }
    return (due - now) / 1000000u + 1;
}

static inline void fired(uint64_t due_ns) {
    uint64_t now = now_ns();
    size_t i = atomic_load_explicit(&n_fired, memory_order_relaxed);
    if (i == 0) first_ns = now;
    if (i < n_timers) late_ns[i] = (int64_t)(now - due_ns);
    last_ns = now;
    atomic_store_explicit(&n_fired, i + 1, memory_order_release);
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static inline void report(const char *peer) {
    qsort(late_ns, n_timers, sizeof *late_ns, by_value);
#define LATE(q) ((double)late_ns[(size_t)((double)(n_timers - 1) * (q))] / 1e3)
    printf("{\"peer\":\"%s\",\"workload\":\"storm\",\"n\":%zu,\"spread_ms\":%zu,\"first_us\":%.1f,\"all_us\":%.1f,"
           "\"earliest_us\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f}\n",
           peer, n_timers, spread_ms, (double)(int64_t)(first_ns - first_due_ns) / 1e3,
           (double)(last_ns - first_due_ns) / 1e3, LATE(0.), LATE(.5), LATE(.99), LATE(.999), LATE(1.));
}
