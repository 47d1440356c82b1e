/*
 * Engines of Dart isolates: what an isolate left that is gone is found and freed by the next start,
 * and nobody frees it twice.
 */
#include "dart.h"
#include "room.h"
#include "tasks.h"

enum { PORT = 1, OTHER_PORT = 2, NO_PORT = 99 };

struct owned {
  hangtime_engine *engine;
  void *claim;
};

static hangtime_result make(int64_t port, struct owned *owned) {
  return hangtime_engine_new_dart_port(NULL, dart_post_address(), port, &owned->engine,
                                       &owned->claim);
}

static struct owned made_for(int64_t port) {
  struct owned owned = {NULL, NULL};
  CHECK_OK(make(port, &owned));
  CHECK(owned.engine != NULL && owned.claim != NULL);
  return owned;
}

static void let_go(struct owned owned) {
  CHECK_OK(hangtime_engine_free_dart_port(owned.claim));
  CHECK_RESULT(HANGTIME_ERR_HANDLE, hangtime_engine_free_dart_port(owned.claim));
}

/* A session that is armed, with a listener that tells when it is released. */
static void enter(struct room *room, struct owned owned) {
  room_enter(room, owned.engine, NULL);
  CHECK_OK(hangtime_session_joined(owned.engine, room->session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_flush(owned.engine));
}

static void an_engine_whose_port_is_gone_is_found_and_freed_by_the_next_start(void) {
  dart_port_open(PORT);
  dart_port_open(OTHER_PORT);
  struct room left = ROOM_INIT;
  struct owned before = made_for(PORT);
  enter(&left, before);
  tasks_await(TIMER_THREAD, 1);
  dart_port_close(PORT);
  CHECK_EQUAL(0, record_released(&left.record));

  struct owned next = made_for(OTHER_PORT);
  CHECK_EQUAL(1, record_released(&left.record));
  tasks_await(TIMER_THREAD, 0);
  tasks_await(EVENTS_THREAD, 0);
  CHECK(next.claim != before.claim);
  /* Its finalizer comes late, and hits no other engine. */
  CHECK_RESULT(HANGTIME_ERR_HANDLE, hangtime_engine_free_dart_port(before.claim));
  struct room room = ROOM_INIT;
  enter(&room, next);
  CHECK_EQUAL(0, record_released(&room.record));
  let_go(next);
  CHECK_EQUAL(1, record_released(&room.record));
}

static void all_engines_of_a_port_that_is_gone_are_freed(void) {
  dart_port_open(PORT);
  dart_port_open(OTHER_PORT);
  struct room rooms[5] = {ROOM_INIT, ROOM_INIT, ROOM_INIT, ROOM_INIT, ROOM_INIT};
  struct owned stays = {NULL, NULL};
  for (size_t n = 0; n < COUNT_OF(rooms); n++) {
    struct owned owned = made_for(n == 2 ? OTHER_PORT : PORT);
    enter(&rooms[n], owned);
    stays = n == 2 ? owned : stays;
  }
  dart_port_close(PORT);
  struct owned next = made_for(OTHER_PORT);
  for (size_t n = 0; n < COUNT_OF(rooms); n++) {
    CHECK_EQUAL(n == 2 ? 0 : 1, record_released(&rooms[n].record));
  }
  let_go(stays);
  let_go(next);
}

static void the_engines_of_ports_that_are_open_stay(void) {
  dart_port_open(PORT);
  dart_port_open(OTHER_PORT);
  struct owned first = made_for(PORT);
  struct owned second = made_for(PORT);
  struct owned third = made_for(OTHER_PORT);
  /* One port is one isolate, which needs not be asked whether it is there. */
  CHECK_EQUAL(2, dart_ports[PORT].nulls);
  CHECK_EQUAL(0, dart_ports[OTHER_PORT].nulls);
  const struct owned all[] = {first, second, third};
  for (size_t n = 0; n < COUNT_OF(all); n++) {
    CHECK_OK(hangtime_engine_flush(all[n].engine));
    let_go(all[n]);
  }
}

static void an_engine_without_a_port_is_nobodys_orphan(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  dart_port_open(PORT);
  let_go(made_for(PORT));
  CHECK_EQUAL(0, record_released(&room.record));
  room_free(&room);
}

static void what_is_wrong_is_told_and_nothing_is_made_or_freed(void) {
  dart_port_open(PORT);
  struct owned orphan = made_for(NO_PORT);
  hangtime_engine *engine = NULL;
  void *claim = NULL;
  void *post = dart_post_address();
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  CHECK_RESULT(HANGTIME_ERR_NULL,
               hangtime_engine_new_dart_port(NULL, NULL, PORT, &engine, &claim));
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_new_dart_port(NULL, post, PORT, NULL, &claim));
  CHECK_RESULT(HANGTIME_ERR_NULL, hangtime_engine_new_dart_port(NULL, post, PORT, &engine, NULL));
  CHECK_RESULT(HANGTIME_ERR_INVALID,
               hangtime_engine_new_dart_port(NULL, post, 0, &engine, &claim));
  options.clock = 7;
  CHECK_RESULT(HANGTIME_ERR_INVALID,
               hangtime_engine_new_dart_port(&options, post, PORT, &engine, &claim));
  options.size = 1;
  CHECK_RESULT(HANGTIME_ERR_SIZE,
               hangtime_engine_new_dart_port(&options, post, PORT, &engine, &claim));
  CHECK(engine == NULL && claim == NULL);
  CHECK_RESULT(HANGTIME_ERR_HANDLE, hangtime_engine_free_dart_port(NULL));
  CHECK_RESULT(HANGTIME_ERR_HANDLE, hangtime_engine_free_dart_port(&engine));
  let_go(orphan);
}

static void make_another(struct record *record, hangtime_event_type type,
                         hangtime_session session) {
  (void)record;
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_JOINED) {
    let_go(made_for(OTHER_PORT));
  }
}

static void orphans_are_freed_from_a_callback_too(void) {
  dart_port_open(PORT);
  dart_port_open(OTHER_PORT);
  struct room left = ROOM_INIT;
  enter(&left, made_for(PORT));
  dart_port_close(PORT);
  struct room room = ROOM_INIT;
  room.record.on_event = make_another;
  room_open_alone(&room, NULL);
  CHECK_OK(hangtime_engine_flush(room.engine));
  CHECK_EQUAL(1, record_released(&left.record));
  room_free(&room);
}

#ifndef _WIN32
static void free_forked(void *owned) {
  CHECK_RESULT(HANGTIME_ERR_FORKED,
               hangtime_engine_free_dart_port(((struct owned *)owned)->claim));
}

static void a_child_process_frees_nothing(void) {
  dart_port_open(PORT);
  struct owned owned = made_for(PORT);
  CHECK_EQUAL(0, check_in_child(free_forked, &owned));
  CHECK_OK(hangtime_engine_flush(owned.engine));
  let_go(owned);
}
#endif

/* Each engine is an orphan at once: its maker and the next ones race to free it. */
static void *come_and_go(void *freed) {
  for (unsigned n = check_load(500, 50); n > 0; n--) {
    struct owned owned = {NULL, NULL};
    CHECK_OK(make(NO_PORT + (int64_t)(uintptr_t)pthread_self(), &owned));
    hangtime_result result = hangtime_engine_free_dart_port(owned.claim);
    CHECK(result == HANGTIME_OK || result == HANGTIME_ERR_HANDLE);
    atomic_fetch_add((atomic_uint *)freed, result == HANGTIME_OK);
  }
  return NULL;
}

static void an_engine_that_several_would_free_is_freed_once(void) {
  pthread_t threads[4];
  atomic_uint freed = 0;
  for (size_t n = 0; n < COUNT_OF(threads); n++) {
    CHECK_EQUAL(0, pthread_create(&threads[n], NULL, come_and_go, &freed));
  }
  for (size_t n = 0; n < COUNT_OF(threads); n++) {
    pthread_join(threads[n], NULL);
  }
  CHECK(atomic_load(&freed) > 0);
}

int main(void) {
  check_begin();
  TEST(an_engine_whose_port_is_gone_is_found_and_freed_by_the_next_start);
  TEST(all_engines_of_a_port_that_is_gone_are_freed);
  TEST(the_engines_of_ports_that_are_open_stay);
  TEST(an_engine_without_a_port_is_nobodys_orphan);
  TEST(what_is_wrong_is_told_and_nothing_is_made_or_freed);
  TEST(orphans_are_freed_from_a_callback_too);
  TEST_OF_POSIX(a_child_process_frees_nothing, "a fork");
  TEST(an_engine_that_several_would_free_is_freed_once);
  return check_end();
}
