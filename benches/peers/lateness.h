/* storm: many timers come due within a time, or at one instant. single: one after the other. */

static loop *late_loop;
static timer *late_timers;
static size_t n_late;
static uint64_t *due_ns, first_due_ns, first_ns, last_ns;
static int64_t *late_ns;
static int one_at_a_time;

/* Arms a timer for then; what its lateness is counted from is fixed before. */
static inline void arm_late(size_t number, uint64_t period_ms) {
    timer_open(late_loop, &late_timers[number], number, period_ms);
    due_ns[number] = now_ns() + period_ms * 1000000u;
    timer_start(late_loop, &late_timers[number], period_ms);
}

static inline uint64_t short_period_ms(size_t number) {
    uint64_t seed = seed_of(number);
    random_next(&seed);
    return 20 + random_below(&seed, 31);
}

static inline void fired(size_t number) {
    uint64_t now = now_ns();
    size_t i = __atomic_load_n(&n_fired, __ATOMIC_RELAXED);
    if (i < n_late) {
        if (i == 0) first_ns = now;
        late_ns[number] = (int64_t)(now - due_ns[number]);
        last_ns = now;
    }
    __atomic_store_n(&n_fired, i + 1, __ATOMIC_RELEASE);
    if (i + 1 == n_late) loop_stop(late_loop);
    else if (one_at_a_time) arm_late(i + 1, short_period_ms(i + 1));
}

static inline void prepare_late(size_t count) {
    late_loop = (loop *)allocate(1, sizeof *late_loop);
    late_timers = (timer *)allocate(count, sizeof *late_timers);
    due_ns = (uint64_t *)allocate(count, sizeof *due_ns);
    late_ns = (int64_t *)allocate(count, sizeof *late_ns);
    loop_open(late_loop);
}

/* What was printed so far is still in the buffer, and goes with it. */
static inline void run_anew_with_more_time(void) {
    char margin[32], *words[16];
    size_t count = 0;
    if (want.margin > 32) fail("not all timers could be armed before the first came due");
    snprintf(margin, sizeof margin, "margin=%zu", want.margin * 2);
    for (char **word = command_line; *word && count < 14; word++)
        if (strncmp(*word, "margin=", 7) != 0) words[count++] = *word;
    words[count++] = margin;
    words[count] = NULL;
    execv("/proc/self/exe", words);
    fail("can not be run anew");
}

/* Decides when the first is due: when all will be armed, as far as a part tells, thrown away. */
static inline void plan_storm(size_t count) {
    size_t part = count / 16 + 1;
    loop *trial = (loop *)allocate(1, sizeof *trial);
    timer *timers = (timer *)allocate(part, sizeof *timers);
    uint64_t before = now_ns();
    loop_open(trial);
    open_armed(trial, timers, part);
    uint64_t each = (now_ns() - before) / part + 100;
    close_all(trial, timers, part);
    free(timers);
    free(trial);
    first_due_ns = now_ns() + 20000000u + each * count * want.margin;
}

/* Arms all, to come due evenly within this time and, as people come and go, in no order. */
static inline void arm_storm(size_t count, size_t spread_ms) {
    for (size_t i = 0; i < count; i++) {
        size_t place = i * 2654435761u % count; /* each once, as that is a prime */
        double later_ns = (double)place * (double)spread_ms / (double)count * 1e6;
        uint64_t due = first_due_ns + (uint64_t)later_ns, now = now_ns();
        if (now >= first_due_ns) run_anew_with_more_time();
        arm_late(i, (due - now) / 1000000u + 1);
    }
    if (now_ns() >= first_due_ns) run_anew_with_more_time();
}

static inline uint64_t earliest_due_ns(void) {
    uint64_t earliest = due_ns[0];
    for (size_t i = 1; i < n_late; i++)
        if (due_ns[i] < earliest) earliest = due_ns[i];
    return earliest;
}

static void storm(void) {
    n_late = want.n;
    plan_storm(n_late);
    prepare_late(n_late);
    arm_storm(n_late, want.spread_ms);
    loop_run(late_loop);
    uint64_t earliest = earliest_due_ns();
    figure("first_us", (double)(int64_t)(first_ns - earliest) / 1e3);
    figure("all_us", (double)(int64_t)(last_ns - earliest) / 1e3);
    sort(late_ns, n_late);
    figures_of_lateness(late_ns, n_late);
}

static void single(void) {
    n_late = want.rounds;
    prepare_late(n_late);
    one_at_a_time = 1;
    arm_late(0, short_period_ms(0));
    loop_run(late_loop);
    sort(late_ns, n_late);
    figures_of_lateness(late_ns, n_late);
}
