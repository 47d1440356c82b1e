/* fairness: while one callback is slow and many sessions time out behind it, facts are reported on others. With
 * delivery=poll it is the host that is slow: it takes nothing until all deadlines have been noticed. */

enum { N_BYSTANDERS = 1000, FACTS_AT_A_TIME = 16 };
static const size_t MOST_FACTS = 4000000;

static void be_slow(void) { sleep_us(want.slow_us); }

/* Due some milliseconds before the others, so that its callback runs when they come due. */
static void open_slow(timer *slow) {
    uint64_t now = now_ns();
    if (now + 6000000u >= first_due_ns) run_anew_with_more_time();
    uint64_t period_ms = (first_due_ns - now) / 1000000u - 4;
    slow_number = want.n;
    timer_open(late_loop, slow, slow_number, period_ms);
    timer_start(late_loop, slow, period_ms);
    loop_settle(late_loop);
}

static void fairness(void) {
    hangtime_stats stats = HANGTIME_STATS_INIT;
    timer slow, *bystanders = (timer *)allocate(N_BYSTANDERS, sizeof *bystanders);
    int64_t *fact_ns = (int64_t *)allocate(MOST_FACTS, sizeof *fact_ns);
    int64_t *noticed_ns = (int64_t *)allocate(want.n, sizeof *noticed_ns);
    uint64_t seed = seed_of(0), before = now_ns();
    size_t n_facts = 0, n_noticed = 0, n_taken = 0, most_queued = 0;

    n_late = want.n;
    plan_storm(n_late);
    prepare_late(n_late);
    open_armed(late_loop, bystanders, N_BYSTANDERS);
    arm_storm(n_late, 0);
    loop_settle(late_loop);
    if (!is_polled()) open_slow(&slow);
    uint64_t *sorted_due_ns = (uint64_t *)allocate(n_late, sizeof *sorted_due_ns);
    memcpy(sorted_due_ns, due_ns, n_late * sizeof *due_ns);
    sort((int64_t *)sorted_due_ns, n_late);
    if (now_ns() >= first_due_ns) run_anew_with_more_time();
    sleep_us((first_due_ns - now_ns()) / 1000u);

    while (__atomic_load_n(&n_fired, __ATOMIC_ACQUIRE) < n_late) {
        for (size_t i = 0; i < FACTS_AT_A_TIME && n_facts < MOST_FACTS; i++) {
            timer *other = &bystanders[random_below(&seed, N_BYSTANDERS)];
            before = now_ns();
            if (i % 2) timer_arm(late_loop, other, 0);
            else timer_disarm(late_loop, other);
            fact_ns[n_facts++] = (int64_t)(now_ns() - before);
        }
        CHECK(hangtime_engine_stats(late_loop->engine, &stats));
        uint64_t now = now_ns();
        if (stats.events_queued > most_queued) most_queued = stats.events_queued;
        for (; n_noticed < n_late && n_noticed + !is_polled() < stats.timed_out; n_noticed++)
            noticed_ns[n_noticed] = (int64_t)(now - sorted_due_ns[n_noticed]);
        if (n_noticed < n_late) continue;
        if (is_polled()) break;
        sleep_us(500);
    }
    before = now_ns();
    if (is_polled()) n_taken = take_all(late_loop);
    uint64_t drained = now_ns() - before;

    sort(fact_ns, n_facts);
    sort(noticed_ns, n_noticed);
    figure("facts", (double)n_facts);
    figure("fact_p50_us", part_us(fact_ns, n_facts, .5));
    figure("fact_p99_us", part_us(fact_ns, n_facts, .99));
    figure("fact_max_us", part_us(fact_ns, n_facts, 1));
    figure("noticed_p50_us", part_us(noticed_ns, n_noticed, .5));
    figure("noticed_p99_us", part_us(noticed_ns, n_noticed, .99));
    figure("queued_max", (double)most_queued);
    if (is_polled()) figure("drain_ns", (double)drained / (double)n_taken);
}
