/*
 * The descriptor that the timer thread of an engine waits for: a host that closes it, or has none to
 * give, misses no time-out, and what then has its number is left alone.
 *
 * Each test is a process of its own: a thread that waits for what was closed may do so for ever.
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include "alone.h"
#include "calls.h"
#include "tasks.h"

enum { HOUR_MS = 3600 * 1000, NEVER_S = 1000 * 3600 };

/* A session that times out after so long, also if that is set while it runs. */
static hangtime_settings settings_of(uint64_t idle_timeout_ms) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = idle_timeout_ms;
  settings.min_notice_ms = 0;
  return settings;
}

static hangtime_session alone_for(hangtime_engine *engine, uint64_t idle_timeout_ms) {
  hangtime_settings settings = settings_of(idle_timeout_ms);
  return alone_in(engine, &settings);
}

/* The descriptor of a timer, of which there is at most one; -1 if there is none. */
static int timer_descriptor(void) {
  int found = -1;
  DIR *open = opendir("/proc/self/fd");
  for (struct dirent *entry; open != NULL && (entry = readdir(open)) != NULL;) {
    char target[64] = "";
    if (readlinkat(dirfd(open), entry->d_name, target, sizeof target - 1) > 0 &&
        strcmp(target, "anon_inode:[timerfd]") == 0) {
      CHECK_EQUAL(-1, found);
      found = atoi(entry->d_name);
    }
  }
  if (open != NULL) {
    closedir(open);
  }
  return found;
}

static time_t seconds_left(int descriptor) {
  struct itimerspec left = {0};
  CHECK(timerfd_gettime(descriptor, &left) == 0);
  return left.it_value.tv_sec;
}

/* Whether the timer thread, the only one of its name, sleeps. */
static bool timer_thread_sleeps;

static void note_sleep(const char *task) { timer_thread_sleeps = task_sleeps(atoi(task)); }

static void await_sleeping_thread(void) {
  do {
    sched_yield();
    timer_thread_sleeps = false;
    tasks_visit(TIMER_THREAD, note_sleep);
  } while (!timer_thread_sleeps);
}

/* Waits until the timer thread sleeps for so many seconds at least; gives what it waits for. */
static int await_sleep(time_t seconds) {
  int descriptor;
  do {
    await_sleeping_thread();
    descriptor = timer_descriptor();
  } while (descriptor < 0 || seconds_left(descriptor) < seconds);
  return descriptor;
}

static void await_time_out(hangtime_engine *engine, hangtime_session session) {
  CHECK_EQUAL(session, await(engine, HANGTIME_EVENT_SESSION_TIMED_OUT).session);
}

/* An earlier deadline than the thread sleeps for, again and again: it is woken each time. */
static void miss_no_nearer_deadline(hangtime_engine *engine) {
  for (unsigned n = check_load(500, 50); n > 0; n--) {
    hangtime_session session = alone_for(engine, HOUR_MS);
    if (n % 2) {
      sched_yield();
    }
    CHECK_OK(hangtime_session_set_idle_timeout(engine, session, n % 3));
    if (n % 3 > 0) {
      await_time_out(engine, session);
    }
    CHECK_OK(hangtime_session_close(engine, session));
  }
}

static void an_engine_has_a_descriptor_from_its_first_session_on_until_it_is_freed(void) {
  unsigned before = descriptors_open();
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  CHECK_EQUAL(before, descriptors_open());
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
  int descriptor = await_sleep(NEVER_S);
  CHECK_EQUAL(before + 1, descriptors_open());
  CHECK(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
  CHECK_OK(hangtime_engine_free(engine));
  CHECK_EQUAL(before, descriptors_open());
  engine = engine_manual();
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
  CHECK_EQUAL(before, descriptors_open());
  CHECK_OK(hangtime_engine_free(engine));
}

static void it_sleeps_until_the_deadline_itself(void) {
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session session = alone_for(engine, HOUR_MS);
  /* A minute for who is slow. */
  int descriptor = await_sleep(HOUR_MS / 1000 - 60);
  CHECK(seconds_left(descriptor) < HOUR_MS / 1000);
  /* Company costs the queue nothing: what is left there is slept for as well. */
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  CHECK_OK(hangtime_engine_app_resumed(engine));
  CHECK_EQUAL(descriptor, await_sleep(HOUR_MS / 1000 - 60));
  CHECK(seconds_left(descriptor) < HOUR_MS / 1000);
  CHECK_OK(hangtime_engine_free(engine));
}

static void no_nearer_deadline_is_missed(void) {
  hangtime_engine *engine = engine_of_system_polled();
  miss_no_nearer_deadline(engine);
  CHECK(timer_descriptor() >= 0);
  CHECK_OK(hangtime_engine_free(engine));
}

static void what_is_closed_while_the_thread_sleeps_for_ever_is_replaced(void) {
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session idle = 0;
  CHECK_OK(hangtime_session_open(engine, "idle", NULL, &idle));
  close(await_sleep(NEVER_S));
  await_time_out(engine, alone_for(engine, 20));
  miss_no_nearer_deadline(engine);
  CHECK_EQUAL(-1, timer_descriptor());
  CHECK_OK(hangtime_engine_free(engine));
}

static void what_is_closed_while_the_thread_sleeps_until_later_is_replaced(void) {
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session later = alone_for(engine, 500);
  close(await_sleep(0));
  await_time_out(engine, alone_for(engine, 20));
  await_time_out(engine, later);
  /* Who slept until then has ended. */
  tasks_await(TIMER_THREAD, 1);
  CHECK_OK(hangtime_engine_free(engine));
  tasks_await(TIMER_THREAD, 0);
}

static void who_frees_the_engine_after_closing_does_not_wait(void) {
  hangtime_engine *engine = engine_of_system_polled();
  alone_for(engine, HOUR_MS);
  close(await_sleep(1));
  CHECK_OK(hangtime_engine_free(engine));
}

/* A pipe takes the number: one that is readable or not. */
static void be_given_away(bool readable) {
  enum { SLEEP_MS = 500 };
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session session = alone_for(engine, SLEEP_MS);
  int descriptor = await_sleep(0);
  int ends[2];
  CHECK(pipe(ends) == 0);
  CHECK(!readable || write(ends[1], "x", 1) == 1);
  CHECK(dup2(ends[0], descriptor) == descriptor);
  await_time_out(engine, session);
  await_time_out(engine, alone_for(engine, 1));
  CHECK_OK(hangtime_engine_free(engine));
  CHECK(readable || write(ends[1], "x", 1) == 1);
  char byte = 0;
  CHECK(read(descriptor, &byte, 1) == 1 && byte == 'x');
}

static void a_number_that_is_anothers_now_is_left_alone_and_nothing_is_missed(void) {
  be_given_away(false);
}

static void so_is_one_that_is_readable(void) { be_given_away(true); }

static void so_is_a_timer_of_anothers(void) {
  hangtime_engine *engine = engine_of_system_polled();
  hangtime_session idle = 0;
  CHECK_OK(hangtime_session_open(engine, "idle", NULL, &idle));
  int descriptor = await_sleep(NEVER_S);
  int others = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
  struct itimerspec hours = {.it_value.tv_sec = 2 * HOUR_MS / 1000};
  CHECK(timerfd_settime(others, 0, &hours, NULL) == 0);
  CHECK(dup2(others, descriptor) == descriptor);
  await_time_out(engine, alone_for(engine, 20));
  miss_no_nearer_deadline(engine);
  CHECK_OK(hangtime_engine_free(engine));
  CHECK(seconds_left(descriptor) > HOUR_MS / 1000);
}

/* Sets how many there may be; gives how many might. */
static rlim_t allow_descriptors(rlim_t most) {
  struct rlimit limit;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  rlim_t before = limit.rlim_cur;
  limit.rlim_cur = most;
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  return before;
}

static void where_there_is_no_descriptor_to_have_nothing_is_missed(void) {
  hangtime_engine *engine = engine_of_system_polled();
  rlim_t allowed = allow_descriptors(1);
  await_time_out(engine, alone_for(engine, 20));
  allow_descriptors(allowed);
  miss_no_nearer_deadline(engine);
  CHECK_EQUAL(-1, timer_descriptor());
  CHECK_OK(hangtime_engine_free(engine));
}

static int timer_thread_stat;

static void open_stat(const char *task) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%.16s/stat", task);
  timer_thread_stat = open(path, O_RDONLY | O_CLOEXEC);
}

static bool sleeps_by_stat(void) {
  char stat[512] = "";
  CHECK(pread(timer_thread_stat, stat, sizeof stat - 1, 0) > 0);
  const char *after_name = strrchr(stat, ')');
  return after_name != NULL && after_name[2] == 'S';
}

/* With none allowed the system refuses to wait for any. */
static void where_there_is_no_waiting_for_it_nothing_is_missed_and_nobody_runs_in_circles(void) {
  unsigned before = descriptors_open();
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
  await_sleep(NEVER_S);
  tasks_visit(TIMER_THREAD, open_stat);
  rlim_t allowed = allow_descriptors(0);
  alone_for(engine, 20);
  hangtime_stats stats = HANGTIME_STATS_INIT;
  do {
    sched_yield();
    CHECK_OK(hangtime_engine_stats(engine, &stats));
  } while (stats.timed_out == 0 || !sleeps_by_stat());
  CHECK_OK(hangtime_engine_free(engine));
  close(timer_thread_stat);
  allow_descriptors(allowed);
  CHECK_EQUAL(before, descriptors_open());
}

static char switches[2][64];

static void note_switches(const char *task) {
  char status[4096];
  task_read(task, "status", status, sizeof status);
  const char *line = strstr(status, "\nvoluntary_ctxt_switches:");
  memcpy(switches[0], switches[1], sizeof switches[0]);
  snprintf(switches[1], sizeof switches[1], "%.40s", line == NULL ? "" : line);
}

static void find_everything_forked(void *data) {
  const struct site *site = data;
  FOR_EACH_CALL(call) { CHECK_RESULT(HANGTIME_ERR_FORKED, call->make(site)); }
  CHECK_RESULT(HANGTIME_ERR_FORKED, hangtime_engine_free(site->engine));
}

/* Parent and child have the same timer. */
static void a_child_leaves_the_timer_of_its_parent_alone(void) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  struct site site = {.engine = engine, .session = alone_for(engine, HOUR_MS), .listener = 1};
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  int descriptor = await_sleep(HOUR_MS / 1000 - 60);
  tasks_visit(TIMER_THREAD, note_switches);
  int status = check_in_child(find_everything_forked, &site);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(seconds_left(descriptor) > HOUR_MS / 1000 - 120);
  tasks_visit(TIMER_THREAD, note_switches);
  CHECK_TEXT(switches[0], switches[1]);
  CHECK_OK(hangtime_engine_free(engine));
}

static void run(void *test) { (*(void (**)(void))test)(); }

static void in_a_process(const char *name, void (*test)(void)) {
  atomic_store(&check.running, name);
  int status = check_in_child(run, &test);
  bool held = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  check.passed += held;
  check.failed += !held;
  check_name(held ? "ok    " : "FAILED", name);
  putchar('\n');
}

#define TEST_ALONE(name) in_a_process(#name, name)

int main(void) {
  check_begin();
  TEST_ALONE(an_engine_has_a_descriptor_from_its_first_session_on_until_it_is_freed);
  TEST_ALONE(it_sleeps_until_the_deadline_itself);
  TEST_ALONE(no_nearer_deadline_is_missed);
  TEST_ALONE(what_is_closed_while_the_thread_sleeps_for_ever_is_replaced);
  TEST_ALONE(what_is_closed_while_the_thread_sleeps_until_later_is_replaced);
  TEST_ALONE(who_frees_the_engine_after_closing_does_not_wait);
  TEST_ALONE(a_number_that_is_anothers_now_is_left_alone_and_nothing_is_missed);
  TEST_ALONE(so_is_one_that_is_readable);
  TEST_ALONE(so_is_a_timer_of_anothers);
  TEST_ALONE(where_there_is_no_descriptor_to_have_nothing_is_missed);
  TEST_ALONE(where_there_is_no_waiting_for_it_nothing_is_missed_and_nobody_runs_in_circles);
  TEST_ALONE(a_child_leaves_the_timer_of_its_parent_alone);
  return check_end();
}
