/* fairness: while one callback is slow and many sessions time out behind it, facts are reported on
 * others. With delivery=poll it is the host that is slow: it takes nothing until all deadlines have
 * been noticed. */

enum { N_BYSTANDERS = 1000, FACTS_AT_A_TIME = 16, MOST_FACTS = 4000000 };

static int64_t fact_ns[MOST_FACTS], *noticed_ns;
static uint64_t *ordered_due_ns;
static size_t n_facts, n_noticed, most_queued;

static void be_slow(void) { sleep_us(want.slow_us); }

/* Due some milliseconds before the others, so that its callback runs when they come due. */
static void open_slow(timer *slow) {
    uint64_t now = now_ns();
    if (now + 6000000u >= first_due_ns) run_anew_with_more_time();
    uint64_t period_ms = (first_due_ns - now) / 1000000u - 4;
    slow_number = want.n;
    timer_open(late_loop, slow, slow_number, period_ms);
    timer_start(late_loop, slow, period_ms);
}

/* Somebody comes, or those who came go. */
static void report_facts(timer *bystanders, uint64_t *seed) {
    timer *others[FACTS_AT_A_TIME / 2];
    for (size_t i = 0; i < FACTS_AT_A_TIME && n_facts < MOST_FACTS; i++) {
        int comes = i < FACTS_AT_A_TIME / 2;
        timer **other = &others[i % (FACTS_AT_A_TIME / 2)];
        if (comes) *other = &bystanders[random_below(seed, N_BYSTANDERS)];
        uint64_t before = now_ns();
        if (comes) timer_disarm(late_loop, *other);
        else timer_arm(late_loop, *other, 0);
        fact_ns[n_facts++] = (int64_t)(now_ns() - before);
    }
}

/* How late the k-th deadline was noticed, at most, as it is counted now. */
static void look_at_stats(void) {
    hangtime_stats stats = HANGTIME_STATS_INIT;
    CHECK(hangtime_engine_stats(late_loop->engine, &stats));
    uint64_t now = now_ns(), counted = stats.timed_out;
    if (counted && !is_polled()) counted--; /* the slow one */
    if (stats.events_queued > most_queued) most_queued = (size_t)stats.events_queued;
    for (; n_noticed < n_late && n_noticed < counted; n_noticed++)
        noticed_ns[n_noticed] = (int64_t)(now - ordered_due_ns[n_noticed]);
}

static void drain(void) {
    hangtime_event events[256];
    size_t count, sum = 0;
    uint64_t before = now_ns();
    do {
        CHECK(hangtime_engine_take_events(late_loop->engine, events, 256, &count));
        sum += count;
    } while (count == 256);
    figure("drain_ns", (double)(now_ns() - before) / (double)sum);
}

static void fairness(void) {
    timer slow, *bystanders = (timer *)allocate(N_BYSTANDERS, sizeof *bystanders);
    uint64_t seed = seed_of(0);

    n_late = want.n;
    noticed_ns = (int64_t *)allocate(n_late, sizeof *noticed_ns);
    ordered_due_ns = (uint64_t *)allocate(n_late, sizeof *ordered_due_ns);
    plan_storm(n_late);
    prepare_late(n_late);
    open_armed(late_loop, bystanders, N_BYSTANDERS);
    arm_storm(n_late, 0);
    memcpy(ordered_due_ns, due_ns, n_late * sizeof *due_ns);
    sort((int64_t *)ordered_due_ns, n_late);
    loop_settle(late_loop);
    if (!is_polled()) open_slow(&slow);
    if (now_ns() >= first_due_ns) run_anew_with_more_time();
    sleep_until(first_due_ns - 2000000u);
    while (now_ns() < first_due_ns) {}

    while (__atomic_load_n(&n_fired, __ATOMIC_ACQUIRE) < n_late) {
        report_facts(bystanders, &seed);
        look_at_stats();
        if (n_noticed < n_late) continue;
        if (is_polled()) break;
        sleep_us(500);
    }
    look_at_stats();
    sort(fact_ns, n_facts);
    sort(noticed_ns, n_noticed);
    figure("facts", (double)n_facts);
    figure("fact_p50_us", part_us(fact_ns, n_facts, .5));
    figure("fact_p99_us", part_us(fact_ns, n_facts, .99));
    figure("fact_max_us", part_us(fact_ns, n_facts, 1));
    figure("noticed_p50_us", part_us(noticed_ns, n_noticed, .5));
    figure("noticed_p99_us", part_us(noticed_ns, n_noticed, .99));
    figure("queued_max", (double)most_queued);
    if (is_polled()) drain();
}
