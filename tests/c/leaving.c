/*
 * A callback returns. An exception that leaves it, and pthread_exit(), end the process in a
 * defined way: by SIGABRT, not by unwinding through the library. Each case in a process of its own.
 */
#include <fcntl.h>
#include <unwind.h>

#include "room.h"

static void destroy_exception(_Unwind_Reason_Code reason, struct _Unwind_Exception *exception) {
  (void)reason;
  (void)exception;
}

static void throw(void) {
  static struct _Unwind_Exception exception;
  exception.exception_cleanup = destroy_exception;
  _Unwind_RaiseException(&exception);
  /* It comes back only if nobody at all would catch it: then a C++ host calls terminate. */
  check_write("the exception was not stopped by the library\n");
  _exit(EXIT_FAILURE);
}

static void exit_thread(void) { pthread_exit(NULL); }

/* Which function of the host leaves, and how. */
struct leaving {
  void (*leave)(void);
  bool from_release;
  bool from_hook;
};

static void leave_callback(struct record *record, hangtime_event_type type,
                           hangtime_session session) {
  (void)type;
  (void)session;
  ((const struct leaving *)record->context)->leave();
}

static void leave_release(struct record *record) {
  ((const struct leaving *)record->context)->leave();
}

static void leave_hook(void *data) { ((const struct leaving *)data)->leave(); }

/* In the child: whoever leaves is not to come back, and no other thread to go on. */
static void leave_in_child(void *data) {
  struct leaving *leaving = data;
  int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere >= 0) {
    /* What the library says before it aborts is not what is tested. */
    dup2(nowhere, STDERR_FILENO);
  }
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.clock = HANGTIME_CLOCK_MANUAL;
  options.on_thread_start = leaving->from_hook ? leave_hook : NULL;
  options.thread_user_data = leaving;
  hangtime_engine *engine = NULL;
  CHECK_OK(hangtime_engine_new(&options, &engine));
  struct room room = ROOM_INIT;
  room.record.context = leaving;
  room.record.on_event = leaving->from_release ? NULL : leave_callback;
  room.record.on_release = leaving->from_release ? leave_release : NULL;
  room_enter(&room, engine, NULL);
  CHECK_OK(hangtime_session_joined(engine, room.session, "alice", NULL, 0));
  if (leaving->from_release) {
    CHECK_OK(hangtime_listener_detach(engine, room.listener));
  }
  /* The watchdog of the parent is the one for this, as that of a child would end it by SIGABRT. */
  alarm(0);
  for (;;) {
    pause();
  }
}

static void check_aborts(struct leaving leaving) {
  int status = check_in_child(leave_in_child, &leaving);
  if (!CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)) {
    fprintf(stderr, "  it ended with the status %#x\n", (unsigned)status);
  }
}

static void an_exception_that_leaves_a_callback_aborts(void) {
  check_aborts((struct leaving){.leave = throw});
}

static void an_exception_that_leaves_on_release_aborts(void) {
  check_aborts((struct leaving){.leave = throw, .from_release = true});
}

static void an_exception_that_leaves_a_thread_hook_aborts(void) {
  check_aborts((struct leaving){.leave = throw, .from_hook = true});
}

static void pthread_exit_in_a_callback_aborts(void) {
  check_aborts((struct leaving){.leave = exit_thread});
}

static void pthread_exit_in_on_release_aborts(void) {
  check_aborts((struct leaving){.leave = exit_thread, .from_release = true});
}

int main(void) {
  check_begin();
  TEST(an_exception_that_leaves_a_callback_aborts);
  TEST(an_exception_that_leaves_on_release_aborts);
  TEST(an_exception_that_leaves_a_thread_hook_aborts);
  TEST(pthread_exit_in_a_callback_aborts);
  TEST(pthread_exit_in_on_release_aborts);
  return check_end();
}
