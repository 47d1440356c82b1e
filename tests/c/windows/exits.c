/* A process that exits while deadlines are pending and threads of the library run: it is its own child. */
#include "../room.h"

static const char *program;

enum { LEAVES_FROM_MAIN = 40, LEAVES_FROM_A_CALLBACK = 41 };

static void exit_inside(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  (void)record;
  (void)type;
  (void)session;
  exit(LEAVES_FROM_A_CALLBACK);
}

static void leave_deadlines_pending(void) {
  for (int n = 0; n < 16; n++) {
    hangtime_engine *engine = engine_with(
        HANGTIME_CLOCK_SYSTEM, n % 2 ? HANGTIME_DELIVERY_POLL : HANGTIME_DELIVERY_CALLBACK);
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.idle_timeout_ms = (uint64_t)(n % 4);
    hangtime_session session = 0;
    CHECK_OK(hangtime_session_open(engine, "room", &settings, &session));
    CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  }
}

static int be_the_child(int code) {
  leave_deadlines_pending();
  if (code == LEAVES_FROM_A_CALLBACK) {
    static struct room room = ROOM_INIT;
    room.record.on_event = exit_inside;
    room_open_alone(&room, NULL);
    Sleep(INFINITE);
  }
  return code;
}

static intptr_t run_child(int code) {
  char argument[16];
  snprintf(argument, sizeof argument, "%d", code);
  return _spawnl(_P_WAIT, program, "exits", argument, (char *)NULL);
}

static void a_process_exits_cleanly_with_deadlines_pending(void) {
  for (unsigned n = check_load(50, 5); n > 0; n--) {
    CHECK_EQUAL(LEAVES_FROM_MAIN, run_child(LEAVES_FROM_MAIN));
    CHECK_EQUAL(LEAVES_FROM_A_CALLBACK, run_child(LEAVES_FROM_A_CALLBACK));
  }
}

int main(int count, char **arguments) {
  program = arguments[0];
  if (count > 1) {
    return be_the_child(atoi(arguments[1]));
  }
  check_begin();
  TEST(a_process_exits_cleanly_with_deadlines_pending);
  return check_end();
}
