/* What an engine is to its process: a fork, an exit, a process that is stopped and goes on. */
#include <semaphore.h>

#include "calls.h"
#include "tasks.h"

/* Under the thread sanitizer a child may start threads, too. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) { return "die_after_fork=0"; }

static void wait_for(sem_t *semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}

static void say_timed_out(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_TIMED_OUT) {
    sem_post(record->context);
  }
}

/* A room on the system's clock that tells of its time-out. */
static void room_open_timed(struct room *room, uint64_t idle_timeout_ms, sem_t *timed_out) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = idle_timeout_ms;
  sem_init(timed_out, 0, 0);
  room->record.on_event = say_timed_out;
  room->record.context = timed_out;
  room_enter(room, engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK), &settings);
  CHECK_OK(hangtime_session_joined(room->engine, room->session, "alice", NULL, 0));
}

/* An engine that is made and used here works. */
static void use_a_new_engine(void) {
  struct room room = ROOM_INIT;
  sem_t timed_out;
  room_open_timed(&room, 1, &timed_out);
  wait_for(&timed_out);
  CHECK_OK(hangtime_session_left(room.engine, room.session));
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; session_timed_out waiting; session_left",
                  &room);
  room_free(&room);
}

static void find_everything_forked(void *data) {
  const struct site *site = data;
  FOR_EACH_CALL(call) { CHECK_RESULT(HANGTIME_ERR_FORKED, call->make(site)); }
  CHECK_RESULT(HANGTIME_ERR_FORKED, hangtime_engine_free(site->engine));
  CHECK_RESULT(HANGTIME_ERR_FORKED, hangtime_engine_free(site->engine));
  CHECK_OK(hangtime_engine_free(NULL));
}

/* The allocator of a sanitizer may be locked for ever in the child of a process with threads; and an
 * emulator of processes, which has threads of its own, does not outlive the first that such a child
 * starts. */
static bool child_may_start_threads(void) {
  return !CHECK_SANITIZED && getenv("HANGTIME_TEST_EMULATED") == NULL;
}

static void be_a_child(void *data) {
  find_everything_forked(data);
  if (child_may_start_threads()) {
    use_a_new_engine();
  }
}

static void check_child(void (*part)(void *), void *argument) {
  int status = check_in_child(part, argument);
  if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
    fprintf(stderr, "  the child ended with the status %#x\n", (unsigned)status);
  }
}

static void in_a_child_every_call_is_forked_and_a_new_engine_works(void) {
  struct room room = ROOM_INIT;
  sem_t timed_out;
  room_open_timed(&room, 200, &timed_out);
  struct site site = {.engine = room.engine, .session = room.session, .listener = room.listener};
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  check_child(be_a_child, &site);
  /* The parent is as it was, and its countdown goes on. */
  wait_for(&timed_out);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; session_timed_out waiting", &room);
  room_free(&room);
  sem_destroy(&timed_out);
}

static void in_a_child_also_an_engine_without_threads_is_forked(void) {
  static const hangtime_delivery DELIVERIES[] = {HANGTIME_DELIVERY_CALLBACK,
                                                 HANGTIME_DELIVERY_POLL};
  for (size_t n = 0; n < COUNT_OF(DELIVERIES); n++) {
    struct room room = ROOM_INIT;
    room_open_alone(&room, NULL);
    struct site site = {.session = room.session, .listener = room.listener};
    unsigned char bytes[SNAPSHOT_MOST];
    site.engine = room.engine;
    site_take_snapshot(&site, bytes, sizeof bytes);
    site.engine = engine_with(HANGTIME_CLOCK_MANUAL, DELIVERIES[n]);
    check_child(be_a_child, &site);
    CHECK_OK(hangtime_engine_free(site.engine));
    room_free(&room);
  }
}

static void fork_inside(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_JOINED) {
    check_child(be_a_child, record->context);
  }
}

static void a_callback_may_fork(void) {
  struct room room = ROOM_INIT;
  room.record.on_event = fork_inside;
  room_open(&room, NULL);
  struct site site = {.engine = room.engine, .session = room.session, .listener = room.listener};
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  room.record.context = &site;
  CHECK_OK(hangtime_session_joined(room.engine, room.session, "alice", NULL, 0));
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &room);
  room_free(&room);
}

/* Threads that keep the locks of an engine busy. */
struct load {
  pthread_t threads[3];
  const struct site *site;
  atomic_bool over;
};

static void *keep_busy(void *data) {
  struct load *load = data;
  const struct site *site = load->site;
  char name[32];
  snprintf(name, sizeof name, "visitor %d", (int)task_self());
  while (!atomic_load(&load->over)) {
    CHECK_OK(hangtime_participant_joined(site->engine, site->session, name, name, 0));
    CHECK_OK(hangtime_participant_left(site->engine, site->session, name));
    CHECK_OK(call_listener_add(site));
  }
  return NULL;
}

static void load_start(struct load *load, const struct site *site) {
  load->site = site;
  for (size_t n = 0; n < COUNT_OF(load->threads); n++) {
    CHECK(pthread_create(&load->threads[n], NULL, keep_busy, load) == 0);
  }
}

static void load_stop(struct load *load) {
  atomic_store(&load->over, true);
  for (size_t n = 0; n < COUNT_OF(load->threads); n++) {
    pthread_join(load->threads[n], NULL);
  }
}

static inline void room_open_quiet(struct site *site) {
  site->engine = engine_manual();
  CHECK_OK(hangtime_session_open(site->engine, "room", NULL, &site->session));
  CHECK_OK(hangtime_session_joined(site->engine, site->session, "alice", NULL, 0));
}

/* A child of a process that is busy: it is as busy with an engine of its own. */
static void be_a_busy_child(void *data) {
  find_everything_forked(data);
  if (child_may_start_threads()) {
    struct load load = {.over = false};
    struct site site = {.engine = NULL};
    room_open_quiet(&site);
    load_start(&load, &site);
    use_a_new_engine();
    load_stop(&load);
    CHECK_OK(hangtime_engine_free(site.engine));
  }
}

static void forks_under_load_deadlock_nobody(void) {
  struct load load = {.over = false};
  struct site site = {.listener = 1};
  room_open_quiet(&site);
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  load_start(&load, &site);
  for (unsigned n = check_load(CHECK_SANITIZED ? 30 : 200, 5); n > 0; n--) {
    check_child(be_a_busy_child, &site);
  }
  load_stop(&load);
  CHECK_OK(hangtime_engine_free(site.engine));
}

/* Engines that are still there at the end of the process; the leak sanitizer finds them here. */
static hangtime_engine *pending[16];

static void leave_deadlines_pending(void) {
  for (size_t n = 0; n < COUNT_OF(pending); n++) {
    pending[n] = engine_with(HANGTIME_CLOCK_SYSTEM, n % 2 ? HANGTIME_DELIVERY_POLL
                                                          : HANGTIME_DELIVERY_CALLBACK);
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.idle_timeout_ms = n % 4;
    for (int m = 0; m < 8; m++) {
      hangtime_session session = 0;
      CHECK_OK(hangtime_session_open(pending[n], "room", &settings, &session));
      CHECK_OK(hangtime_session_joined(pending[n], session, "alice", NULL, 0));
    }
  }
}

static void exit_with_deadlines_pending(void *data) {
  leave_deadlines_pending();
  exit(*(const int *)data);
}

static void exit_inside(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  (void)type;
  (void)session;
  exit(*(const int *)record->context);
}

static void exit_inside_a_callback(void *data) {
  leave_deadlines_pending();
  static struct room room = ROOM_INIT;
  room.record.on_event = exit_inside;
  room.record.context = data;
  room_open_alone(&room, NULL);
  for (;;) {
    pause();
  }
}

static void a_process_exits_cleanly_with_deadlines_pending(void) {
  static void (*const EXITS[])(void *) = {exit_with_deadlines_pending, exit_inside_a_callback};
  /* A leak sanitizer takes its time at every exit. */
  for (unsigned n = 2 * check_load(CHECK_SANITIZED ? 10 : 100, 3); n > 0; n--) {
    int code = (int)(n % 100);
    int status = check_in_child(EXITS[n % 2], &code);
    if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == code)) {
      fprintf(stderr, "  the child ended with the status %#x\n", (unsigned)status);
    }
  }
}

int main(void) {
  check_begin();
  if (!child_may_start_threads()) {
    printf("left out  a new engine with threads in the child of a process with threads\n");
  }
  TEST(in_a_child_every_call_is_forked_and_a_new_engine_works);
  TEST(in_a_child_also_an_engine_without_threads_is_forked);
  TEST(a_callback_may_fork);
  TEST(forks_under_load_deadlock_nobody);
  TEST(a_process_exits_cleanly_with_deadlines_pending);
  return check_end();
}
