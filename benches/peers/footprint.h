/* memory, idle, start: what a peer takes of a process that is otherwise quiet. */

/* A session holds most with company in its roster, a bare timer while it is armed. */
static void memory(void) {
    loop *on = (loop *)allocate(1, sizeof *on);
    loop_open(on);
    /* What comes with the first is not counted. */
    open_armed(on, (timer *)allocate(1, sizeof(timer)), 1);
    loop_settle(on);
    anonymous_bytes();
    double before = anonymous_bytes();
    timer *timers = (timer *)allocate(want.n, sizeof *timers);
    for (size_t i = 0; i < want.n; i++) {
        timer_open(on, &timers[i], i, long_period_ms(i));
        timer_start(on, &timers[i], long_period_ms(i));
        if (PEER_HAS_ROSTER) timer_disarm(on, &timers[i]);
        if (i % 256 == 0) loop_settle(on); /* so that what waits to be delivered does not count */
    }
    loop_settle(on);
    sleep_us(300000);
    figure("bytes_per_session", (anonymous_bytes() - before) / (double)want.n);
}

/* Sets up on the thread that then runs the loop. */
static void *idle_thread(void *none) {
    loop *on = (loop *)allocate(1, sizeof *on);
    timer *timers = (timer *)allocate(want.n, sizeof *timers);
    loop_open(on);
    for (size_t i = 0; i < want.n; i++) {
        uint64_t hour_ms = 3600000 + long_period_ms(i);
        timer_open(on, &timers[i], i, hour_ms);
        timer_start(on, &timers[i], hour_ms);
        if (!want.armed) timer_disarm(on, &timers[i]);
    }
    loop_settle(on);
    pthread_barrier_wait(&set_up);
    loop_run(on);
    return none;
}

static void idle(void) {
    pthread_t runner;
    pthread_barrier_init(&set_up, NULL, 2);
    if (pthread_create(&runner, NULL, idle_thread, NULL)) fail("a thread can not be started");
    pthread_barrier_wait(&set_up);
    sleep_us(1000000);
    uint64_t began = now_ns();
    activity before = others_so_far();
    sleep_us(want.seconds * 1000000u);
    activity after = others_so_far();
    double seconds = (double)(now_ns() - began) / 1e9;
    figure("wakeups_per_s", (after.switches - before.switches) / seconds);
    figure("cpu_us_per_s", (after.cpu_us - before.cpu_us) / seconds);
}

static void start(void) {
    int64_t *started = (int64_t *)allocate(want.rounds, sizeof *started);
    int64_t *freed = (int64_t *)allocate(want.rounds, sizeof *freed);
    double added = 0, kept = 0;
    anonymous_bytes();
    double before = anonymous_bytes(), threads = others_so_far().threads;
    for (size_t round = 0; round < want.rounds; round++) {
        loop *on = (loop *)allocate(1, sizeof *on);
        timer *one = (timer *)allocate(1, sizeof *one);
        uint64_t from = now_ns();
        loop_open(on);
        open_armed(on, one, 1);
        uint64_t armed = now_ns();
        if (round == 0) {
            loop_settle(on);
            sleep_us(50000);
            kept = anonymous_bytes() - before;
            added = others_so_far().threads - threads;
        }
        uint64_t end = now_ns();
        close_all(on, one, 1);
        freed[round] = (int64_t)(now_ns() - end);
        free(one);
        free(on);
        started[round] = (int64_t)(armed - from);
    }
    sort(started, want.rounds);
    sort(freed, want.rounds);
    figure("start_us", part_us(started, want.rounds, .5));
    figure("free_us", part_us(freed, want.rounds, .5));
    figure("threads", added);
    figure("resident_kb", kept / 1024);
}
