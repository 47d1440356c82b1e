/*
 * The layout that hosts are compiled with: sizes, offsets and constants, as committed numbers.
 * header.sh sees to it that every field and every constant of the header is here. A number that is
 * here never changes within one soname; what is added comes at the end.
 */
#include <stddef.h>

#include "check.h"

/* Systems differ in the size of a pointer, and in where 32-bit ones may put a uint64_t. */
enum { WIDE, PACKED, ALIGNED };

struct alignment {
  char byte;
  uint64_t wide;
};

static int system_kind(void) {
  if (sizeof(void *) == 8) {
    return WIDE;
  }
  return offsetof(struct alignment, wide) == 4 ? PACKED : ALIGNED;
}

/* A size or an offset: on 64-bit systems, on i386, on other 32-bit ones. */
struct place {
  const char *name;
  size_t actual;
  size_t expected[3];
};

#define SIZE(type, wide, packed, aligned) {#type, sizeof(type), {wide, packed, aligned}}
#define FIELD(type, field, wide, packed, aligned) \
  {#type "." #field, offsetof(type, field), {wide, packed, aligned}}

static const struct place PLACES[] = {
    SIZE(hangtime_engine_options, 56, 32, 32),
    FIELD(hangtime_engine_options, size, 0, 0, 0),
    FIELD(hangtime_engine_options, clock, 8, 4, 4),
    FIELD(hangtime_engine_options, delivery, 12, 8, 8),
    FIELD(hangtime_engine_options, max_sessions, 16, 12, 12),
    FIELD(hangtime_engine_options, thread_stack_size, 24, 16, 16),
    FIELD(hangtime_engine_options, on_thread_start, 32, 20, 20),
    FIELD(hangtime_engine_options, on_thread_stop, 40, 24, 24),
    FIELD(hangtime_engine_options, thread_user_data, 48, 28, 28),
    SIZE(hangtime_stats, 200, 196, 200),
    FIELD(hangtime_stats, size, 0, 0, 0),
    FIELD(hangtime_stats, sessions, 8, 4, 8),
    FIELD(hangtime_stats, listeners, 16, 12, 16),
    FIELD(hangtime_stats, timed_out, 24, 20, 24),
    FIELD(hangtime_stats, events_queued, 32, 28, 32),
    FIELD(hangtime_stats, events_delivered, 40, 36, 40),
    FIELD(hangtime_stats, deadlines_queued, 48, 44, 48),
    FIELD(hangtime_stats, listeners_dropped, 56, 52, 56),
    FIELD(hangtime_stats, late, 64, 60, 64),
    FIELD(hangtime_stats, longest_late_us, 72, 68, 72),
    FIELD(hangtime_stats, callbacks_running, 80, 76, 80),
    FIELD(hangtime_stats, callback_running_for_us, 88, 84, 88),
    FIELD(hangtime_stats, longest_callback_us, 96, 92, 96),
    FIELD(hangtime_stats, shards, 104, 100, 104),
    FIELD(hangtime_stats, armed, 112, 108, 112),
    FIELD(hangtime_stats, not_joined, 120, 116, 120),
    FIELD(hangtime_stats, accompanied, 128, 124, 128),
    FIELD(hangtime_stats, disabled, 136, 132, 136),
    FIELD(hangtime_stats, paused, 144, 140, 144),
    FIELD(hangtime_stats, held, 152, 148, 152),
    FIELD(hangtime_stats, resyncing, 160, 156, 160),
    FIELD(hangtime_stats, counting, 168, 164, 168),
    FIELD(hangtime_stats, prompting, 176, 172, 176),
    FIELD(hangtime_stats, smallest_shard, 184, 180, 184),
    FIELD(hangtime_stats, largest_shard, 192, 188, 192),
    SIZE(hangtime_event, 48, 48, 48),
    FIELD(hangtime_event, session, 0, 0, 0),
    FIELD(hangtime_event, at_ms, 8, 8, 8),
    FIELD(hangtime_event, late_ms, 16, 16, 16),
    FIELD(hangtime_event, remaining_ms, 24, 24, 24),
    FIELD(hangtime_event, event_type, 32, 32, 32),
    FIELD(hangtime_event, cause, 36, 36, 36),
    FIELD(hangtime_event, dismissed, 40, 40, 40),
    FIELD(hangtime_event, number, 44, 44, 44),
    SIZE(hangtime_participant, 24, 12, 12),
    FIELD(hangtime_participant, uid, 0, 0, 0),
    FIELD(hangtime_participant, pid, 8, 4, 4),
    FIELD(hangtime_participant, kind, 16, 8, 8),
    SIZE(hangtime_listener, 112, 56, 56),
    FIELD(hangtime_listener, size, 0, 0, 0),
    FIELD(hangtime_listener, user_data, 8, 4, 4),
    FIELD(hangtime_listener, on_release, 16, 8, 8),
    FIELD(hangtime_listener, on_session_joined, 24, 12, 12),
    FIELD(hangtime_listener, on_session_left, 32, 16, 16),
    FIELD(hangtime_listener, on_session_timed_out, 40, 20, 20),
    FIELD(hangtime_listener, on_connection_lost, 48, 24, 24),
    FIELD(hangtime_listener, on_connection_restored, 56, 28, 28),
    FIELD(hangtime_listener, on_connection_closed, 64, 32, 32),
    FIELD(hangtime_listener, on_idle_started, 72, 36, 36),
    FIELD(hangtime_listener, on_idle_stopped, 80, 40, 40),
    FIELD(hangtime_listener, on_idle_prompt, 88, 44, 44),
    FIELD(hangtime_listener, on_idle_prompt_dismissed, 96, 48, 48),
    FIELD(hangtime_listener, on_duration_warning, 104, 52, 52),
    SIZE(hangtime_settings, 112, 108, 112),
    FIELD(hangtime_settings, size, 0, 0, 0),
    FIELD(hangtime_settings, idle_timeout_ms, 8, 4, 8),
    FIELD(hangtime_settings, waiting_timeout_ms, 16, 12, 16),
    FIELD(hangtime_settings, prompt_ms, 24, 20, 24),
    FIELD(hangtime_settings, resync_grace_ms, 32, 28, 32),
    FIELD(hangtime_settings, leave_grace_ms, 40, 36, 40),
    FIELD(hangtime_settings, min_notice_ms, 48, 44, 48),
    FIELD(hangtime_settings, max_duration_ms, 56, 52, 56),
    FIELD(hangtime_settings, max_duration_warning_ms, 64, 60, 64),
    FIELD(hangtime_settings, max_extensions, 72, 68, 72),
    FIELD(hangtime_settings, count_kinds, 76, 72, 76),
    FIELD(hangtime_settings, count_own_devices, 80, 76, 80),
    FIELD(hangtime_settings, link_lost, 84, 80, 84),
    FIELD(hangtime_settings, session_type, 88, 84, 88),
    FIELD(hangtime_settings, max_participants, 92, 88, 92),
    FIELD(hangtime_settings, max_listeners, 96, 92, 96),
    FIELD(hangtime_settings, max_holds, 100, 96, 100),
    FIELD(hangtime_settings, max_log_lines, 104, 100, 104),
    FIELD(hangtime_settings, reserved, 108, 104, 108),
    SIZE(hangtime_status, 80, 76, 80),
    FIELD(hangtime_status, size, 0, 0, 0),
    FIELD(hangtime_status, alone_for_ms, 8, 4, 8),
    FIELD(hangtime_status, until_prompt_ms, 16, 12, 16),
    FIELD(hangtime_status, until_end_ms, 24, 20, 24),
    FIELD(hangtime_status, until_max_duration_ms, 32, 28, 32),
    FIELD(hangtime_status, state, 40, 36, 40),
    FIELD(hangtime_status, phase, 44, 40, 44),
    FIELD(hangtime_status, link, 48, 44, 48),
    FIELD(hangtime_status, end_cause, 52, 48, 52),
    FIELD(hangtime_status, session_type, 56, 52, 56),
    FIELD(hangtime_status, others, 60, 56, 60),
    FIELD(hangtime_status, participants, 64, 60, 64),
    FIELD(hangtime_status, holds, 68, 64, 68),
    FIELD(hangtime_status, extensions_left, 72, 68, 72),
    FIELD(hangtime_status, prompts, 76, 72, 76),
};

struct constant {
  const char *name;
  uint64_t actual;
  uint64_t expected;
};

#define CONSTANT(name, expected) {#name, name, expected}

static const struct constant CONSTANTS[] = {
    CONSTANT(HANGTIME_FOLLOW, UINT64_MAX),
    CONSTANT(HANGTIME_COUNT_PEOPLE, 14),
    CONSTANT(HANGTIME_NEVER, UINT64_MAX),
    CONSTANT(HANGTIME_UNLIMITED, UINT32_MAX),
    CONSTANT(HANGTIME_CLOCK_SYSTEM, 0),
    CONSTANT(HANGTIME_CLOCK_MANUAL, 1),
    CONSTANT(HANGTIME_DELIVERY_CALLBACK, 0),
    CONSTANT(HANGTIME_DELIVERY_POLL, 1),
    CONSTANT(HANGTIME_CAUSE_NONE, 0),
    CONSTANT(HANGTIME_CAUSE_WAITING, 1),
    CONSTANT(HANGTIME_CAUSE_OTHERS_LEFT, 2),
    CONSTANT(HANGTIME_CAUSE_MAX_DURATION, 3),
    CONSTANT(HANGTIME_DISMISSED_JOINED, 1),
    CONSTANT(HANGTIME_DISMISSED_EXTENDED, 2),
    CONSTANT(HANGTIME_DISMISSED_LINK, 3),
    CONSTANT(HANGTIME_DISMISSED_HELD, 4),
    CONSTANT(HANGTIME_DISMISSED_SUSPENDED, 5),
    CONSTANT(HANGTIME_DISMISSED_DISABLED, 6),
    CONSTANT(HANGTIME_DISMISSED_LENGTHENED, 7),
    CONSTANT(HANGTIME_DISMISSED_LEFT, 8),
    CONSTANT(HANGTIME_DISMISSED_EXPIRED, 9),
    CONSTANT(HANGTIME_EVENT_SESSION_JOINED, 1),
    CONSTANT(HANGTIME_EVENT_SESSION_LEFT, 2),
    CONSTANT(HANGTIME_EVENT_SESSION_TIMED_OUT, 3),
    CONSTANT(HANGTIME_EVENT_CONNECTION_LOST, 4),
    CONSTANT(HANGTIME_EVENT_CONNECTION_RESTORED, 5),
    CONSTANT(HANGTIME_EVENT_CONNECTION_CLOSED, 6),
    CONSTANT(HANGTIME_EVENT_IDLE_STARTED, 7),
    CONSTANT(HANGTIME_EVENT_IDLE_STOPPED, 8),
    CONSTANT(HANGTIME_EVENT_IDLE_PROMPT, 9),
    CONSTANT(HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, 10),
    CONSTANT(HANGTIME_EVENT_DURATION_WARNING, 11),
    CONSTANT(HANGTIME_KIND_UNKNOWN, 0),
    CONSTANT(HANGTIME_KIND_HUMAN, 1),
    CONSTANT(HANGTIME_KIND_PHONE, 2),
    CONSTANT(HANGTIME_KIND_VIEWER, 3),
    CONSTANT(HANGTIME_KIND_BOT, 4),
    CONSTANT(HANGTIME_KIND_RECORDER, 5),
    CONSTANT(HANGTIME_KIND_HIDDEN, 6),
    CONSTANT(HANGTIME_OK, 0),
    CONSTANT(HANGTIME_ERR_NULL, 1),
    CONSTANT(HANGTIME_ERR_SIZE, 2),
    CONSTANT(HANGTIME_ERR_INVALID, 3),
    CONSTANT(HANGTIME_ERR_HANDLE, 4),
    CONSTANT(HANGTIME_ERR_NOT_FOUND, 5),
    CONSTANT(HANGTIME_ERR_NOT_JOINED, 6),
    CONSTANT(HANGTIME_ERR_ALREADY_JOINED, 7),
    CONSTANT(HANGTIME_ERR_ENDED, 8),
    CONSTANT(HANGTIME_ERR_NOT_ALONE, 9),
    CONSTANT(HANGTIME_ERR_ALREADY_HELD, 10),
    CONSTANT(HANGTIME_ERR_LIMIT, 11),
    CONSTANT(HANGTIME_ERR_IN_CALLBACK, 12),
    CONSTANT(HANGTIME_ERR_NOT_MANUAL, 13),
    CONSTANT(HANGTIME_ERR_NOT_POLLED, 14),
    CONSTANT(HANGTIME_ERR_POLLED, 15),
    CONSTANT(HANGTIME_ERR_FORKED, 16),
    CONSTANT(HANGTIME_ERR_THREAD, 17),
    CONSTANT(HANGTIME_ERR_SYSTEM, 18),
    CONSTANT(HANGTIME_ERR_PANIC, 19),
    CONSTANT(HANGTIME_ERR_SNAPSHOT, 20),
    CONSTANT(HANGTIME_ERR_VERSION, 21),
    CONSTANT(HANGTIME_LINK_LOST_FREEZE, 0),
    CONSTANT(HANGTIME_LINK_LOST_COUNT, 1),
    CONSTANT(HANGTIME_TYPE_VIDEO, 0),
    CONSTANT(HANGTIME_TYPE_VOICE, 1),
    CONSTANT(HANGTIME_STATE_NEW, 0),
    CONSTANT(HANGTIME_STATE_JOINED, 1),
    CONSTANT(HANGTIME_STATE_TIMED_OUT, 2),
    CONSTANT(HANGTIME_STATE_LEFT, 3),
    CONSTANT(HANGTIME_STATE_CONNECTION_CLOSED, 4),
    CONSTANT(HANGTIME_PHASE_NONE, 0),
    CONSTANT(HANGTIME_PHASE_ACCOMPANIED, 1),
    CONSTANT(HANGTIME_PHASE_DISABLED, 2),
    CONSTANT(HANGTIME_PHASE_PAUSED, 3),
    CONSTANT(HANGTIME_PHASE_HELD, 4),
    CONSTANT(HANGTIME_PHASE_RESYNCING, 5),
    CONSTANT(HANGTIME_PHASE_COUNTING, 6),
    CONSTANT(HANGTIME_PHASE_PROMPTING, 7),
    CONSTANT(HANGTIME_LINK_UP, 0),
    CONSTANT(HANGTIME_LINK_DOWN, 1),
    CONSTANT(HANGTIME_LINK_CLOSED, 2),
};

static void sizes_and_offsets_are_the_committed_ones(void) {
  for (const struct place *place = PLACES; place < PLACES + COUNT_OF(PLACES); place++) {
    check_about(place->name);
    CHECK_EQUAL(place->expected[system_kind()], place->actual);
  }
}

static void constants_are_the_committed_ones(void) {
  for (const struct constant *one = CONSTANTS; one < CONSTANTS + COUNT_OF(CONSTANTS); one++) {
    check_about(one->name);
    CHECK_EQUAL(one->expected, one->actual);
  }
}

static void types_are_as_wide_as_other_languages_take_them(void) {
  CHECK(sizeof(hangtime_result) == 4 && (hangtime_result)-1 < 0);
  CHECK(sizeof(hangtime_session) == 8 && (hangtime_session)-1 > 0);
  CHECK(sizeof(hangtime_listener_id) == 8 && (hangtime_listener_id)-1 > 0);
  const size_t words[] = {
      sizeof(hangtime_clock),     sizeof(hangtime_delivery), sizeof(hangtime_event_type),
      sizeof(hangtime_cause),     sizeof(hangtime_dismissed), sizeof(hangtime_kind),
      sizeof(hangtime_link_lost), sizeof(hangtime_session_type), sizeof(hangtime_state),
      sizeof(hangtime_phase),     sizeof(hangtime_link),
  };
  for (size_t n = 0; n < COUNT_OF(words); n++) {
    CHECK_EQUAL(4, words[n]);
  }
}

/* The bytes of a struct, as a macro and as a function of the library write them. */
#define SAME_BYTES(type, macro, init)                     \
  do {                                                    \
    type by_macro = macro;                                \
    type by_function;                                     \
    check_about(#macro);                                  \
    memset(&by_function, 0x5a, sizeof by_function);       \
    init(&by_function, sizeof by_function);               \
    CHECK_EQUAL(sizeof(type), by_function.size);          \
    CHECK(memcmp(&by_macro, &by_function, sizeof by_macro) == 0); \
  } while (0)

static void initializers_for_c_write_what_the_functions_write(void) {
  SAME_BYTES(hangtime_engine_options, HANGTIME_ENGINE_OPTIONS_INIT, hangtime_engine_options_init);
  SAME_BYTES(hangtime_settings, HANGTIME_SETTINGS_INIT, hangtime_settings_init);
  SAME_BYTES(hangtime_listener, HANGTIME_LISTENER_INIT, hangtime_listener_init);
  SAME_BYTES(hangtime_status, HANGTIME_STATUS_INIT, hangtime_status_init);
  SAME_BYTES(hangtime_stats, HANGTIME_STATS_INIT, hangtime_stats_init);
}

static void defaults_are_those_of_the_header(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  CHECK_EQUAL(300000, settings.idle_timeout_ms);
  CHECK_EQUAL(HANGTIME_FOLLOW, settings.waiting_timeout_ms);
  CHECK_EQUAL(0, settings.prompt_ms);
  CHECK_EQUAL(5000, settings.resync_grace_ms);
  CHECK_EQUAL(0, settings.leave_grace_ms);
  CHECK_EQUAL(10000, settings.min_notice_ms);
  CHECK_EQUAL(0, settings.max_duration_ms);
  CHECK_EQUAL(0, settings.max_duration_warning_ms);
  CHECK_EQUAL(0, settings.max_extensions);
  CHECK_EQUAL(1 << HANGTIME_KIND_HUMAN | 1 << HANGTIME_KIND_PHONE | 1 << HANGTIME_KIND_VIEWER,
              settings.count_kinds);
  CHECK_EQUAL(0, settings.count_own_devices);
  CHECK_EQUAL(HANGTIME_LINK_LOST_FREEZE, settings.link_lost);
  CHECK_EQUAL(HANGTIME_TYPE_VIDEO, settings.session_type);
  CHECK_EQUAL(10000, settings.max_participants);
  CHECK_EQUAL(1000, settings.max_listeners);
  CHECK_EQUAL(100, settings.max_holds);
  CHECK_EQUAL(32, settings.max_log_lines);
  CHECK_EQUAL(0, settings.reserved);
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  CHECK_EQUAL(HANGTIME_CLOCK_SYSTEM, options.clock);
  CHECK_EQUAL(HANGTIME_DELIVERY_CALLBACK, options.delivery);
  CHECK_EQUAL(1 << 24, options.max_sessions);
  CHECK_EQUAL(256 * 1024, options.thread_stack_size);
  CHECK(options.on_thread_start == NULL && options.on_thread_stop == NULL);
  CHECK(options.thread_user_data == NULL);
}

int main(void) {
  check_begin();
  TEST(sizes_and_offsets_are_the_committed_ones);
  TEST(constants_are_the_committed_ones);
  TEST(types_are_as_wide_as_other_languages_take_them);
  TEST(initializers_for_c_write_what_the_functions_write);
  TEST(defaults_are_those_of_the_header);
  return check_end();
}
