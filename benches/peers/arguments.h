/* The words of a command line: WORKLOAD key=value... */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

static struct {
    size_t n, threads, pairs, rounds, spread_ms, seconds, armed, slow_us, slot, margin;
} want = {100000, 1, 1000000, 100, 1000, 5, 1, 100000, 320, 2};

typedef struct {
    const char *name;
    size_t *value, least, most;
    const char *means;
} argument;

static const argument arguments[] = {
    {"n", &want.n, 1, 100000000, "how many timers or sessions"},
    {"threads", &want.threads, 1, 64, "how many threads make pairs"},
    {"pairs", &want.pairs, 1, SIZE_MAX, "how many pairs each thread makes"},
    {"rounds", &want.rounds, 1, 1000000, "how many times"},
    {"spread_ms", &want.spread_ms, 0, 60000,
     "the time within which all come due; 0: at one instant"},
    {"seconds", &want.seconds, 1, 3600, "how long it is watched"},
    {"armed", &want.armed, 0, 1, "whether they are armed: 1 or 0"},
    {"slow_us", &want.slow_us, 0, 60000000, "how long the slow callback takes, in microseconds"},
    {"slot", &want.slot, 192, 65536, "bytes of a slot"},
    {"margin", &want.margin, 2, 64,
     "how many times the time estimated for setting up is waited for; doubled if too short"},
};
enum { N_ARGUMENTS = sizeof arguments / sizeof *arguments };

typedef struct {
    const char *name;
    const char *keys; /* the arguments it takes, each with a space before and after */
    void (*run)(void);
    const char *says; /* what is measured, or, where there is nothing to run, why not */
} workload;

static char **command_line;

static inline int takes(const workload *work, const char *key) {
    char word[32];
    snprintf(word, sizeof word, " %s ", key);
    return strstr(work->keys, word) != NULL;
}

static inline void print_help(FILE *out, const workload *works, size_t count) {
    fprintf(out, "usage: %s WORKLOAD [key=value]...\n       %s --version | --help\n\nworkloads:\n",
            PEER, PEER);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "  %-18s %s%s\n", works[i].name,
                works[i].run ? "" : "not supported: ", works[i].says);
        if (works[i].run) fprintf(out, "                     keys:%s\n", works[i].keys);
    }
    fprintf(out, "\nkeys, with what they are when not given:\n");
    for (size_t i = 0; i < N_ARGUMENTS; i++)
        fprintf(out, "  %s=%-*zu %s\n", arguments[i].name, 17 - (int)strlen(arguments[i].name),
                *arguments[i].value, arguments[i].means);
    fputs(PEER_OPTIONS, out);
}

static inline void wrong(const char *word, const char *why) {
    fprintf(stderr, "%s: '%s' %s; %s --help tells more\n", PEER, word, why, PEER);
    exit(2);
}

static inline void read_argument(const workload *work, const char *word) {
    char key[32] = "", *end;
    const char *equals = strchr(word, '=');
    if (!equals || (size_t)(equals - word) >= sizeof key)
        wrong(word, "is not of the form key=value");
    memcpy(key, word, (size_t)(equals - word));
    if (peer_option(key, equals + 1)) return;
    for (size_t i = 0; i < N_ARGUMENTS; i++) {
        if (strcmp(arguments[i].name, key) != 0 || !takes(work, key)) continue;
        errno = 0;
        unsigned long long value = strtoull(equals + 1, &end, 10);
        if (errno || *end || equals[1] < '0' || equals[1] > '9') wrong(word, "has no whole number");
        if (value < arguments[i].least || value > arguments[i].most) wrong(word, "is out of range");
        *arguments[i].value = (size_t)value;
        return;
    }
    wrong(word, "is none of this workload's keys");
}

/* Runs what the command line asks for, of these workloads. */
static inline int run_program(const workload *works, size_t count, int argc, char **argv) {
    command_line = argv;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) return print_help(stdout, works, count), 0;
    if (argc == 2 && strcmp(argv[1], "--version") == 0) return puts(peer_version()), 0;
    if (argc < 2) return print_help(stderr, works, count), 2;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(works[i].name, argv[1]) != 0) continue;
        if (!works[i].run) {
            printf("{\"peer\":\"%s\",\"workload\":\"%s\",\"unsupported\":\"%s\"}\n", PEER, argv[1],
                   works[i].says);
            return 0;
        }
        for (int word = 2; word < argc; word++) read_argument(&works[i], argv[word]);
        if (takes(&works[i], "threads") && want.n < want.threads)
            wrong("n", "is less than the number of threads");
        printf("{\"peer\":\"%s\",\"workload\":\"%s\"", PEER, argv[1]);
        for (size_t k = 0; k < N_ARGUMENTS; k++)
            if (takes(&works[i], arguments[k].name))
                printf(",\"%s\":%zu", arguments[k].name, *arguments[k].value);
        peer_figures();
        works[i].run();
        puts("}");
        return fflush(stdout) || ferror(stdout);
    }
    wrong(argv[1], "is no workload");
    return 2;
}

#endif
