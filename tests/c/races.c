/* Many threads at once: everybody is told in order and once, and nobody after the end. */
#include <semaphore.h>

#include "room.h"
#include "tasks.h"

enum { WORKERS = 8, MOST_PER_WORKER = 125 };

static void wait_for(sem_t *semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}

/* A session of a worker: it waits for one listener's time-out, a ninth thread removes the other. */
struct visit {
  struct record kept;
  struct record removed;
  _Atomic hangtime_listener_id removable;
  sem_t timed_out;
};

struct worker {
  pthread_t thread;
  hangtime_engine *engine;
  unsigned count;
  struct visit visits[MOST_PER_WORKER];
};

static void say_timed_out(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_TIMED_OUT) {
    sem_post(record->context);
  }
}

static void visit_pass(struct visit *visit, hangtime_engine *engine, unsigned number) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 1 + number % 5;
  hangtime_session session = 0;
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_session_open(engine, "room", &settings, &session));
  hangtime_listener kept = record_listener(&visit->kept);
  hangtime_listener removed = record_listener(&visit->removed);
  CHECK_OK(hangtime_listener_add(engine, session, &kept, &id));
  CHECK_OK(hangtime_listener_add(engine, session, &removed, &id));
  atomic_store(&visit->removable, id);
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  wait_for(&visit->timed_out);
  CHECK_OK(hangtime_session_close(engine, session));
  CHECK_EQUAL(1, record_released(&visit->kept));
}

static void *worker_run(void *data) {
  struct worker *worker = data;
  for (unsigned n = 0; n < worker->count; n++) {
    visit_pass(&worker->visits[n], worker->engine, n);
  }
  return NULL;
}

static struct worker workers[WORKERS];
static atomic_bool workers_done;

/* The ninth: removes what it finds until all are done. */
static void *remover_run(void *data) {
  hangtime_engine *engine = data;
  while (!atomic_load(&workers_done)) {
    for (unsigned n = 0; n < WORKERS * MOST_PER_WORKER; n++) {
      struct visit *visit = &workers[n % WORKERS].visits[n / WORKERS];
      hangtime_listener_id id = atomic_exchange(&visit->removable, 0);
      if (id != 0) {
        hangtime_result result = hangtime_listener_remove(engine, id);
        if (result == HANGTIME_OK) {
          CHECK_EQUAL(1, record_released(&visit->removed));
        } else {
          /* Its session was closed, which releases it on the thread that does so. */
          CHECK_RESULT(HANGTIME_ERR_HANDLE, result);
        }
      }
    }
    sched_yield();
  }
  return NULL;
}

static void a_thousand_sessions_time_out_in_eight_threads_while_a_ninth_removes(void) {
  static const char WHOLE[] = "session_joined; idle_started waiting; session_timed_out waiting";
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  unsigned count = check_load(MOST_PER_WORKER, 10);
  pthread_t remover;
  for (unsigned n = 0; n < WORKERS; n++) {
    workers[n].engine = engine;
    workers[n].count = count;
    for (unsigned m = 0; m < count; m++) {
      struct visit *visit = &workers[n].visits[m];
      visit->kept = visit->removed = (struct record)RECORD_INIT;
      visit->kept.on_event = say_timed_out;
      visit->kept.context = &visit->timed_out;
      sem_init(&visit->timed_out, 0, 0);
    }
  }
  CHECK(pthread_create(&remover, NULL, remover_run, engine) == 0);
  for (unsigned n = 0; n < WORKERS; n++) {
    CHECK(pthread_create(&workers[n].thread, NULL, worker_run, &workers[n]) == 0);
  }
  for (unsigned n = 0; n < WORKERS; n++) {
    pthread_join(workers[n].thread, NULL);
  }
  atomic_store(&workers_done, true);
  pthread_join(remover, NULL);
  hangtime_stats stats = HANGTIME_STATS_INIT;
  CHECK_OK(hangtime_engine_stats(engine, &stats));
  CHECK_EQUAL(0, stats.sessions);
  CHECK_EQUAL(0, stats.listeners);
  CHECK_EQUAL(WORKERS * count, stats.timed_out);
  CHECK_OK(hangtime_engine_free(engine));
  for (unsigned n = 0; n < WORKERS * count; n++) {
    struct visit *visit = &workers[n % WORKERS].visits[n / WORKERS];
    CHECK_TOLD(WHOLE, &visit->kept);
    /* Whoever was removed has heard the beginning of it. */
    CHECK(strncmp(WHOLE, visit->removed.text, strlen(visit->removed.text)) == 0);
    CHECK(visit->kept.released == 1 && visit->removed.released == 1);
    sem_destroy(&visit->timed_out);
  }
}

/* What a listener of the race lends: not touched any more from the moment the barrier is passed. */
struct loan {
  uint64_t mark;
  atomic_uint calls;
};

static const uint64_t LIVE = 0x11feb10b11feb10b;

static void use_loan(void *data, hangtime_session session) {
  struct loan *loan = data;
  (void)session;
  CHECK_EQUAL(LIVE, loan->mark);
  atomic_fetch_add(&loan->calls, 1);
}

static void use_loan_with_cause(void *data, hangtime_session session, hangtime_cause cause) {
  (void)cause;
  use_loan(data, session);
}

static void poison_loan(void *data) {
  CHECK_EQUAL(LIVE, ((struct loan *)data)->mark);
  memset(data, 0xdd, sizeof(struct loan));
  free(data);
}

/* One reports without a pause, others lend, take back, poison and free at once. */
struct race {
  hangtime_engine *engine;
  hangtime_session session;
  atomic_bool over;
  atomic_uint rounds_left;
};

static void *report_without_a_pause(void *data) {
  struct race *race = data;
  while (!atomic_load(&race->over)) {
    CHECK_OK(hangtime_participant_joined(race->engine, race->session, "bob", "b", 0));
    CHECK_OK(hangtime_participant_left(race->engine, race->session, "b"));
    CHECK_OK(hangtime_engine_flush(race->engine));
  }
  return NULL;
}

static void *lend_and_take_back(void *data) {
  struct race *race = data;
  for (unsigned left; (left = atomic_fetch_sub(&race->rounds_left, 1)) > 0 && left < INT32_MAX;) {
    struct loan *loan = malloc(sizeof *loan);
    if (loan == NULL) {
      abort();
    }
    loan->mark = LIVE;
    atomic_init(&loan->calls, 0);
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = loan;
    listener.on_idle_stopped = use_loan;
    listener.on_idle_started = use_loan_with_cause;
    bool detaches = left % 4 == 0;
    listener.on_release = detaches ? poison_loan : NULL;
    hangtime_listener_id id = 0;
    CHECK_OK(hangtime_listener_add(race->engine, race->session, &listener, &id));
    /* At most times a callback is on its way or in flight, at some there has been one for sure. */
    for (volatile unsigned n = left % 1000; n > 0; n--) {
    }
    while (left % 16 == 0 && atomic_load(&loan->calls) == 0) {
      sched_yield();
    }
    if (detaches) {
      CHECK_OK(hangtime_listener_detach(race->engine, id));
    } else {
      CHECK_OK(hangtime_listener_remove(race->engine, id));
      poison_loan(loan);
    }
  }
  return NULL;
}

static void what_was_lent_can_be_poisoned_and_freed_as_soon_as_it_is_taken_back(void) {
  struct race race = {.engine = engine_manual()};
  pthread_t reporter, lenders[2];
  atomic_store(&race.rounds_left, check_load(10000, 300));
  CHECK_OK(hangtime_session_open(race.engine, "room", NULL, &race.session));
  CHECK_OK(hangtime_session_joined(race.engine, race.session, "alice", NULL, 0));
  CHECK(pthread_create(&reporter, NULL, report_without_a_pause, &race) == 0);
  for (size_t n = 0; n < COUNT_OF(lenders); n++) {
    CHECK(pthread_create(&lenders[n], NULL, lend_and_take_back, &race) == 0);
  }
  for (size_t n = 0; n < COUNT_OF(lenders); n++) {
    pthread_join(lenders[n], NULL);
  }
  atomic_store(&race.over, true);
  pthread_join(reporter, NULL);
  CHECK_OK(hangtime_engine_free(race.engine));
}

/* Being alone starts and stops in turns, whoever reports. */
struct turns {
  hangtime_engine *engine;
  hangtime_session session;
  atomic_int callbacks;
  bool alone;
  unsigned edges;
};

static void turn(struct turns *turns, bool alone) {
  CHECK_EQUAL(0, atomic_fetch_add(&turns->callbacks, 1));
  CHECK(turns->alone != alone);
  turns->alone = alone;
  turns->edges++;
  atomic_fetch_sub(&turns->callbacks, 1);
}

static void turn_alone(void *data, hangtime_session session, hangtime_cause cause) {
  (void)session;
  (void)cause;
  turn(data, true);
}

static void turn_accompanied(void *data, hangtime_session session) {
  (void)session;
  turn(data, false);
}

static void *come_and_go(void *data) {
  struct turns *turns = data;
  char name[32];
  snprintf(name, sizeof name, "visitor %d", (int)task_self());
  for (unsigned n = check_load(2000, 100); n > 0; n--) {
    CHECK_OK(hangtime_participant_joined(turns->engine, turns->session, name, name, 0));
    CHECK_OK(hangtime_participant_left(turns->engine, turns->session, name));
  }
  return NULL;
}

static void events_come_one_at_a_time_in_the_order_in_which_things_happened(void) {
  struct turns turns = {.engine = engine_manual()};
  pthread_t threads[4];
  CHECK_OK(hangtime_session_open(turns.engine, "room", NULL, &turns.session));
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.user_data = &turns;
  listener.on_idle_started = turn_alone;
  listener.on_idle_stopped = turn_accompanied;
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_listener_add(turns.engine, turns.session, &listener, &id));
  CHECK_OK(hangtime_session_joined(turns.engine, turns.session, "alice", NULL, 0));
  for (size_t n = 0; n < COUNT_OF(threads); n++) {
    CHECK(pthread_create(&threads[n], NULL, come_and_go, &turns) == 0);
  }
  for (size_t n = 0; n < COUNT_OF(threads); n++) {
    pthread_join(threads[n], NULL);
  }
  CHECK_OK(hangtime_engine_flush(turns.engine));
  CHECK_OK(hangtime_engine_free(turns.engine));
  CHECK(turns.alone && turns.edges >= 3 && turns.edges % 2 == 1);
}

int main(void) {
  check_begin();
  TEST(a_thousand_sessions_time_out_in_eight_threads_while_a_ninth_removes);
  TEST(what_was_lent_can_be_poisoned_and_freed_as_soon_as_it_is_taken_back);
  TEST(events_come_one_at_a_time_in_the_order_in_which_things_happened);
  return check_end();
}
