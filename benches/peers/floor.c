/* floor: an array of slots, and the least that any engine with a lock and a roster for each session
 * does on a pair: twice take the slot's lock, change three of its cache lines, read the clock, give
 * the lock back. Also with the coarse clock and without one. */
#define PEER "floor"
#include "basis.h"

static const char *peer_version(void) { return "compiled by " __VERSION__; }

static unsigned char *slots;
static pthread_barrier_t set_up;
static uint64_t slowest_ns;

enum { NO_CLOCK = -1 };

static inline void change(unsigned char *slot, int clock) {
    struct timespec t = {0, 1};
    while (__atomic_exchange_n(slot, 1, __ATOMIC_ACQUIRE)) {}
    if (clock != NO_CLOCK) clock_gettime(clock, &t);
    uint64_t now = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
    *(volatile uint64_t *)(slot + 8) += now;
    *(volatile uint64_t *)(slot + 64) += now;
    *(volatile uint64_t *)(slot + 128) += now;
    __atomic_store_n(slot, 0, __ATOMIC_RELEASE);
}

static inline void make_pairs(size_t thread, int clock) {
    uint64_t seed = seed_of(thread), began;
    pthread_barrier_wait(&set_up);
    began = now_ns();
    for (size_t pair = 0; pair < want.pairs; pair++) {
        unsigned char *slot = slots + random_below(&seed, want.n) * want.slot;
        change(slot, clock);
        change(slot, clock);
    }
    uint64_t took = now_ns() - began, known = __atomic_load_n(&slowest_ns, __ATOMIC_RELAXED);
    while (took > known && !__atomic_compare_exchange_n(&slowest_ns, &known, took, 0,
                                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}

static void *precise_thread(void *thread) {
    return make_pairs((size_t)(uintptr_t)thread, CLOCK_MONOTONIC), NULL;
}
static void *coarse_thread(void *thread) {
    return make_pairs((size_t)(uintptr_t)thread, CLOCK_MONOTONIC_COARSE), NULL;
}
static void *clockless_thread(void *thread) {
    return make_pairs((size_t)(uintptr_t)thread, NO_CLOCK), NULL;
}

static void measure(const char *name, void *(*thread)(void *)) {
    slowest_ns = 0;
    on_threads(want.threads, thread);
    figure(name, (double)slowest_ns / (double)want.pairs / (double)want.threads);
}

static void churn(void) {
    want.slot = (want.slot + 7) / 8 * 8;
    slots = (unsigned char *)allocate(want.n, want.slot);
    for (size_t i = 0; i < want.n; i++)
        memset(slots + i * want.slot + 1, 1, want.slot - 1); /* so that all is in memory */
    pthread_barrier_init(&set_up, NULL, (unsigned)want.threads);
    measure("ns", precise_thread);
    measure("ns_coarse_clock", coarse_thread);
    measure("ns_without_clock", clockless_thread);
}

int main(int argc, char **argv) {
    static const char none[] = "an array of slots has no timers";
    static const workload works[] = {
        {"churn", " n threads pairs slot ", churn, "ns for a random slot to be changed twice"},
        {"open", "", NULL, none},
        {"storm", "", NULL, none},
        {"single", "", NULL, none},
        {"memory", "", NULL, none},
        {"idle", "", NULL, none},
        {"start", "", NULL, none},
        {"fairness", "", NULL, none},
    };
    return run_program(works, sizeof works / sizeof *works, argc, argv);
}
