/* floor: an array of slots, and the least that any engine with a lock and a roster for each session does on a pair: twice
 * take the slot's lock, change three of its cache lines, read the clock, give the lock back. */
#define PEER "floor"
#include "basis.h"

static const char *peer_version(void) { return "gcc " __VERSION__; }

static unsigned char *slots;
static pthread_barrier_t set_up;
static uint64_t slowest_ns;

static inline void change(unsigned char *slot, int reads_clock) {
    uint64_t now = 1;
    while (__atomic_exchange_n(slot, 1, __ATOMIC_ACQUIRE)) {}
    if (reads_clock) now = now_ns();
    *(volatile uint64_t *)(slot + 8) += now;
    *(volatile uint64_t *)(slot + 64) += now;
    *(volatile uint64_t *)(slot + 128) += now;
    __atomic_store_n(slot, 0, __ATOMIC_RELEASE);
}

static inline void make_pairs(size_t thread, int reads_clock) {
    uint64_t seed = seed_of(thread), began = now_ns();
    for (size_t pair = 0; pair < want.pairs; pair++) {
        unsigned char *slot = slots + random_below(&seed, want.n) * want.slot;
        change(slot, reads_clock);
        change(slot, reads_clock);
    }
    uint64_t took = now_ns() - began, known = __atomic_load_n(&slowest_ns, __ATOMIC_RELAXED);
    while (took > known &&
           !__atomic_compare_exchange_n(&slowest_ns, &known, took, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}

static void *churn_thread(void *thread) {
    pthread_barrier_wait(&set_up);
    make_pairs((size_t)(uintptr_t)thread, 1);
    return NULL;
}
static void *clockless_thread(void *thread) {
    pthread_barrier_wait(&set_up);
    make_pairs((size_t)(uintptr_t)thread, 0);
    return NULL;
}

static void measure(const char *name, void *(*body)(void *)) {
    slowest_ns = 0;
    on_threads(want.threads, body);
    figure(name, (double)slowest_ns / (double)want.pairs / (double)want.threads);
}

static void churn(void) {
    want.slot = (want.slot + 7) / 8 * 8;
    slots = (unsigned char *)allocate(want.n, want.slot);
    memset(slots, 1, want.n * want.slot);
    for (size_t i = 0; i < want.n; i++) slots[i * want.slot] = 0;
    pthread_barrier_init(&set_up, NULL, (unsigned)want.threads);
    measure("ns", churn_thread);
    measure("ns_without_clock", clockless_thread);
}

int main(int argc, char **argv) {
    static const char none[] = "an array of slots has no timers";
    static const workload works[] = {
        {"churn", " n threads pairs slot ", churn, "ns for a random slot to be changed twice"},
        {"open", "", NULL, none}, {"storm", "", NULL, none}, {"single", "", NULL, none}, {"memory", "", NULL, none},
        {"idle", "", NULL, none}, {"start", "", NULL, none}, {"fairness", "", NULL, none},
    };
    return run_program(works, sizeof works / sizeof *works, argc, argv);
}
