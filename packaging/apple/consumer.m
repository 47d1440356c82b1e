/* The interface as a module, the way a program on these systems takes it. Compiled, never run. */
@import CHangtime;

static void told(void *data, hangtime_session session, hangtime_cause cause) {
  *(int *)data = session != 0 && cause == HANGTIME_CAUSE_WAITING;
}

int use(const char *room);
int use(const char *room) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  hangtime_engine *engine = 0;
  hangtime_session session = 0;
  hangtime_listener_id id = 0;
  int result = 0;
  settings.idle_timeout_ms = 120000;
  listener.user_data = &result;
  listener.on_session_timed_out = told;
  hangtime_engine_new(0, &engine);
  hangtime_session_open(engine, room, &settings, &session);
  hangtime_listener_add(engine, session, &listener, &id);
  hangtime_session_joined(engine, session, "alice", 0, 0);
  hangtime_engine_free(engine);
  return result;
}
