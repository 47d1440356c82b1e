/* Poll mode: the host waits for a descriptor in its own event loop, and takes the events. */
#include <errno.h>
#include <poll.h>
#ifndef _WIN32
#include <fcntl.h>
#include <sys/epoll.h>
#endif

#include "room.h"
#include "tasks.h"

enum { ROOM_FOR = 64 };

/* An engine in poll mode with a session in it. */
struct source {
  hangtime_engine *engine;
  hangtime_session session;
  int fd;
};

static struct source source_open(hangtime_clock clock, const hangtime_settings *settings) {
  struct source source = {.engine = engine_with(clock, HANGTIME_DELIVERY_POLL)};
  intptr_t fd = -1;
  CHECK_OK(hangtime_engine_event_fd(source.engine, &fd));
  source.fd = (int)fd;
  CHECK_OK(hangtime_session_open(source.engine, "room", settings, &source.session));
  return source;
}

static void source_free(struct source *source) { CHECK_OK(hangtime_engine_free(source->engine)); }

static bool is_readable(const struct source *source) {
  struct pollfd wait = {.fd = source->fd, .events = POLLIN};
  int ready = poll(&wait, 1, 0);
  CHECK(ready >= 0 && (wait.revents & ~POLLIN) == 0);
  return ready == 1;
}

static size_t take(const struct source *source, hangtime_event *events, size_t capacity) {
  size_t count = 77;
  CHECK_OK(hangtime_engine_take_events(source->engine, events, capacity, &count));
  return count;
}

static void join(const struct source *source) {
  CHECK_OK(hangtime_session_joined(source->engine, source->session, "alice", NULL, 0));
}

static void come(const struct source *source) {
  CHECK_OK(hangtime_participant_joined(source->engine, source->session, "bob", "b", 0));
}

static void go(const struct source *source) {
  CHECK_OK(hangtime_participant_left(source->engine, source->session, "b"));
}

static void the_descriptor_is_readable_while_there_are_events(void) {
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, NULL);
  hangtime_event events[ROOM_FOR];
  CHECK(!is_readable(&source));
  CHECK_EQUAL(0, take(&source, events, ROOM_FOR));
  join(&source);
  CHECK(is_readable(&source));
  CHECK_EQUAL(2, take(&source, events, ROOM_FOR));
  CHECK(!is_readable(&source));
  CHECK_EQUAL(0, take(&source, events, ROOM_FOR));
  come(&source);
  CHECK(is_readable(&source));
  CHECK_EQUAL(1, take(&source, events, 1));
  CHECK(!is_readable(&source));
  source_free(&source);
}

#ifndef _WIN32
static void the_descriptor_is_the_same_for_ever_and_not_inherited(void) {
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, NULL);
  join(&source);
  intptr_t again = -1;
  CHECK_OK(hangtime_engine_event_fd(source.engine, &again));
  CHECK_EQUAL(source.fd, again);
  CHECK(fcntl(source.fd, F_GETFD) & FD_CLOEXEC);
  CHECK_OK(hangtime_engine_free(source.engine));
  CHECK(fcntl(source.fd, F_GETFD) == -1);
}
#endif

static void events_are_taken_in_parts_and_in_order(void) {
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, NULL);
  join(&source);
  come(&source);
  go(&source);
  static const hangtime_event_type EXPECTED[] = {
      HANGTIME_EVENT_SESSION_JOINED, HANGTIME_EVENT_IDLE_STARTED, HANGTIME_EVENT_IDLE_STOPPED,
      HANGTIME_EVENT_IDLE_STARTED};
  for (size_t n = 0; n < COUNT_OF(EXPECTED); n++) {
    hangtime_event pair[2];
    memset(pair, 0x5a, sizeof pair);
    hangtime_event untouched = pair[1];
    CHECK(is_readable(&source));
    CHECK_EQUAL(0, take(&source, pair, 0));
    CHECK_EQUAL(1, take(&source, pair, 1));
    CHECK_EQUAL(EXPECTED[n], pair[0].event_type);
    CHECK_EQUAL(source.session, pair[0].session);
    CHECK(memcmp(&untouched, &pair[1], sizeof untouched) == 0);
  }
  CHECK(!is_readable(&source));
  source_free(&source);
}

static void expect_event(const hangtime_event *actual, hangtime_event expected) {
  check_about(NAME_OF(EVENT_NAMES, expected.event_type));
  CHECK_EQUAL(expected.event_type, actual->event_type);
  CHECK_EQUAL(expected.session, actual->session);
  CHECK_EQUAL(expected.at_ms, actual->at_ms);
  CHECK_EQUAL(expected.late_ms, actual->late_ms);
  CHECK_EQUAL(expected.remaining_ms, actual->remaining_ms);
  CHECK_EQUAL(expected.cause, actual->cause);
  CHECK_EQUAL(expected.dismissed, actual->dismissed);
  CHECK_EQUAL(expected.number, actual->number);
}

/* What does not belong to an event is 0. */
static void an_event_has_its_values_and_nothing_else(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  settings.max_duration_ms = 2000000;
  settings.max_duration_warning_ms = 1990000;
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, &settings);
  hangtime_engine *engine = source.engine;
  hangtime_session session = source.session;
  CHECK_OK(hangtime_engine_advance(engine, 1000));
  join(&source);
  CHECK_OK(hangtime_engine_advance(engine, 240000));
  come(&source);
  CHECK_OK(hangtime_session_connection_lost(engine, session));
  CHECK_OK(hangtime_session_connection_restored(engine, session, NULL, 0));
  go(&source);
  /* Found 700 ms late, then a sleep of 100 s, found late. */
  CHECK_OK(hangtime_engine_suspend(engine, 240700));
  CHECK_OK(hangtime_engine_suspend(engine, 100000));
  CHECK_OK(hangtime_session_connection_closed(engine, session));
  CHECK_OK(hangtime_session_left(engine, session));
  const hangtime_event expected[] = {
      {session, 1000, 0, 0, HANGTIME_EVENT_SESSION_JOINED, 0, 0, 0},
      {session, 1000, 0, 0, HANGTIME_EVENT_IDLE_STARTED, HANGTIME_CAUSE_WAITING, 0, 0},
      {session, 11000, 0, 1990000, HANGTIME_EVENT_DURATION_WARNING, 0, 0, 0},
      {session, 241000, 0, 60000, HANGTIME_EVENT_IDLE_PROMPT, 0, 0, 1},
      {session, 241000, 0, 0, HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, 0,
       HANGTIME_DISMISSED_JOINED, 0},
      {session, 241000, 0, 0, HANGTIME_EVENT_IDLE_STOPPED, 0, 0, 0},
      {session, 241000, 0, 0, HANGTIME_EVENT_CONNECTION_LOST, 0, 0, 0},
      {session, 241000, 0, 0, HANGTIME_EVENT_CONNECTION_RESTORED, 0, 0, 0},
      {session, 241000, 0, 0, HANGTIME_EVENT_IDLE_STARTED, HANGTIME_CAUSE_OTHERS_LEFT, 0, 0},
      {session, 481700, 700, 60000, HANGTIME_EVENT_IDLE_PROMPT, 0, 0, 2},
      {session, 581700, 0, 0, HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, 0,
       HANGTIME_DISMISSED_SUSPENDED, 0},
      {session, 581700, 0, 0, HANGTIME_EVENT_CONNECTION_CLOSED, 0, 0, 0},
      {session, 581700, 0, 0, HANGTIME_EVENT_SESSION_LEFT, 0, 0, 0},
  };
  hangtime_event events[ROOM_FOR];
  CHECK_EQUAL(COUNT_OF(expected), take(&source, events, ROOM_FOR));
  for (size_t n = 0; n < COUNT_OF(expected); n++) {
    expect_event(&events[n], expected[n]);
  }
  source_free(&source);
}

static void a_time_out_has_its_cause_and_its_lateness(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_duration_ms = 400000;
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, &settings);
  hangtime_session bounded = source.session;
  CHECK_OK(hangtime_session_open(source.engine, "another", NULL, &source.session));
  hangtime_session waiting = source.session;
  join(&source);
  source.session = bounded;
  join(&source);
  come(&source);
  hangtime_event events[ROOM_FOR];
  CHECK_EQUAL(5, take(&source, events, ROOM_FOR));
  CHECK_OK(hangtime_engine_advance(source.engine, 300000));
  CHECK_OK(hangtime_engine_suspend(source.engine, 103000));
  CHECK_EQUAL(2, take(&source, events, ROOM_FOR));
  expect_event(&events[0], (hangtime_event){waiting, 300000, 0, 0,
                                            HANGTIME_EVENT_SESSION_TIMED_OUT,
                                            HANGTIME_CAUSE_WAITING, 0, 0});
  expect_event(&events[1], (hangtime_event){bounded, 403000, 3000, 0,
                                            HANGTIME_EVENT_SESSION_TIMED_OUT,
                                            HANGTIME_CAUSE_MAX_DURATION, 0, 0});
  source_free(&source);
}

static void events_of_a_closed_session_still_come_with_its_handle(void) {
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, NULL);
  join(&source);
  CHECK_OK(hangtime_session_close(source.engine, source.session));
  CHECK(is_readable(&source));
  hangtime_event events[ROOM_FOR];
  CHECK_EQUAL(2, take(&source, events, ROOM_FOR));
  CHECK(events[0].session == source.session && events[1].session == source.session);
  source_free(&source);
}

static void there_is_no_callback_thread(void) {
  struct source source = source_open(HANGTIME_CLOCK_SYSTEM, NULL);
  join(&source);
  tasks_await(TIMER_THREAD, 1);
  CHECK_EQUAL(0, tasks_named(EVENTS_THREAD));
  source_free(&source);
  tasks_await(TIMER_THREAD, 0);
}

#ifndef _WIN32
static void epoll_tells_level_and_edge(void) {
  struct source source = source_open(HANGTIME_CLOCK_MANUAL, NULL);
  int level = epoll_create1(EPOLL_CLOEXEC);
  int edge = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event ready = {.events = EPOLLIN};
  CHECK(epoll_ctl(level, EPOLL_CTL_ADD, source.fd, &ready) == 0);
  ready.events = EPOLLIN | EPOLLET;
  CHECK(epoll_ctl(edge, EPOLL_CTL_ADD, source.fd, &ready) == 0);
  hangtime_event events[ROOM_FOR];
  CHECK_EQUAL(0, epoll_wait(edge, &ready, 1, 0));
  /* Whoever takes all there is after an edge gets another edge for what comes then. */
  void (*const reports[])(const struct source *) = {join, come, go};
  for (size_t n = 0; n < COUNT_OF(reports); n++) {
    reports[n](&source);
    CHECK_EQUAL(1, epoll_wait(edge, &ready, 1, -1));
    CHECK_EQUAL(1, epoll_wait(level, &ready, 1, -1));
    CHECK_EQUAL(1, epoll_wait(level, &ready, 1, -1));
    CHECK_EQUAL(n == 0 ? 2 : 1, take(&source, events, ROOM_FOR));
    CHECK_EQUAL(0, epoll_wait(level, &ready, 1, 0));
    CHECK_EQUAL(0, epoll_wait(edge, &ready, 1, 0));
  }
  /* Who takes a part is told on as long as something is left. */
  come(&source);
  go(&source);
  CHECK_EQUAL(1, take(&source, events, 1));
  CHECK_EQUAL(1, epoll_wait(level, &ready, 1, 0));
  CHECK_EQUAL(1, take(&source, events, ROOM_FOR));
  CHECK_EQUAL(0, epoll_wait(level, &ready, 1, 0));
  close(level);
  close(edge);
  source_free(&source);
}
#endif

static void a_host_that_sleeps_in_its_loop_is_woken_by_a_time_out(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 1;
  struct source source = source_open(HANGTIME_CLOCK_SYSTEM, &settings);
  join(&source);
  hangtime_event events[ROOM_FOR];
  size_t taken = 0;
  while (taken < 3) {
    struct pollfd wait = {.fd = source.fd, .events = POLLIN};
    CHECK(poll(&wait, 1, -1) == 1 || errno == EINTR);
    taken += take(&source, events + taken, ROOM_FOR - taken);
  }
  CHECK_EQUAL(3, taken);
  CHECK_EQUAL(HANGTIME_EVENT_SESSION_TIMED_OUT, events[2].event_type);
  source_free(&source);
}

/* Sessions whose events many threads take: the numbers seen of each, from all of them. */
struct sharing {
  struct source source;
  atomic_uint taken;
  atomic_bool over;
};

static void *take_until_over(void *data) {
  struct sharing *sharing = data;
  bool over = false;
  while (!over) {
    over = atomic_load(&sharing->over);
    hangtime_event events[3];
    size_t count;
    while ((count = take(&sharing->source, events, COUNT_OF(events))) > 0) {
      atomic_fetch_add(&sharing->taken, (unsigned)count);
    }
    sched_yield();
  }
  return NULL;
}

static void each_event_is_taken_once_by_one_of_many_threads(void) {
  struct sharing sharing = {.source = source_open(HANGTIME_CLOCK_MANUAL, NULL)};
  unsigned rounds = check_load(20000, 500);
  pthread_t takers[4];
  join(&sharing.source);
  for (size_t n = 0; n < COUNT_OF(takers); n++) {
    CHECK(pthread_create(&takers[n], NULL, take_until_over, &sharing) == 0);
  }
  for (unsigned n = 0; n < rounds; n++) {
    come(&sharing.source);
    go(&sharing.source);
  }
  atomic_store(&sharing.over, true);
  for (size_t n = 0; n < COUNT_OF(takers); n++) {
    pthread_join(takers[n], NULL);
  }
  CHECK_EQUAL(2 + 2 * rounds, atomic_load(&sharing.taken));
  CHECK(!is_readable(&sharing.source));
  source_free(&sharing.source);
}

int main(void) {
  check_begin();
  TEST(the_descriptor_is_readable_while_there_are_events);
  TEST_OF_POSIX(the_descriptor_is_the_same_for_ever_and_not_inherited, "flags of descriptors");
  TEST(events_are_taken_in_parts_and_in_order);
  TEST(an_event_has_its_values_and_nothing_else);
  TEST(a_time_out_has_its_cause_and_its_lateness);
  TEST(events_of_a_closed_session_still_come_with_its_handle);
  TEST(there_is_no_callback_thread);
  TEST_OF_POSIX(epoll_tells_level_and_edge, "epoll");
  TEST(a_host_that_sleeps_in_its_loop_is_woken_by_a_time_out);
  TEST(each_event_is_taken_once_by_one_of_many_threads);
  return check_end();
}
