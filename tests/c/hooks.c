/* What a host chooses for the threads of an engine: hooks on the callback thread, and the stack. */
#include "room.h"

/* What happened on the callback thread, in order. */
static struct {
  pthread_mutex_t mutex;
  char order[512];
  pthread_t thread;
  hangtime_engine *engine;
} steps = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void step(const char *name) {
  pthread_mutex_lock(&steps.mutex);
  if (steps.order[0] == '\0') {
    steps.thread = pthread_self();
  }
  CHECK(pthread_equal(steps.thread, pthread_self()));
  strncat(steps.order, name, sizeof steps.order - strlen(steps.order) - 1);
  pthread_mutex_unlock(&steps.mutex);
}

static void on_thread_start(void *data) {
  CHECK(data == &steps);
  step("start ");
  CHECK_RESULT(HANGTIME_ERR_IN_CALLBACK, hangtime_engine_flush(steps.engine));
}

static void on_thread_stop(void *data) {
  CHECK(data == &steps);
  step("stop ");
}

static void step_joined(void *data, hangtime_session session) {
  (void)data;
  (void)session;
  step("joined ");
}

static void step_released(void *data) {
  (void)data;
  step("released ");
}

static hangtime_engine *engine_with_hooks(void) {
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.on_thread_start = on_thread_start;
  options.on_thread_stop = on_thread_stop;
  options.thread_user_data = &steps;
  steps.order[0] = '\0';
  CHECK_OK(hangtime_engine_new(&options, &steps.engine));
  return steps.engine;
}

static void hooks_are_the_first_and_the_last_on_the_callback_thread(void) {
  hangtime_engine *engine = engine_with_hooks();
  hangtime_session session = 0;
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.on_session_joined = step_joined;
  listener.on_release = step_released;
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
  CHECK_OK(hangtime_listener_add(engine, session, &listener, &id));
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  CHECK_OK(hangtime_engine_flush(engine));
  CHECK_OK(hangtime_listener_detach(engine, id));
  CHECK_OK(hangtime_engine_flush(engine));
  CHECK_OK(hangtime_session_open(engine, "another", NULL, &session));
  CHECK_OK(hangtime_engine_free(engine));
  CHECK_TEXT("start joined released stop ", steps.order);
}

static void hooks_are_not_called_where_there_is_no_thread(void) {
  hangtime_engine *engine = engine_with_hooks();
  CHECK_OK(hangtime_engine_free(engine));
  CHECK_TEXT("", steps.order);
}

static size_t depth_wanted;

/* Uses that much of the stack, a page at a time. */
static unsigned use_stack(size_t size) {
  volatile char page[4096];
  page[0] = (char)size;
  page[sizeof page - 1] = (char)size;
  unsigned below = size > sizeof page ? use_stack(size - sizeof page) : 0;
  return below + (unsigned char)page[0];
}

static void use_stack_inside(struct record *record, hangtime_event_type type,
                             hangtime_session session) {
  (void)type;
  (void)session;
  use_stack(depth_wanted);
  atomic_fetch_add((atomic_uint *)record->context, 1);
}

static void callbacks_may_use_half_of_the_stack(void) {
  static const size_t SIZES[] = {256 * 1024, 1024 * 1024, 8 * 1024 * 1024};
  for (size_t n = 0; n < COUNT_OF(SIZES); n++) {
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    CHECK_EQUAL(SIZES[0], options.thread_stack_size);
    options.thread_stack_size = SIZES[n];
    depth_wanted = SIZES[n] / 2;
    hangtime_engine *engine = NULL;
    CHECK_OK(hangtime_engine_new(&options, &engine));
    atomic_uint called = 0;
    struct room room = ROOM_INIT;
    room.record.on_event = use_stack_inside;
    room.record.context = &called;
    room_enter(&room, engine, NULL);
    CHECK_OK(hangtime_session_joined(engine, room.session, "alice", NULL, 0));
    CHECK_OK(hangtime_engine_flush(engine));
    CHECK_EQUAL(2, atomic_load(&called));
    room_free(&room);
  }
}

static void a_stack_below_the_minimum_of_the_system_is_raised_to_it(void) {
  static const size_t SIZES[] = {0, 1, 4096, 16384};
  for (size_t n = 0; n < COUNT_OF(SIZES); n++) {
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    options.thread_stack_size = SIZES[n];
    hangtime_engine *engine = NULL;
    hangtime_session session = 0;
    CHECK_OK(hangtime_engine_new(&options, &engine));
    CHECK_OK(hangtime_session_open(engine, "room", NULL, &session));
    CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
    CHECK_OK(hangtime_engine_flush(engine));
    CHECK_OK(hangtime_engine_free(engine));
  }
}

int main(void) {
  check_begin();
  TEST(hooks_are_the_first_and_the_last_on_the_callback_thread);
  TEST(hooks_are_not_called_where_there_is_no_thread);
  TEST(callbacks_may_use_half_of_the_stack);
  TEST(a_stack_below_the_minimum_of_the_system_is_raised_to_it);
  return check_end();
}
