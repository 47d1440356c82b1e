/*
 * A listener that writes down what it is told, and a room to be told about.
 */
#ifndef RECORD_H
#define RECORD_H

#include <pthread.h>

#include "check.h"

enum { RECORD_LENGTH = 2048 };

struct record;

/* What a test does from inside a callback, under no lock of the record. */
typedef void record_reaction(struct record *record, hangtime_event_type type,
                             hangtime_session session);

/* What a listener was told, as text: "session_joined; idle_started waiting". */
struct record {
  pthread_mutex_t mutex;
  char text[RECORD_LENGTH];
  unsigned events;
  unsigned released;
  hangtime_session session;
  pthread_t thread;
  record_reaction *on_event;
  void (*on_release)(struct record *record);
  void *context;
};

#define RECORD_INIT {.mutex = PTHREAD_MUTEX_INITIALIZER}

static const char *const EVENT_NAMES[] = {
    "?",
    "session_joined",
    "session_left",
    "session_timed_out",
    "connection_lost",
    "connection_restored",
    "connection_closed",
    "idle_started",
    "idle_stopped",
    "idle_prompt",
    "prompt_dismissed",
    "duration_warning",
};
static const char *const CAUSE_NAMES[] = {"none", "waiting", "others_left", "max_duration"};
static const char *const DISMISSED_NAMES[] = {
    "?",         "joined",   "extended",   "link", "held",
    "suspended", "disabled", "lengthened", "left", "expired",
};

static inline const char *record_name(const char *const *names, size_t count, uint32_t number) {
  return number < count ? names[number] : "?";
}
#define NAME_OF(names, number) record_name(names, COUNT_OF(names), number)

static inline void record_note(struct record *record, hangtime_event_type type,
                               hangtime_session session, const char *values) {
  pthread_mutex_lock(&record->mutex);
  CHECK(record->released == 0);
  size_t used = strlen(record->text);
  snprintf(record->text + used, sizeof record->text - used, "%s%s%s%s", used == 0 ? "" : "; ",
           NAME_OF(EVENT_NAMES, type), *values == '\0' ? "" : " ", values);
  record->events++;
  record->session = session;
  record->thread = pthread_self();
  record_reaction *reaction = record->on_event;
  pthread_mutex_unlock(&record->mutex);
  if (reaction != NULL) {
    reaction(record, type, session);
  }
}

#define RECORD_PLAIN(name, type)                                         \
  static inline void record_##name(void *data, hangtime_session session) { \
    record_note(data, type, session, "");                                \
  }
RECORD_PLAIN(session_joined, HANGTIME_EVENT_SESSION_JOINED)
RECORD_PLAIN(session_left, HANGTIME_EVENT_SESSION_LEFT)
RECORD_PLAIN(connection_lost, HANGTIME_EVENT_CONNECTION_LOST)
RECORD_PLAIN(connection_restored, HANGTIME_EVENT_CONNECTION_RESTORED)
RECORD_PLAIN(connection_closed, HANGTIME_EVENT_CONNECTION_CLOSED)
RECORD_PLAIN(idle_stopped, HANGTIME_EVENT_IDLE_STOPPED)

static inline void record_timed_out(void *data, hangtime_session session, hangtime_cause cause) {
  record_note(data, HANGTIME_EVENT_SESSION_TIMED_OUT, session, NAME_OF(CAUSE_NAMES, cause));
}

static inline void record_idle_started(void *data, hangtime_session session,
                                       hangtime_cause cause) {
  record_note(data, HANGTIME_EVENT_IDLE_STARTED, session, NAME_OF(CAUSE_NAMES, cause));
}

static inline void record_prompt(void *data, hangtime_session session, uint64_t remaining_ms,
                                 uint32_t number) {
  char values[64];
  snprintf(values, sizeof values, "%" PRIu64 " %" PRIu32, remaining_ms, number);
  record_note(data, HANGTIME_EVENT_IDLE_PROMPT, session, values);
}

static inline void record_dismissed(void *data, hangtime_session session,
                                    hangtime_dismissed dismissed) {
  record_note(data, HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, session,
              NAME_OF(DISMISSED_NAMES, dismissed));
}

static inline void record_warning(void *data, hangtime_session session, uint64_t remaining_ms) {
  char values[64];
  snprintf(values, sizeof values, "%" PRIu64, remaining_ms);
  record_note(data, HANGTIME_EVENT_DURATION_WARNING, session, values);
}

static inline void record_release(void *data) {
  struct record *record = data;
  pthread_mutex_lock(&record->mutex);
  record->released++;
  record->thread = pthread_self();
  void (*reaction)(struct record *) = record->on_release;
  pthread_mutex_unlock(&record->mutex);
  if (reaction != NULL) {
    reaction(record);
  }
}

static inline hangtime_listener record_listener(struct record *record) {
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  listener.user_data = record;
  listener.on_release = record_release;
  listener.on_session_joined = record_session_joined;
  listener.on_session_left = record_session_left;
  listener.on_session_timed_out = record_timed_out;
  listener.on_connection_lost = record_connection_lost;
  listener.on_connection_restored = record_connection_restored;
  listener.on_connection_closed = record_connection_closed;
  listener.on_idle_started = record_idle_started;
  listener.on_idle_stopped = record_idle_stopped;
  listener.on_idle_prompt = record_prompt;
  listener.on_idle_prompt_dismissed = record_dismissed;
  listener.on_duration_warning = record_warning;
  return listener;
}

static inline unsigned record_released(struct record *record) {
  pthread_mutex_lock(&record->mutex);
  unsigned released = record->released;
  pthread_mutex_unlock(&record->mutex);
  return released;
}

static inline unsigned record_events(struct record *record) {
  pthread_mutex_lock(&record->mutex);
  unsigned events = record->events;
  pthread_mutex_unlock(&record->mutex);
  return events;
}

static inline bool record_was_here(struct record *record) {
  pthread_mutex_lock(&record->mutex);
  bool here = pthread_equal(record->thread, pthread_self()) != 0;
  pthread_mutex_unlock(&record->mutex);
  return here;
}

/* Checks what was told since the last time, and starts a new line. */
#define CHECK_TOLD(expected, record) check_told((expected), (record), __FILE__, __LINE__)

static inline bool check_told(const char *expected, struct record *record, const char *file,
                              int line) {
  pthread_mutex_lock(&record->mutex);
  bool held = check_text(expected, record->text, "what was told", file, line);
  record->text[0] = '\0';
  pthread_mutex_unlock(&record->mutex);
  return held;
}

#endif
