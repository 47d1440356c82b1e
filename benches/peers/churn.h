/* churn: a random one of many timers is disarmed and armed again. open: timers come and go. */

/* Ten different periods, 60 to 600 seconds, so that a peer can share what belongs to a period. */
static inline uint64_t long_period_ms(size_t number) { return 60000 * (uint64_t)(1 + number % 10); }

static inline void open_armed(loop *on, timer *timers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        timer_open(on, &timers[i], i, long_period_ms(i));
        timer_start(on, &timers[i], long_period_ms(i));
    }
}

static inline void close_all(loop *on, timer *timers, size_t count) {
    for (size_t i = 0; i < count; i++) timer_close(on, &timers[i]);
    loop_settle(on);
    loop_close(on);
}

static loop *shared_loop;
static timer *shared_timers;
static pthread_barrier_t set_up;
static uint64_t began_ns[64], ended_ns[64];
static size_t n_churning;

static inline void make_pairs(loop *on, timer *timers, size_t count, size_t thread) {
    uint64_t seed = seed_of(thread);
    began_ns[thread] = now_ns();
    for (size_t pair = 0; pair < want.pairs; pair++) {
        size_t i = random_below(&seed, count);
        timer_disarm(on, &timers[i]);
        timer_arm(on, &timers[i], long_period_ms(i));
    }
    ended_ns[thread] = now_ns();
}

static void *churn_thread(void *argument) {
    size_t thread = (size_t)(uintptr_t)argument;
    if (PEER_SHARED) {
        pthread_barrier_wait(&set_up);
        make_pairs(shared_loop, shared_timers, want.n, thread);
        if (__atomic_sub_fetch(&n_churning, 1, __ATOMIC_ACQ_REL) == 0) loop_stop(shared_loop);
        return NULL;
    }
    size_t count = want.n / want.threads;
    loop *own = (loop *)allocate(1, sizeof *own);
    timer *timers = (timer *)allocate(count, sizeof *timers);
    loop_open(own);
    open_armed(own, timers, count);
    pthread_barrier_wait(&set_up);
    make_pairs(own, timers, count, thread);
    return NULL;
}

/* Where a loop is shared, another thread has it running meanwhile. */
static void *run_shared_loop(void *none) {
    loop_run(shared_loop);
    return none;
}

static void churn(void) {
    pthread_t runner;
    uint64_t slowest = 0, began = UINT64_MAX;
    pthread_barrier_init(&set_up, NULL, (unsigned)want.threads);
    n_churning = want.threads;
    if (PEER_SHARED) {
        shared_loop = (loop *)allocate(1, sizeof *shared_loop);
        shared_timers = (timer *)allocate(want.n, sizeof *shared_timers);
        loop_open(shared_loop);
        open_armed(shared_loop, shared_timers, want.n);
        loop_settle(shared_loop);
        if (pthread_create(&runner, NULL, run_shared_loop, NULL))
            fail("a thread can not be started");
    }
    on_threads(want.threads, churn_thread);
    for (size_t i = 0; i < want.threads; i++) {
        if (ended_ns[i] - began_ns[i] > slowest) slowest = ended_ns[i] - began_ns[i];
        if (began_ns[i] < began) began = began_ns[i];
    }
    figure("ns", (double)slowest / (double)want.pairs / (double)want.threads);
    if (PEER_SHARED) {
        pthread_join(runner, NULL);
        loop_settle(shared_loop);
        figure("delivered_ns",
               (double)(now_ns() - began) / (double)want.pairs / (double)want.threads);
    }
    if (n_fired) fail("a timer came due while pairs were made: fewer pairs, or fewer timers");
}

static void open_and_close(void) {
    loop *on = (loop *)allocate(1, sizeof *on);
    timer *timers = (timer *)allocate(want.n, sizeof *timers);
    loop_open(on);
    uint64_t before = now_ns();
    open_armed(on, timers, want.n);
    uint64_t opened = now_ns();
    for (size_t i = 0; i < want.n; i++) timer_close(on, &timers[i]);
    loop_settle(on);
    uint64_t closed = now_ns();
    figure("open_ns", (double)(opened - before) / (double)want.n);
    figure("close_ns", (double)(closed - opened) / (double)want.n);
    loop_close(on);
}
