/* Restoring: bytes that are damaged, listeners that are given with them, bytes in a file. */
#include <semaphore.h>

#include "room.h"

#define UNTOUCHED UINT64_C(0x5a5a5a5a5a5a5a5a)

enum { VERSION_AT = 4, CHECKSUM_AT = 6, STATE_AT = 10 };

/* The bytes of a session with something of everything in it. */
struct snapshot {
  unsigned char bytes[SNAPSHOT_MOST];
  size_t length;
};

static struct snapshot snapshot_of(struct room *room) {
  struct snapshot snapshot = {.length = 0};
  CHECK_OK(hangtime_session_snapshot(room->engine, room->session, snapshot.bytes,
                                     sizeof snapshot.bytes, &snapshot.length));
  return snapshot;
}

static void room_open_furnished(struct room *room) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  settings.leave_grace_ms = 4000;
  room_open_alone(room, &settings);
  hangtime_engine *engine = room->engine;
  hangtime_session session = room->session;
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_PHONE));
  CHECK_OK(hangtime_participant_joined(engine, session, "notes", "n-1", HANGTIME_KIND_BOT));
  CHECK_OK(hangtime_session_hold(engine, session, "share", 500000));
  CHECK_OK(hangtime_participant_left(engine, session, "bob-1"));
  room_advance(room, 2000);
  CHECK_OK(hangtime_engine_flush(engine));
}

/* Restores from a copy that ends where it says, so that reading on is found; with a listener. */
static hangtime_result restore_copy(struct room *room, const unsigned char *bytes, size_t length) {
  unsigned char *copy = malloc(length > 0 ? length : 1);
  if (copy == NULL) {
    abort();
  }
  memcpy(copy, bytes, length);
  hangtime_session session = UNTOUCHED;
  hangtime_listener_id id = UNTOUCHED;
  struct record record = RECORD_INIT;
  hangtime_listener listener = record_listener(&record);
  hangtime_result result =
      hangtime_session_restore(room->engine, copy, length, 0, &listener, &session, &id);
  free(copy);
  if (result == HANGTIME_OK) {
    hangtime_status status = HANGTIME_STATUS_INIT;
    CHECK_OK(hangtime_session_status(room->engine, session, &status));
    CHECK_OK(hangtime_session_close(room->engine, session));
    CHECK_EQUAL(1, record_released(&record));
  } else {
    CHECK(session == UNTOUCHED && id == UNTOUCHED);
    CHECK_EQUAL(0, record_released(&record));
  }
  return result;
}

/* Checks once for many that nothing has changed: each by itself would take long. */
#define UNCHANGED(room, what, loop)                               \
  do {                                                            \
    struct state before_, after_;                                 \
    state_take(&before_, (room));                                 \
    loop state_take(&after_, (room));                             \
    state_compare(&before_, &after_, what, __FILE__, __LINE__);   \
  } while (0)

static void a_snapshot_that_is_cut_short_or_prolonged_is_refused(void) {
  struct room room = ROOM_INIT;
  room_open_furnished(&room);
  struct snapshot whole = snapshot_of(&room);
  UNCHANGED(&room, "a snapshot of another length", {
    for (size_t length = 0; length < whole.length; length++) {
      CHECK_RESULT(HANGTIME_ERR_SNAPSHOT, restore_copy(&room, whole.bytes, length));
    }
    for (size_t more = 1; more <= 16; more++) {
      CHECK_RESULT(HANGTIME_ERR_SNAPSHOT, restore_copy(&room, whole.bytes, whole.length + more));
    }
  });
  CHECK_OK(restore_copy(&room, whole.bytes, whole.length));
  room_free(&room);
}

static void a_snapshot_with_any_bit_changed_is_refused(void) {
  struct room room = ROOM_INIT;
  room_open_furnished(&room);
  struct snapshot whole = snapshot_of(&room);
  UNCHANGED(&room, "a damaged snapshot", {
    for (size_t at = 0; at < whole.length; at++) {
      for (unsigned bit = 0; bit < 8; bit++) {
        bool newer = (at == VERSION_AT && bit > 0) || at == VERSION_AT + 1;
        whole.bytes[at] ^= (unsigned char)(1 << bit);
        CHECK_RESULT(newer ? HANGTIME_ERR_VERSION : HANGTIME_ERR_SNAPSHOT,
                     restore_copy(&room, whole.bytes, whole.length));
        whole.bytes[at] ^= (unsigned char)(1 << bit);
      }
    }
  });
  CHECK_OK(restore_copy(&room, whole.bytes, whole.length));
  room_free(&room);
}

static void what_is_no_snapshot_is_refused(void) {
  struct room room = ROOM_INIT;
  room_open_furnished(&room);
  static const char TEXT[] = "HGTM is how one begins, and this is none at all";
  unsigned char zeros[256] = {0};
  UNCHANGED(&room, "no snapshot", {
    CHECK_RESULT(HANGTIME_ERR_SNAPSHOT, restore_copy(&room, zeros, 0));
    CHECK_RESULT(HANGTIME_ERR_SNAPSHOT, restore_copy(&room, zeros, sizeof zeros));
    CHECK_RESULT(HANGTIME_ERR_SNAPSHOT, restore_copy(&room, (const unsigned char *)TEXT + 1, 40));
    hangtime_session session = UNTOUCHED;
    CHECK_RESULT(HANGTIME_ERR_SNAPSHOT, hangtime_session_restore(room.engine, zeros, SIZE_MAX, 0,
                                                                 NULL, &session, NULL));
    CHECK_EQUAL(UNTOUCHED, session);
  });
  room_free(&room);
}

/* CRC-32, as in Ethernet. */
static uint32_t checksum(const unsigned char *bytes, size_t length) {
  uint32_t sum = UINT32_MAX;
  for (size_t n = 0; n < length; n++) {
    sum ^= bytes[n];
    for (int bit = 0; bit < 8; bit++) {
      sum = sum >> 1 ^ (UINT32_C(0xedb88320) & (0 - (sum & 1)));
    }
  }
  return ~sum;
}

static void set_checksum(struct snapshot *snapshot) {
  uint32_t sum = checksum(snapshot->bytes + STATE_AT, snapshot->length - STATE_AT);
  for (int n = 0; n < 4; n++) {
    snapshot->bytes[CHECKSUM_AT + n] = (unsigned char)(sum >> 8 * n);
  }
}

/* A session from bytes that somebody has made up lives, whatever they say. */
static void live(hangtime_engine *engine, hangtime_session session) {
  static const uint64_t SPANS[] = {0, 1, 1000, 300000, UINT64_C(1) << 40, UINT64_C(1) << 53};
  hangtime_status status = HANGTIME_STATUS_INIT;
  char log[LOG_MOST];
  size_t length = 0;
  for (size_t n = 0; n < COUNT_OF(SPANS); n++) {
    CHECK_OK(hangtime_engine_advance(engine, SPANS[n]));
    CHECK_OK(hangtime_session_status(engine, session, &status));
    CHECK(hangtime_session_log(engine, session, log, sizeof log, &length) != HANGTIME_ERR_PANIC);
    CHECK_OK(hangtime_session_snapshot(engine, session, NULL, 0, &length));
    if (n == 0 && status.state == HANGTIME_STATE_JOINED) {
      CHECK(hangtime_participant_joined(engine, session, "x", "x", 0) != HANGTIME_ERR_PANIC);
      CHECK(hangtime_session_set_idle_timeout(engine, session, 70000) != HANGTIME_ERR_PANIC);
      CHECK(hangtime_session_extend(engine, session) != HANGTIME_ERR_PANIC);
      CHECK(hangtime_session_connection_lost(engine, session) != HANGTIME_ERR_PANIC);
      CHECK(hangtime_session_connection_restored(engine, session, NULL, 0) != HANGTIME_ERR_PANIC);
      CHECK(hangtime_roster_set(engine, session, NULL, 0) != HANGTIME_ERR_PANIC);
    }
  }
  CHECK_OK(hangtime_session_close(engine, session));
}

static void bytes_that_were_made_up_with_a_right_checksum_do_no_harm(void) {
  static const unsigned char VALUES[] = {0, 1, 2, 0x7f, 0x80, 0xc0, 0xff};
  struct room room = ROOM_INIT;
  room_open_furnished(&room);
  struct snapshot whole = snapshot_of(&room);
  struct snapshot again = whole;
  set_checksum(&again);
  /* This is the checksum that is meant. */
  CHECK(memcmp(again.bytes, whole.bytes, whole.length) == 0);
  unsigned taken = 0;
  size_t stride = check_load(1, 5);
  for (size_t at = STATE_AT; at < whole.length; at += stride) {
    for (size_t n = 0; n < COUNT_OF(VALUES); n++) {
      struct snapshot changed = whole;
      changed.bytes[at] = VALUES[n];
      set_checksum(&changed);
      hangtime_engine *engine = engine_manual();
      hangtime_session session = UNTOUCHED;
      hangtime_result result = hangtime_session_restore(engine, changed.bytes, changed.length, 0,
                                                        NULL, &session, NULL);
      CHECK(result == HANGTIME_OK || result == HANGTIME_ERR_SNAPSHOT);
      if (result == HANGTIME_OK) {
        taken++;
        live(engine, session);
      }
      CHECK_OK(hangtime_engine_free(engine));
    }
  }
  CHECK(taken > 0);
  room_free(&room);
}

static void restoring_tells_nothing_and_what_is_due_is_told_to_all_who_listen_then(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_duration_ms = 1000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  struct snapshot bytes = snapshot_of(&room);
  struct room moved = ROOM_INIT;
  struct record second = RECORD_INIT;
  moved.engine = engine_manual();
  hangtime_listener listener = record_listener(&moved.record);
  CHECK_OK(hangtime_session_restore(moved.engine, bytes.bytes, bytes.length, 5000, &listener,
                                    &moved.session, &moved.listener));
  CHECK_ROOM_TOLD("", &moved);
  uint64_t in_ms = UNTOUCHED;
  CHECK_OK(hangtime_engine_next_deadline(moved.engine, &in_ms));
  CHECK_EQUAL(0, in_ms);
  listener = record_listener(&second);
  hangtime_listener_id id = 0;
  CHECK_OK(hangtime_listener_add(moved.engine, moved.session, &listener, &id));
  CHECK_ROOM_TOLD("", &moved);
  room_advance(&moved, 0);
  CHECK_ROOM_TOLD("session_timed_out max_duration", &moved);
  CHECK_TOLD("session_timed_out max_duration", &second);
  CHECK_OK(hangtime_listener_remove(moved.engine, moved.listener));
  room_free(&moved);
  CHECK_EQUAL(1, record_released(&second));
  room_free(&room);
}

static void say_timed_out(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_TIMED_OUT) {
    sem_post(record->context);
  }
}

static void the_timer_finds_what_is_due_in_a_restored_session_by_itself(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_duration_ms = 1000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  struct snapshot bytes = snapshot_of(&room);
  sem_t timed_out;
  sem_init(&timed_out, 0, 0);
  struct room moved = ROOM_INIT;
  moved.record.on_event = say_timed_out;
  moved.record.context = &timed_out;
  moved.engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  hangtime_listener listener = record_listener(&moved.record);
  CHECK_OK(hangtime_session_restore(moved.engine, bytes.bytes, bytes.length, 5000, &listener,
                                    &moved.session, &moved.listener));
  while (sem_wait(&timed_out) != 0) {
  }
  CHECK_ROOM_TOLD("session_timed_out max_duration", &moved);
  room_free(&moved);
  room_free(&room);
  sem_destroy(&timed_out);
}

static void one_snapshot_makes_as_many_sessions_as_one_likes(void) {
  struct room room = ROOM_INIT;
  room_open_furnished(&room);
  struct snapshot bytes = snapshot_of(&room);
  hangtime_session sessions[8];
  for (size_t n = 0; n < COUNT_OF(sessions); n++) {
    CHECK_OK(hangtime_session_restore(room.engine, bytes.bytes, bytes.length, n, NULL,
                                      &sessions[n], NULL));
    for (size_t m = 0; m < n; m++) {
      CHECK(sessions[m] != sessions[n]);
    }
  }
  room_free(&room);
}

#ifndef _WIN32
/* Another process writes its session into a file, and ends. */
static void write_to_file(void *file) {
  struct room room = ROOM_INIT;
  room_open_furnished(&room);
  struct snapshot bytes = snapshot_of(&room);
  CHECK(fwrite(bytes.bytes, 1, bytes.length, file) == bytes.length && fflush(file) == 0);
}

static void a_session_moves_to_another_process_through_a_file(void) {
  FILE *file = tmpfile();
  if (!CHECK(file != NULL)) {
    return;
  }
  int status = check_in_child(write_to_file, file);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  struct snapshot bytes;
  rewind(file);
  bytes.length = fread(bytes.bytes, 1, sizeof bytes.bytes, file);
  fclose(file);
  struct room moved = ROOM_INIT;
  moved.engine = engine_manual();
  hangtime_listener listener = record_listener(&moved.record);
  CHECK_OK(hangtime_session_restore(moved.engine, bytes.bytes, bytes.length, 1000, &listener,
                                    &moved.session, &moved.listener));
  /* Bob lingers for a second more; then the hold stands in the way, until it is too old. */
  CHECK_EQUAL(1, room_status(&moved).others);
  room_advance(&moved, 1000);
  CHECK_ROOM_TOLD("idle_started others_left", &moved);
  CHECK_EQUAL(HANGTIME_PHASE_HELD, room_status(&moved).phase);
  room_advance(&moved, 496000);
  CHECK_EQUAL(HANGTIME_PHASE_COUNTING, room_status(&moved).phase);
  room_advance(&moved, 240000);
  CHECK_ROOM_TOLD("idle_prompt 60000 1", &moved);
  room_free(&moved);
}
#endif

int main(void) {
  check_begin();
  TEST(a_snapshot_that_is_cut_short_or_prolonged_is_refused);
  TEST(a_snapshot_with_any_bit_changed_is_refused);
  TEST(what_is_no_snapshot_is_refused);
  TEST(bytes_that_were_made_up_with_a_right_checksum_do_no_harm);
  TEST(restoring_tells_nothing_and_what_is_due_is_told_to_all_who_listen_then);
  TEST(the_timer_finds_what_is_due_in_a_restored_session_by_itself);
  TEST(one_snapshot_makes_as_many_sessions_as_one_likes);
  TEST_OF_POSIX(a_session_moves_to_another_process_through_a_file, "a fork");
  return check_end();
}
