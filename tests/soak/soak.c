/*
 * Plays random histories on many sessions with real time and real threads, keeps a ledger of what
 * must come, and fails if something came twice, early, to a user in company, or not at all, or if
 * memory, threads or listeners are left at the end.
 */
#include <dirent.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger.h"

enum { THREADS = 2, PATIENCE_MS = 30000, SHORTEST_MS = 200, LONGEST_MS = 4000 };

static hangtime_engine *engine;
static size_t sessions = 100000;
static struct ledger *ledgers;
static atomic_bool stop;

/* Faults, and what was done. */
static atomic_ulong twice, early, in_company, missed, refused;
static atomic_ulong reports, opened, ended, listeners_added, listeners_released, extra_events;

#define MUST(call)                                                                    \
  do {                                                                                \
    hangtime_result result_ = (call);                                                 \
    if (result_ != HANGTIME_OK) {                                                     \
      if (atomic_fetch_add(&refused, 1) < 10) {                                       \
        fprintf(stderr, "soak: %s: %s\n", #call, hangtime_result_name(result_));      \
      }                                                                               \
    }                                                                                 \
  } while (0)

static uint64_t random_next(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state >> 11;
}

static void on_timed_out(void *user_data, hangtime_session session, hangtime_cause cause) {
  struct ledger *ledger = user_data;
  (void)session;
  (void)cause;
  int64_t from = atomic_load(&ledger->alone_from);
  if (atomic_fetch_add(&ledger->timed_out, 1) > 0) {
    atomic_fetch_add(&twice, 1);
  }
  if (atomic_load(&ledger->accompanied)) {
    atomic_fetch_add(&in_company, 1);
  } else if (from != 0 && now_ms() - from < ledger->period_ms - 1) {
    atomic_fetch_add(&early, 1); /* both times are cut to whole milliseconds */
  }
  atomic_fetch_add(&ended, 1);
}

static void on_extra(void *user_data, hangtime_session session) {
  (void)user_data;
  (void)session;
  atomic_fetch_add(&extra_events, 1);
}

static void on_release(void *user_data) {
  (void)user_data;
  atomic_fetch_add(&listeners_released, 1);
}

static void add_extra(const struct ledger *ledger, uint64_t dice) {
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  hangtime_listener_id id = 0;
  listener.on_idle_started = NULL;
  listener.on_idle_stopped = on_extra;
  listener.on_session_left = on_extra;
  listener.on_release = on_release;
  MUST(hangtime_listener_add(engine, ledger->session, &listener, &id));
  atomic_fetch_add(&listeners_added, 1);
  if (dice % 3 == 0) {
    MUST(hangtime_listener_remove(engine, id));
  } else if (dice % 3 == 1) {
    MUST(hangtime_listener_detach(engine, id));
  } /* or it goes with the session */
}

static void open_session(struct ledger *ledger, uint64_t *dice) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  *ledger = (struct ledger){0};
  ledger->period_ms = SHORTEST_MS + (int64_t)(random_next(dice) % (LONGEST_MS - SHORTEST_MS));
  settings.idle_timeout_ms = (uint64_t)ledger->period_ms;
  settings.resync_grace_ms = 100;
  settings.max_log_lines = random_next(dice) % 8;
  listener.user_data = ledger;
  listener.on_session_timed_out = on_timed_out;
  listener.on_release = on_release;
  MUST(hangtime_session_open(engine, "soak", &settings, &ledger->session));
  MUST(hangtime_listener_add(engine, ledger->session, &listener, &ledger->listener));
  atomic_fetch_add(&listeners_added, 1);
  atomic_fetch_add(&opened, 1);
  ledger_will_be_alone(ledger);
  MUST(hangtime_session_joined(engine, ledger->session, "alice", NULL, 0));
  ledger_is_alone(ledger);
}

/* Closing is a barrier: nothing is told to the ledger afterwards, and it can begin anew. */
static void close_session(struct ledger *ledger) {
  MUST(hangtime_session_close(engine, ledger->session));
}

static void come_or_go(struct ledger *ledger) {
  if (atomic_load(&ledger->accompanied)) {
    ledger_will_be_alone(ledger);
    MUST(hangtime_participant_left(engine, ledger->session, "bob-1"));
    ledger_is_alone(ledger);
    return;
  }
  hangtime_result result =
      hangtime_participant_joined(engine, ledger->session, "bob", "bob-1", HANGTIME_KIND_HUMAN);
  if (result == HANGTIME_OK) {
    ledger_is_accompanied(ledger);
  } else if (result != HANGTIME_ERR_ENDED) {
    MUST(result);
  }
}

/* What may be refused because the session has just ended. */
static void try_it(struct ledger *ledger, hangtime_result result) {
  bool may_have_ended = !atomic_load(&ledger->accompanied);
  if (result != HANGTIME_OK && !(result == HANGTIME_ERR_ENDED && may_have_ended)) {
    MUST(result);
  }
}

static void disturb(struct ledger *ledger, uint64_t dice) {
  atomic_store(&ledger->vague, true);
  if (dice % 2 == 0) {
    hangtime_result result =
        ledger->held ? hangtime_session_release_hold(engine, ledger->session, "rec")
                     : hangtime_session_hold(engine, ledger->session, "rec", 0);
    ledger->held ^= result == HANGTIME_OK;
    try_it(ledger, result);
  } else {
    hangtime_result result =
        ledger->lost ? hangtime_session_connection_restored(engine, ledger->session, NULL, 0)
                     : hangtime_session_connection_lost(engine, ledger->session);
    ledger->lost ^= result == HANGTIME_OK;
    try_it(ledger, result);
  }
}

static void stay(struct ledger *ledger) {
  if (atomic_load(&ledger->accompanied)) {
    return;
  }
  int64_t before = now_ms();
  hangtime_result result = hangtime_session_extend(engine, ledger->session);
  if (result == HANGTIME_OK) {
    atomic_store(&ledger->alone_from, before);
    ledger_is_alone(ledger);
  } else if (result != HANGTIME_ERR_ENDED) {
    MUST(result);
  }
}

static void step(struct ledger *ledger, uint64_t *dice) {
  atomic_fetch_add(&reports, 1);
  if (atomic_load(&ledger->timed_out) > 0 && !ledger->over) {
    ledger->over = true;
    MUST(hangtime_session_left(engine, ledger->session));
    return;
  }
  if (ledger->over) {
    close_session(ledger);
    open_session(ledger, dice);
    return;
  }
  if (ledger_is_overdue(ledger, PATIENCE_MS)) {
    atomic_fetch_add(&missed, 1);
  }
  switch (random_next(dice) % 32) {
    case 0: close_session(ledger); open_session(ledger, dice); break;
    case 1: add_extra(ledger, random_next(dice)); break;
    case 2: case 3: disturb(ledger, random_next(dice)); break;
    case 4: case 5: stay(ledger); break;
    default: come_or_go(ledger); break;
  }
}

static void *report(void *argument) {
  size_t thread = (size_t)(uintptr_t)argument;
  uint64_t dice = 88172645463325252u + thread * 7919;
  while (!atomic_load(&stop)) {
    size_t at = random_next(&dice) % (sessions / THREADS) * THREADS + thread;
    step(&ledgers[at], &dice);
    if (random_next(&dice) % 64 == 0) {
      usleep(500); /* a real host has other things to do, and sessions need time to end */
    }
  }
  return NULL;
}

static size_t resident_kib(void) {
  unsigned long size = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%lu %lu", &size, &resident) != 2) {
    perror("soak: /proc/self/statm");
    exit(2);
  }
  fclose(file);
  return resident * (size_t)sysconf(_SC_PAGESIZE) / 1024;
}

static size_t threads_of_the_library(void) {
  size_t count = 0;
  DIR *tasks = opendir("/proc/self/task");
  for (struct dirent *task; tasks && (task = readdir(tasks));) {
    char path[300], name[32] = "";
    snprintf(path, sizeof path, "/proc/self/task/%s/comm", task->d_name);
    FILE *file = fopen(path, "r");
    if (file) {
      count += fgets(name, sizeof name, file) && strncmp(name, "hangtime-", 9) == 0;
      fclose(file);
    }
  }
  closedir(tasks);
  return count;
}

static void show(const char *when, int64_t began) {
  hangtime_stats stats = HANGTIME_STATS_INIT;
  MUST(hangtime_engine_stats(engine, &stats));
  printf("%s %4" PRId64 " s: %lu reports, %lu sessions opened, %lu timed out, %" PRIu64
         " events and %" PRIu64 " deadlines queued, %zu KiB\n",
         when, (now_ms() - began) / 1000, atomic_load(&reports), atomic_load(&opened),
         atomic_load(&ended), stats.events_queued, stats.deadlines_queued, resident_kib());
  fflush(stdout);
}

/* At the end every session whose user is certainly alone has to end by itself. */
static void wait_for_the_rest(int64_t began) {
  int64_t until = now_ms() + LONGEST_MS + PATIENCE_MS;
  size_t waiting = 1;
  while (waiting > 0 && now_ms() < until) {
    waiting = 0;
    for (size_t at = 0; at < sessions; at++) {
      const struct ledger *ledger = &ledgers[at];
      waiting += !ledger->over && ledger->alone_since != 0 && !atomic_load(&ledger->vague) &&
                 atomic_load(&ledger->timed_out) == 0;
    }
    usleep(100000);
  }
  atomic_fetch_add(&missed, waiting);
  show("at rest", began);
}

static int usage(FILE *out, int status) {
  fputs("usage: soak [--minutes N] [--sessions N]\n"
        "Plays random histories with real time and threads (10 minutes, 100000 sessions), and\n"
        "fails if an event came twice, early or not at all, or something is left at the end.\n", out);
  return status;
}

int main(int argc, char **argv) {
  double minutes = 10;
  for (int at = 1; at < argc; at++) {
    if (strcmp(argv[at], "--help") == 0) {
      return usage(stdout, 0);
    } else if (strcmp(argv[at], "--minutes") == 0 && at + 1 < argc) {
      minutes = atof(argv[++at]);
    } else if (strcmp(argv[at], "--sessions") == 0 && at + 1 < argc) {
      sessions = strtoul(argv[++at], NULL, 10);
    } else {
      return usage(stderr, 2);
    }
  }
  if (minutes <= 0 || sessions < THREADS) {
    return usage(stderr, 2);
  }
  ledgers = calloc(sessions, sizeof *ledgers);
  MUST(hangtime_engine_new(NULL, &engine));
  int64_t began = now_ms();
  uint64_t dice = 42;
  for (size_t at = 0; at < sessions; at++) {
    open_session(&ledgers[at], &dice);
  }
  pthread_t threads[THREADS];
  for (size_t thread = 0; thread < THREADS; thread++) {
    pthread_create(&threads[thread], NULL, report, (void *)(uintptr_t)thread);
  }
  int64_t length = (int64_t)(minutes * 60000);
  size_t warm = 0, largest = 0;
  for (int64_t next = began + 5000; now_ms() - began < length; next += 5000) {
    while (now_ms() < next && now_ms() - began < length) {
      usleep(100000);
    }
    show("running", began);
    /* The first third is for what grows once. */
    size_t resident = resident_kib();
    if (now_ms() - began < length / 3) {
      warm = resident > warm ? resident : warm;
    } else {
      largest = resident > largest ? resident : largest;
    }
  }
  atomic_store(&stop, true);
  for (size_t thread = 0; thread < THREADS; thread++) {
    pthread_join(threads[thread], NULL);
  }
  wait_for_the_rest(began);
  MUST(hangtime_engine_free(engine));

  unsigned long leaked = atomic_load(&listeners_added) - atomic_load(&listeners_released);
  size_t left_threads = threads_of_the_library();
  bool grew = warm > 0 && largest > warm + warm / 10 + 8192;
  printf("told twice %lu, early %lu, in company %lu, missed %lu, wrongly refused %lu, "
         "listeners not released %ld, threads left %zu, memory %zu KiB at first and %zu KiB at most later\n",
         atomic_load(&twice), atomic_load(&early), atomic_load(&in_company), atomic_load(&missed),
         atomic_load(&refused), (long)leaked, left_threads, warm, largest);
  bool sound = !atomic_load(&twice) && !atomic_load(&early) && !atomic_load(&in_company) &&
               !atomic_load(&missed) && !atomic_load(&refused) && leaked == 0 &&
               left_threads == 0 && !grew && atomic_load(&ended) > 0;
  puts(sound ? "1 passed, 0 failed" : "0 passed, 1 failed");
  free(ledgers);
  return sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
