/* What is wrong in itself: texts, kinds, constants, durations, settings. */
#include "calls.h"

#define LONGEST_MS (UINT64_C(1) << 53)

static struct room *the_room;

/* Every place where a text of the host goes in. */
struct text_place {
  const char *name;
  hangtime_result (*pass)(const struct room *room, const char *text);
  /* What a good text gets in a room whose user is alone. */
  hangtime_result good;
};

#define TEXT_PLACE(name, call)                                                       \
  static hangtime_result name(const struct room *room, const char *text) { return call; }
#define PERSON(uid, pid) (&(hangtime_participant){(uid), (pid), HANGTIME_KIND_BOT})

TEXT_PLACE(joined, hangtime_session_joined(room->engine, room->session, text, NULL, 0))
TEXT_PLACE(joined_uid, hangtime_session_joined(room->engine, room->session, "alice",
                                               PERSON(text, "p"), 1))
TEXT_PLACE(joined_pid, hangtime_session_joined(room->engine, room->session, "alice",
                                               PERSON("u", text), 1))
TEXT_PLACE(participant_uid, hangtime_participant_joined(room->engine, room->session, text, "p",
                                                        HANGTIME_KIND_BOT))
TEXT_PLACE(participant_pid, hangtime_participant_joined(room->engine, room->session, "u", text,
                                                        HANGTIME_KIND_BOT))
TEXT_PLACE(changed, hangtime_participant_changed(room->engine, room->session, text,
                                                 HANGTIME_KIND_BOT))
TEXT_PLACE(participant_left, hangtime_participant_left(room->engine, room->session, text))
TEXT_PLACE(user_left, hangtime_user_left(room->engine, room->session, text))
TEXT_PLACE(roster_uid, hangtime_roster_set(room->engine, room->session, PERSON(text, "p"), 1))
TEXT_PLACE(roster_pid, hangtime_roster_set(room->engine, room->session, PERSON("u", text), 1))
TEXT_PLACE(restored_uid, hangtime_session_connection_restored(room->engine, room->session,
                                                              PERSON(text, "p"), 1))
TEXT_PLACE(restored_pid, hangtime_session_connection_restored(room->engine, room->session,
                                                              PERSON("u", text), 1))
TEXT_PLACE(hold, hangtime_session_hold(room->engine, room->session, text, 0))
TEXT_PLACE(release_hold, hangtime_session_release_hold(room->engine, room->session, text))

static hangtime_result open_session(const struct room *room, const char *text) {
  hangtime_session session = POISON_64;
  hangtime_result result = hangtime_session_open(room->engine, text, NULL, &session);
  CHECK((result == HANGTIME_OK) == (session != POISON_64));
  return result == HANGTIME_OK ? hangtime_session_close(room->engine, session) : result;
}

static const struct text_place PLACES[] = {
    {"the id of session_open", open_session, HANGTIME_OK},
    {"the uid of session_joined", joined, HANGTIME_ERR_ALREADY_JOINED},
    {"a uid in the roster of session_joined", joined_uid, HANGTIME_ERR_ALREADY_JOINED},
    {"a pid in the roster of session_joined", joined_pid, HANGTIME_ERR_ALREADY_JOINED},
    {"the uid of participant_joined", participant_uid, HANGTIME_OK},
    {"the pid of participant_joined", participant_pid, HANGTIME_OK},
    {"the pid of participant_left", participant_left, HANGTIME_OK},
    {"the pid of participant_changed", changed, HANGTIME_ERR_NOT_FOUND},
    {"the uid of user_left", user_left, HANGTIME_OK},
    {"a uid in the roster of roster_set", roster_uid, HANGTIME_OK},
    {"a pid in the roster of roster_set", roster_pid, HANGTIME_OK},
    {"a uid in the roster of connection_restored", restored_uid, HANGTIME_OK},
    {"a pid in the roster of connection_restored", restored_pid, HANGTIME_OK},
    {"the label of hold", hold, HANGTIME_OK},
    {"the label of release_hold", release_hold, HANGTIME_OK},
};

enum { LONGEST_TEXT = 255 };

static const char *const BAD_UTF8[] = {
    "\x80",                     /* a continuation without a beginning */
    "a\xbf",                    /* the same, later */
    "\xc3",                     /* cut short: two bytes */
    "\xe2\x82",                 /* three */
    "\xf0\x9f\x98",             /* four */
    "\xf0\x9f\x98 and more",    /* in the middle */
    "\xc0\xaf",                 /* overlong */
    "\xc1\xbf",                 /* overlong */
    "\xe0\x80\xaf",             /* overlong */
    "\xf0\x80\x80\xaf",         /* overlong */
    "\xed\xa0\x80",             /* a surrogate */
    "\xed\xbf\xbf",             /* the last surrogate */
    "\xf4\x90\x80\x80",         /* past the last character */
    "\xf8\x88\x80\x80\x80",     /* five bytes */
    "\xfe",                     /* never */
    "\xff",                     /* never */
    "Z\xfcrich",                /* Latin-1 */
};

static const char *const GOOD[] = {
    "a", "\x01", "\x7f", " ", "Z\xc3\xbcrich", "\xe2\x82\xac", "\xef\xbf\xbf", "\xed\x9f\xbf",
    "\xee\x80\x80", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "a\xcc\x81",
};

/* Repeats a piece up to a length, in memory that ends with the NUL: reading on is found. */
static char *text_of(const char *piece, size_t length) {
  char *text = malloc(length + 1);
  if (text == NULL) {
    abort();
  }
  size_t step = strlen(piece);
  for (size_t n = 0; n < length; n++) {
    text[n] = piece[n % step];
  }
  text[length] = '\0';
  return text;
}

static void refuse_everywhere(const char *text) {
  for (const struct text_place *place = PLACES; place < PLACES + COUNT_OF(PLACES); place++) {
    check_about(place->name);
    REFUSED(HANGTIME_ERR_INVALID, the_room, place->pass(the_room, text));
  }
}

static void take_everywhere(const char *text) {
  for (const struct text_place *place = PLACES; place < PLACES + COUNT_OF(PLACES); place++) {
    check_about(place->name);
    CHECK_RESULT(place->good, place->pass(the_room, text));
  }
}

static void an_empty_text_is_refused_everywhere(void) { refuse_everywhere(""); }

static void a_text_that_is_too_long_is_refused_everywhere(void) {
  static const size_t LENGTHS[] = {LONGEST_TEXT + 1, LONGEST_TEXT + 2, 300, 4096};
  for (size_t n = 0; n < COUNT_OF(LENGTHS); n++) {
    char *text = text_of("x", LENGTHS[n]);
    refuse_everywhere(text);
    free(text);
  }
  /* 128 characters of two bytes are 256 bytes: bytes are what is counted. */
  char *text = text_of("\xc3\xbc", LONGEST_TEXT + 1);
  refuse_everywhere(text);
  free(text);
}

static void a_text_that_is_no_utf_8_is_refused_everywhere(void) {
  for (size_t n = 0; n < COUNT_OF(BAD_UTF8); n++) {
    refuse_everywhere(BAD_UTF8[n]);
  }
  /* As long as can be, and the last character is cut short. */
  char *text = text_of("\xc3\xbc", LONGEST_TEXT);
  refuse_everywhere(text);
  free(text);
}

static void a_text_of_1_to_255_bytes_is_taken_everywhere(void) {
  struct room room = ROOM_INIT;
  struct room *outer = the_room;
  room_open_alone(&room, NULL);
  the_room = &room;
  for (size_t n = 0; n < COUNT_OF(GOOD); n++) {
    take_everywhere(GOOD[n]);
  }
  static const char *const PIECES[] = {"x", "\xe2\x82\xac"};
  for (size_t n = 0; n < COUNT_OF(PIECES); n++) {
    char *text = text_of(PIECES[n], LONGEST_TEXT);
    take_everywhere(text);
    free(text);
  }
  the_room = outer;
  room_free(&room);
}

static void an_unknown_kind_is_refused_wherever_one_is_passed(void) {
  static const hangtime_kind KINDS[] = {7, 8, 31, 32, 255, 0x10001, INT32_MAX, UINT32_MAX};
  hangtime_engine *engine = the_room->engine;
  hangtime_session session = the_room->session;
  for (size_t n = 0; n < COUNT_OF(KINDS); n++) {
    hangtime_kind kind = KINDS[n];
    hangtime_participant roster[] = {{"bob", "b", HANGTIME_KIND_BOT}, {"carol", "c", kind}};
    REFUSED(HANGTIME_ERR_INVALID, the_room,
            hangtime_participant_joined(engine, session, "u", "p", kind));
    REFUSED(HANGTIME_ERR_INVALID, the_room,
            hangtime_participant_changed(engine, session, "p", kind));
    REFUSED(HANGTIME_ERR_INVALID, the_room, hangtime_roster_set(engine, session, roster, 2));
    REFUSED(HANGTIME_ERR_INVALID, the_room,
            hangtime_session_connection_restored(engine, session, roster, 2));
    REFUSED(HANGTIME_ERR_INVALID, the_room,
            hangtime_session_joined(engine, session, "alice", roster, 2));
  }
}

static void every_known_kind_is_taken_but_not_unknown_as_a_change(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  for (hangtime_kind kind = HANGTIME_KIND_UNKNOWN; kind <= HANGTIME_KIND_HIDDEN; kind++) {
    CHECK_OK(hangtime_participant_joined(room.engine, room.session, "u", "p", kind));
    if (kind == HANGTIME_KIND_UNKNOWN) {
      REFUSED(HANGTIME_ERR_INVALID, &room,
              hangtime_participant_changed(room.engine, room.session, "p", kind));
    } else {
      CHECK_OK(hangtime_participant_changed(room.engine, room.session, "p", kind));
    }
  }
  room_free(&room);
}

static void an_engine_of_an_unknown_clock_or_delivery_is_not_made(void) {
  static const uint32_t CHOICES[] = {2, 3, 0x100, INT32_MAX, UINT32_MAX};
  for (size_t n = 0; n < COUNT_OF(CHOICES); n++) {
    hangtime_engine *engine = (hangtime_engine *)&engine;
    hangtime_engine *before = engine;
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    options.clock = CHOICES[n];
    CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_engine_new(&options, &engine));
    hangtime_engine_options_init(&options, sizeof options);
    options.delivery = CHOICES[n];
    CHECK_RESULT(HANGTIME_ERR_INVALID, hangtime_engine_new(&options, &engine));
    CHECK(engine == before);
  }
}

static void a_duration_over_2_to_the_53_ms_is_refused_everywhere(void) {
  static const uint64_t TOO_LONG[] = {LONGEST_MS + 1, LONGEST_MS * 2, INT64_MAX, UINT64_MAX};
  hangtime_engine *engine = the_room->engine;
  hangtime_session session = the_room->session;
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = engine, .session = session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  hangtime_session out = POISON_64;
  for (size_t n = 0; n < COUNT_OF(TOO_LONG); n++) {
    uint64_t ms = TOO_LONG[n];
    REFUSED(HANGTIME_ERR_INVALID, the_room, hangtime_engine_advance(engine, ms));
    REFUSED(HANGTIME_ERR_INVALID, the_room, hangtime_engine_suspend(engine, ms));
    REFUSED(HANGTIME_ERR_INVALID, the_room, hangtime_session_hold(engine, session, "l", ms));
    REFUSED(HANGTIME_ERR_INVALID, the_room, hangtime_session_set_idle_timeout(engine, session, ms));
    REFUSED(HANGTIME_ERR_INVALID, the_room,
            hangtime_session_set_waiting_timeout(engine, session, ms));
    REFUSED(HANGTIME_ERR_INVALID, the_room,
            hangtime_session_restore(engine, bytes, site.snapshot_length, ms, NULL, &out, NULL));
  }
  CHECK_EQUAL(POISON_64, out);
}

static void a_duration_of_2_to_the_53_ms_is_taken_everywhere(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = engine, .session = room.session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  hangtime_session out = 0;
  CHECK_OK(hangtime_session_restore(engine, bytes, site.snapshot_length, LONGEST_MS, NULL, &out,
                                    NULL));
  CHECK_OK(hangtime_session_set_idle_timeout(engine, room.session, LONGEST_MS));
  CHECK_OK(hangtime_session_set_waiting_timeout(engine, room.session, LONGEST_MS));
  CHECK_EQUAL(LONGEST_MS, room_status(&room).until_end_ms);
  CHECK_OK(hangtime_session_hold(engine, room.session, "l", LONGEST_MS));
  CHECK_OK(hangtime_session_release_hold(engine, room.session, "l"));
  /* Not a millisecond early, over 285,000 years. */
  room_advance(&room, LONGEST_MS - 1);
  CHECK_EQUAL(HANGTIME_STATE_JOINED, room_status(&room).state);
  room_advance(&room, 1);
  CHECK_EQUAL(HANGTIME_STATE_TIMED_OUT, room_status(&room).state);
  /* The clock saturates at its end, and everything still answers. */
  for (int n = 0; n < 4; n++) {
    CHECK_OK(hangtime_engine_advance(engine, LONGEST_MS));
    CHECK_OK(hangtime_engine_suspend(engine, LONGEST_MS));
  }
  CHECK_EQUAL(HANGTIME_STATE_TIMED_OUT, room_status(&room).state);
  CHECK_OK(hangtime_session_left(engine, room.session));
  room_free(&room);
}

static void a_period_shorter_than_the_prompt_is_refused_and_0_is_not(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.prompt_ms = 60000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  REFUSED(HANGTIME_ERR_INVALID, &room, hangtime_session_set_idle_timeout(engine, session, 59999));
  REFUSED(HANGTIME_ERR_INVALID, &room, hangtime_session_set_waiting_timeout(engine, session, 1));
  CHECK_OK(hangtime_session_set_idle_timeout(engine, session, 60000));
  CHECK_OK(hangtime_session_set_waiting_timeout(engine, session, 60000));
  CHECK_OK(hangtime_session_set_idle_timeout(engine, session, 0));
  CHECK_OK(hangtime_session_set_waiting_timeout(engine, session, 0));
  room_free(&room);
}

int main(void) {
  check_begin();
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  the_room = &room;
  TEST(an_empty_text_is_refused_everywhere);
  TEST(a_text_that_is_too_long_is_refused_everywhere);
  TEST(a_text_that_is_no_utf_8_is_refused_everywhere);
  TEST(a_text_of_1_to_255_bytes_is_taken_everywhere);
  TEST(an_unknown_kind_is_refused_wherever_one_is_passed);
  TEST(every_known_kind_is_taken_but_not_unknown_as_a_change);
  TEST(an_engine_of_an_unknown_clock_or_delivery_is_not_made);
  TEST(a_duration_over_2_to_the_53_ms_is_refused_everywhere);
  TEST(a_duration_of_2_to_the_53_ms_is_taken_everywhere);
  TEST(a_period_shorter_than_the_prompt_is_refused_and_0_is_not);
  room_free(&room);
  return check_end();
}
