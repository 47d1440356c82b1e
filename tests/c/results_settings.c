/* Bad settings: which field, and why; sessions refuse them, presets and good ones are taken. */
#include <ctype.h>
#include <stddef.h>

#include "calls.h"

#define LONGEST_MS (UINT64_C(1) << 53)

/* One wrong setting, and what else is set so that it is wrong. */
struct mistake {
  const char *field;
  size_t offset;
  size_t size;
  uint64_t value;
};

#define WRONG(field, value)                                                               \
  {#field, offsetof(hangtime_settings, field), sizeof(((hangtime_settings *)0)->field), (value)}

static const struct mistake MISTAKES[] = {
    WRONG(idle_timeout_ms, LONGEST_MS + 1),
    WRONG(idle_timeout_ms, UINT64_MAX),
    WRONG(waiting_timeout_ms, LONGEST_MS + 1),
    WRONG(waiting_timeout_ms, UINT64_MAX - 1),
    WRONG(prompt_ms, LONGEST_MS + 1),
    WRONG(prompt_ms, 300001),
    WRONG(resync_grace_ms, LONGEST_MS + 1),
    WRONG(leave_grace_ms, LONGEST_MS + 1),
    WRONG(min_notice_ms, LONGEST_MS + 1),
    WRONG(max_duration_ms, LONGEST_MS + 1),
    WRONG(max_duration_warning_ms, LONGEST_MS + 1),
    WRONG(max_duration_warning_ms, 1),
    WRONG(count_kinds, 1),
    WRONG(count_kinds, 1 << 7),
    WRONG(count_kinds, UINT32_MAX),
    WRONG(count_own_devices, 2),
    WRONG(count_own_devices, UINT32_MAX),
    WRONG(link_lost, 2),
    WRONG(link_lost, UINT32_MAX),
    WRONG(session_type, 2),
    WRONG(session_type, UINT32_MAX),
    WRONG(reserved, 1),
    WRONG(reserved, UINT32_MAX),
};

static void set(hangtime_settings *settings, const struct mistake *mistake) {
  unsigned char *place = (unsigned char *)settings + mistake->offset;
  uint32_t narrow = (uint32_t)mistake->value;
  memcpy(place, mistake->size == sizeof narrow ? (void *)&narrow : (void *)&mistake->value,
         mistake->size);
}

/* A reason is read after the name of its field: "prompt_ms is longer than idle_timeout_ms". */
static void check_reason(const char *reason) {
  if (CHECK(reason != NULL)) {
    CHECK(islower((unsigned char)reason[0]) && strchr(reason, ' ') != NULL);
  }
}

static void check_names(const char *expected, const hangtime_settings *settings) {
  const char *field = "poison";
  const char *reason = "poison";
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_settings_check(settings, &field, &reason));
  if (CHECK(field != NULL)) {
    CHECK_TEXT(expected, field);
  }
  check_reason(reason);
}

static void a_bad_setting_is_named_with_a_reason(void) {
  for (const struct mistake *mistake = MISTAKES; mistake < MISTAKES + COUNT_OF(MISTAKES);
       mistake++) {
    check_about(mistake->field);
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    set(&settings, mistake);
    check_names(mistake->field, &settings);
  }
}

static void a_session_with_a_bad_setting_is_not_opened(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  for (const struct mistake *mistake = MISTAKES; mistake < MISTAKES + COUNT_OF(MISTAKES);
       mistake++) {
    check_about(mistake->field);
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    set(&settings, mistake);
    hangtime_session session = POISON_64;
    REFUSED(HANGTIME_ERR_INVALID, &room,
            hangtime_session_open(room.engine, "another", &settings, &session));
    CHECK_EQUAL(POISON_64, session);
  }
  room_free(&room);
}

static void a_prompt_must_fit_each_period_that_is_not_0(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  const char *reason = NULL;
  settings.prompt_ms = 300000;
  CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
  settings.waiting_timeout_ms = 299999;
  check_names("prompt_ms", &settings);
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_settings_check(&settings, NULL, &reason));
  CHECK(reason != NULL && strstr(reason, "waiting_timeout_ms") != NULL);
  settings.waiting_timeout_ms = 0;
  CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
  settings.idle_timeout_ms = 299999;
  check_names("prompt_ms", &settings);
  CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_settings_check(&settings, NULL, &reason));
  CHECK(reason != NULL && strstr(reason, "idle_timeout_ms") != NULL);
  settings.idle_timeout_ms = 0;
  CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
}

static void a_warning_is_shorter_than_the_duration_it_warns_of(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.max_duration_ms = 1000;
  settings.max_duration_warning_ms = 999;
  CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
  settings.max_duration_warning_ms = 1000;
  check_names("max_duration_warning_ms", &settings);
  settings.max_duration_warning_ms = 1001;
  check_names("max_duration_warning_ms", &settings);
}

static void settings_at_their_edges_are_taken(void) {
  hangtime_engine *engine = engine_manual();
  hangtime_settings longest = HANGTIME_SETTINGS_INIT;
  longest.idle_timeout_ms = longest.waiting_timeout_ms = longest.prompt_ms = LONGEST_MS;
  longest.resync_grace_ms = longest.leave_grace_ms = longest.min_notice_ms = LONGEST_MS;
  longest.max_duration_ms = LONGEST_MS;
  longest.max_duration_warning_ms = LONGEST_MS - 1;
  longest.max_extensions = longest.max_participants = longest.max_listeners = UINT32_MAX;
  longest.max_holds = longest.max_log_lines = UINT32_MAX;
  longest.count_kinds = 0x7e;
  longest.count_own_devices = 1;
  longest.link_lost = HANGTIME_LINK_LOST_COUNT;
  longest.session_type = HANGTIME_TYPE_VOICE;
  hangtime_settings zero = {.size = sizeof zero};
  const hangtime_settings *const good[] = {&longest, &zero};
  for (size_t n = 0; n < COUNT_OF(good); n++) {
    const char *field = "poison";
    const char *reason = "poison";
    hangtime_session session = 0;
    CHECK_OK(hangtime_settings_check(good[n], &field, &reason));
    CHECK(field == NULL && reason == NULL);
    CHECK_OK(hangtime_session_open(engine, "room", good[n], &session));
    CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  }
  CHECK_OK(hangtime_engine_free(engine));
}

static void the_outputs_of_a_check_are_written_with_ok_and_invalid_only(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.size = 1;
  const char *poison = "poison";
  const char *field = poison;
  const char *reason = poison;
  CHECK_RESULT(HANGTIME_ERR_SIZE, hangtime_settings_check(&settings, &field, &reason));
  CHECK(field == poison && reason == poison);
}

static void a_preset_sets_the_periods_and_leaves_the_rest(void) {
  static const struct {
    const char *name;
    uint64_t idle_timeout_ms;
    uint64_t prompt_ms;
  } PRESETS[] = {{"default", 300000, 0}, {"gentle", 420000, 120000}, {"classic", 180000, 60000}};
  for (size_t n = 0; n < COUNT_OF(PRESETS); n++) {
    check_about(PRESETS[n].name);
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.waiting_timeout_ms = 12345;
    settings.leave_grace_ms = 7;
    settings.max_holds = 3;
    settings.session_type = HANGTIME_TYPE_VOICE;
    hangtime_settings expected = settings;
    expected.idle_timeout_ms = PRESETS[n].idle_timeout_ms;
    expected.waiting_timeout_ms = HANGTIME_FOLLOW;
    expected.prompt_ms = PRESETS[n].prompt_ms;
    CHECK_OK(hangtime_settings_set_preset(&settings, PRESETS[n].name));
    CHECK(memcmp(&expected, &settings, sizeof settings) == 0);
    CHECK_OK(hangtime_settings_check(&settings, NULL, NULL));
  }
}

static void an_unknown_preset_is_not_found(void) {
  static const char *const NAMES[] = {"", "Default", "gentle ", "classi", "classics", "\xff"};
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = 12345;
  hangtime_settings before = settings;
  for (size_t n = 0; n < COUNT_OF(NAMES); n++) {
    check_about(NAMES[n]);
    CHECK_RESULT(HANGTIME_ERR_NOT_FOUND, hangtime_settings_set_preset(&settings, NAMES[n]));
    CHECK(memcmp(&before, &settings, sizeof settings) == 0);
  }
}

int main(void) {
  check_begin();
  TEST(a_bad_setting_is_named_with_a_reason);
  TEST(a_session_with_a_bad_setting_is_not_opened);
  TEST(a_prompt_must_fit_each_period_that_is_not_0);
  TEST(a_warning_is_shorter_than_the_duration_it_warns_of);
  TEST(settings_at_their_edges_are_taken);
  TEST(the_outputs_of_a_check_are_written_with_ok_and_invalid_only);
  TEST(a_preset_sets_the_periods_and_leaves_the_rest);
  TEST(an_unknown_preset_is_not_found);
  return check_end();
}
