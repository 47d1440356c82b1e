/*
 * The library loaded by hand: used, closed, loaded again. It stays in memory (nodelete), so that a
 * thread that is just ending never runs code that is gone. This program is not linked to it.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>

#include "check.h"

/* Functions by their types in the header: a loader has only their names. */
#define FUNCTIONS(F)                                                        \
  F(hangtime_engine_new) F(hangtime_engine_free) F(hangtime_engine_flush)   \
  F(hangtime_session_open) F(hangtime_session_joined) F(hangtime_listener_add)

struct library {
  void *handle;
#define DECLARE(name) __typeof__(&name) name##_;
  FUNCTIONS(DECLARE)
};

static struct library load(void) {
  struct library library = {.handle = dlopen("libhangtime.so.0", RTLD_NOW | RTLD_LOCAL)};
  if (library.handle == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(EXIT_FAILURE);
  }
#define FIND(name)                                                    \
  {                                                                   \
    void *found = dlsym(library.handle, #name);                       \
    memcpy(&library.name##_, &found, sizeof found);                   \
    CHECK(found != NULL);                                             \
  }
  FUNCTIONS(FIND)
  return library;
}

static void post_timed_out(void *data, hangtime_session session, hangtime_cause cause) {
  (void)session;
  CHECK(cause == HANGTIME_CAUSE_WAITING);
  sem_post(data);
}

/* Opens a session and waits for its time-out. */
static hangtime_engine *use(const struct library *library) {
  hangtime_engine *engine = NULL;
  hangtime_session session = 0;
  hangtime_listener_id id = 0;
  sem_t timed_out;
  sem_init(&timed_out, 0, 0);
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 1;
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.user_data = &timed_out;
  listener.on_session_timed_out = post_timed_out;
  CHECK(library->hangtime_engine_new_(NULL, &engine) == HANGTIME_OK);
  CHECK(library->hangtime_session_open_(engine, "room", &settings, &session) == HANGTIME_OK);
  CHECK(library->hangtime_listener_add_(engine, session, &listener, &id) == HANGTIME_OK);
  CHECK(library->hangtime_session_joined_(engine, session, "alice", NULL, 0) == HANGTIME_OK);
  while (sem_wait(&timed_out) != 0) {
  }
  CHECK(library->hangtime_engine_flush_(engine) == HANGTIME_OK);
  sem_destroy(&timed_out);
  return engine;
}

static void the_library_is_loaded_used_and_closed_again_and_again(void) {
  for (unsigned n = check_load(100, 5); n > 0; n--) {
    struct library library = load();
    CHECK(library.hangtime_engine_free_(use(&library)) == HANGTIME_OK);
    CHECK(dlclose(library.handle) == 0);
  }
}

static void what_was_closed_is_still_in_memory(void) {
  struct library library = load();
  CHECK(dlclose(library.handle) == 0);
  void *again = dlopen("libhangtime.so.0", RTLD_NOW | RTLD_NOLOAD);
  CHECK(again != NULL);
  CHECK(again == NULL || dlclose(again) == 0);
  CHECK(library.hangtime_engine_free_(use(&library)) == HANGTIME_OK);
}

/* A thread of the host that has been in the library, and ends after it was closed. */
struct visitor {
  struct library library;
  sem_t used;
  sem_t closed;
};

static void *visit(void *data) {
  struct visitor *visitor = data;
  CHECK(visitor->library.hangtime_engine_free_(use(&visitor->library)) == HANGTIME_OK);
  sem_post(&visitor->used);
  while (sem_wait(&visitor->closed) != 0) {
  }
  return NULL;
}

static void a_thread_that_was_inside_may_end_after_the_library_was_closed(void) {
  for (unsigned n = check_load(100, 5); n > 0; n--) {
    struct visitor visitor = {.library = load()};
    pthread_t thread;
    sem_init(&visitor.used, 0, 0);
    sem_init(&visitor.closed, 0, 0);
    CHECK(pthread_create(&thread, NULL, visit, &visitor) == 0);
    while (sem_wait(&visitor.used) != 0) {
    }
    CHECK(dlclose(visitor.library.handle) == 0);
    sem_post(&visitor.closed);
    pthread_join(thread, NULL);
    sem_destroy(&visitor.used);
    sem_destroy(&visitor.closed);
  }
}

static void an_engine_may_outlive_the_closing(void) {
  struct library library = load();
  hangtime_engine *engine = use(&library);
  CHECK(dlclose(library.handle) == 0);
  CHECK(library.hangtime_engine_flush_(engine) == HANGTIME_OK);
  CHECK(library.hangtime_engine_free_(engine) == HANGTIME_OK);
}

#ifndef _WIN32
/* Engines that are still there at the end of the process; where a leak checker finds them. */
static hangtime_engine *volatile kept;

static void exit_after_closing(void *code) {
  struct library library = load();
  kept = use(&library);
  CHECK(dlclose(library.handle) == 0);
  exit(*(const int *)code);
}

static void a_process_exits_cleanly_after_the_library_was_closed(void) {
  /* A leak sanitizer takes its time at every exit. */
  for (unsigned n = check_load(CHECK_SANITIZED ? 10 : 100, 3); n > 0; n--) {
    int code = (int)(n % 100);
    int status = check_in_child(exit_after_closing, &code);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == code);
  }
}
#endif

int main(void) {
  check_begin();
  TEST(the_library_is_loaded_used_and_closed_again_and_again);
  TEST(what_was_closed_is_still_in_memory);
  TEST(a_thread_that_was_inside_may_end_after_the_library_was_closed);
  TEST(an_engine_may_outlive_the_closing);
  TEST_OF_POSIX(a_process_exits_cleanly_after_the_library_was_closed, "a fork");
  return check_end();
}
