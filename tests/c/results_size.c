/*
 * Structs that grow: every size from 0 to 256, with a tail that is zero and one that is not, into
 * the library and out of it. And buffers that are too small.
 */
#include "calls.h"

enum { LARGEST = 256 };

/* A struct that has grown since, and one that has not. */
#define GREW(type, since) offsetof(type, since), sizeof(type)
#define ALWAYS(type) sizeof(type), sizeof(type)

static struct room *the_room;

/* A struct that a host passes in, filled as its _INIT macro does; its first size is that of the
   version that had it first, its known one that of the header. */
struct kind {
  const char *name;
  size_t first;
  size_t known;
  void (*init)(void *place, size_t size);
  hangtime_result (*pass)(void *place);
};

static void init_options(void *place, size_t size) { hangtime_engine_options_init(place, size); }
static void init_settings(void *place, size_t size) { hangtime_settings_init(place, size); }
static void init_listener(void *place, size_t size) { hangtime_listener_init(place, size); }
static void init_status(void *place, size_t size) { hangtime_status_init(place, size); }
static void init_stats(void *place, size_t size) { hangtime_stats_init(place, size); }

static hangtime_result pass_options(void *place) {
  hangtime_engine *engine = NULL;
  hangtime_result result = hangtime_engine_new(place, &engine);
  CHECK((result == HANGTIME_OK) == (engine != NULL));
  CHECK_OK(hangtime_engine_free(engine));
  return result;
}

static hangtime_result pass_settings(void *place) {
  hangtime_session session = POISON_64;
  hangtime_result result = hangtime_session_open(the_room->engine, "another", place, &session);
  CHECK((result == HANGTIME_OK) == (session != POISON_64));
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_session_close(the_room->engine, session));
  }
  return result;
}

static hangtime_result pass_settings_to_check(void *place) {
  const char *field = "poison";
  const char *reason = "poison";
  hangtime_result result = hangtime_settings_check(place, &field, &reason);
  CHECK((result == HANGTIME_OK) == (field == NULL && reason == NULL));
  return result;
}

static hangtime_result pass_settings_to_preset(void *place) {
  return hangtime_settings_set_preset(place, "gentle");
}

static hangtime_result pass_listener(void *place) {
  hangtime_listener_id id = POISON_64;
  hangtime_result result =
      hangtime_listener_add(the_room->engine, the_room->session, place, &id);
  CHECK((result == HANGTIME_OK) == (id != POISON_64));
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_listener_remove(the_room->engine, id));
  }
  return result;
}

static hangtime_result pass_listener_to_restore(void *place) {
  unsigned char bytes[SNAPSHOT_MOST];
  struct site site = {.engine = the_room->engine, .session = the_room->session};
  site_take_snapshot(&site, bytes, sizeof bytes);
  hangtime_session session = POISON_64;
  hangtime_listener_id id = POISON_64;
  hangtime_result result = hangtime_session_restore(
      site.engine, bytes, site.snapshot_length, 0, place, &session, &id);
  CHECK((result == HANGTIME_OK) == (session != POISON_64 && id != POISON_64));
  if (result == HANGTIME_OK) {
    CHECK_OK(hangtime_session_close(site.engine, session));
  }
  return result;
}

static const struct kind IN[] = {
    {"options of engine_new", ALWAYS(hangtime_engine_options), init_options, pass_options},
    {"settings of session_open", ALWAYS(hangtime_settings), init_settings, pass_settings},
    {"settings of check", ALWAYS(hangtime_settings), init_settings, pass_settings_to_check},
    {"settings of preset", ALWAYS(hangtime_settings), init_settings, pass_settings_to_preset},
    {"listener of add", ALWAYS(hangtime_listener), init_listener, pass_listener},
    {"listener of restore", ALWAYS(hangtime_listener), init_listener, pass_listener_to_restore},
};

static const size_t NO_SIZES[] = {SIZE_MAX, SIZE_MAX - 7, SIZE_MAX / 2 + 1};

/* A struct of the host in memory that ends where it says: a byte read past it is found. */
static unsigned char *place_for(const struct kind *kind, size_t size) {
  unsigned char whole[LARGEST];
  size_t length = size < sizeof size ? sizeof size : size > LARGEST ? sizeof size : size;
  unsigned char *place = malloc(length);
  if (place == NULL) {
    abort();
  }
  memset(whole, 0, sizeof whole);
  kind->init(whole, kind->known);
  memcpy(place, whole, length);
  memcpy(place, &size, sizeof size);
  return place;
}

/* Passes a struct of that size in, and checks that a refused one is left as it was. */
static void pass(const struct kind *kind, hangtime_result expected, unsigned char *place,
                 size_t size) {
  unsigned char before[LARGEST];
  size_t length = size > LARGEST ? sizeof size : size;
  memcpy(before, place, length);
  struct state state_before, state_after;
  state_take(&state_before, the_room);
  if (!CHECK_RESULT(expected, kind->pass(place))) {
    fprintf(stderr, "  with a size of %zu\n", size);
  }
  if (expected != HANGTIME_OK) {
    CHECK(memcmp(before, place, length) == 0);
    state_take(&state_after, the_room);
    state_compare(&state_before, &state_after, kind->name, __FILE__, __LINE__);
  }
}

static void a_struct_that_is_passed_in_is_taken_from_its_first_size_on(void) {
  for (const struct kind *kind = IN; kind < IN + COUNT_OF(IN); kind++) {
    check_about(kind->name);
    for (size_t size = 0; size <= LARGEST; size++) {
      unsigned char *place = place_for(kind, size);
      pass(kind, size < kind->first ? HANGTIME_ERR_SIZE : HANGTIME_OK, place, size);
      free(place);
    }
  }
}

static void a_tail_that_is_not_known_must_be_zero(void) {
  for (const struct kind *kind = IN; kind < IN + COUNT_OF(IN); kind++) {
    check_about(kind->name);
    for (size_t size = kind->known + 1; size <= LARGEST; size++) {
      /* Its last byte in every size, and each of its bytes in the largest. */
      unsigned char *place = place_for(kind, size);
      place[size - 1] = 1;
      pass(kind, HANGTIME_ERR_SIZE, place, size);
      free(place);
      place = place_for(kind, LARGEST);
      place[size - 1] = 0x80;
      pass(kind, HANGTIME_ERR_SIZE, place, LARGEST);
      free(place);
    }
  }
}

static void a_size_that_was_never_set_is_refused(void) {
  for (const struct kind *kind = IN; kind < IN + COUNT_OF(IN); kind++) {
    check_about(kind->name);
    for (size_t n = 0; n < COUNT_OF(NO_SIZES); n++) {
      unsigned char *place = place_for(kind, NO_SIZES[n]);
      pass(kind, HANGTIME_ERR_SIZE, place, NO_SIZES[n]);
      free(place);
    }
  }
}

static hangtime_result ask_status(void *place) {
  return hangtime_session_status(the_room->engine, the_room->session, place);
}

static hangtime_result ask_stats(void *place) {
  return hangtime_engine_stats(the_room->engine, place);
}

static const struct kind OUT[] = {
    {"status", ALWAYS(hangtime_status), init_status, ask_status},
    {"stats", GREW(hangtime_stats, late), init_stats, ask_stats},
};

/* What an output of the known size would say. */
static void known_output(const struct kind *kind, unsigned char *place) {
  kind->init(place, kind->known);
  CHECK_OK(kind->pass(place));
}

static void an_output_is_written_as_far_as_the_host_knows_it(void) {
  for (const struct kind *kind = OUT; kind < OUT + COUNT_OF(OUT); kind++) {
    check_about(kind->name);
    unsigned char known[LARGEST];
    known_output(kind, known);
    for (size_t size = kind->first; size <= LARGEST; size++) {
      size_t shared = size < kind->known ? size : kind->known;
      unsigned char *place = malloc(size);
      memset(place, POISON, size);
      memcpy(place, &size, sizeof size);
      CHECK_OK(kind->pass(place));
      /* The size stays the host's; what this library does not know is zero. */
      CHECK(memcmp(place, &size, sizeof size) == 0);
      CHECK(memcmp(place + sizeof size, known + sizeof size, shared - sizeof size) == 0);
      for (size_t n = shared; n < size; n++) {
        CHECK_EQUAL(0, place[n]);
      }
      free(place);
    }
  }
}

static void an_output_that_is_too_small_or_of_no_size_is_left_alone(void) {
  for (const struct kind *kind = OUT; kind < OUT + COUNT_OF(OUT); kind++) {
    check_about(kind->name);
    for (size_t size = 0; size < kind->first; size++) {
      unsigned char *place = place_for(kind, size);
      memset(place + sizeof size, POISON, (size < sizeof size ? sizeof size : size) - sizeof size);
      pass(kind, HANGTIME_ERR_SIZE, place, size);
      free(place);
    }
    for (size_t n = 0; n < COUNT_OF(NO_SIZES); n++) {
      unsigned char *place = place_for(kind, NO_SIZES[n]);
      pass(kind, HANGTIME_ERR_SIZE, place, NO_SIZES[n]);
      free(place);
    }
  }
}

static const struct kind ALL[] = {
    {"hangtime_engine_options_init", ALWAYS(hangtime_engine_options), init_options, NULL},
    {"hangtime_settings_init", ALWAYS(hangtime_settings), init_settings, NULL},
    {"hangtime_listener_init", ALWAYS(hangtime_listener), init_listener, NULL},
    {"hangtime_status_init", ALWAYS(hangtime_status), init_status, NULL},
    {"hangtime_stats_init", GREW(hangtime_stats, late), init_stats, NULL},
};

static void an_initializer_writes_a_place_of_any_size_of_its_struct_and_no_other(void) {
  for (const struct kind *kind = ALL; kind < ALL + COUNT_OF(ALL); kind++) {
    check_about(kind->name);
    unsigned char known[LARGEST];
    kind->init(known, kind->known);
    for (size_t size = 0; size <= LARGEST; size++) {
      unsigned char *place = malloc(size + 1);
      memset(place, POISON, size + 1);
      kind->init(place, size);
      size_t shared = size < kind->known ? size : kind->known;
      if (size < kind->first) {
        CHECK(is_poisoned(place, size + 1));
      } else {
        CHECK(memcmp(place, &size, sizeof size) == 0);
        CHECK(memcmp(place + sizeof size, known + sizeof size, shared - sizeof size) == 0);
        for (size_t n = shared; n < size; n++) {
          CHECK_EQUAL(0, place[n]);
        }
        CHECK_EQUAL(POISON, place[size]);
      }
      free(place);
    }
    unsigned char place[LARGEST];
    memset(place, POISON, sizeof place);
    for (size_t n = 0; n < COUNT_OF(NO_SIZES); n++) {
      kind->init(place, NO_SIZES[n]);
      CHECK(is_poisoned(place, sizeof place));
    }
  }
}

typedef hangtime_result read_bytes(hangtime_engine *engine, hangtime_session session,
                                   unsigned char *buffer, size_t capacity, size_t *length);

static hangtime_result read_id(hangtime_engine *engine, hangtime_session session,
                               unsigned char *buffer, size_t capacity, size_t *length) {
  return hangtime_session_id(engine, session, (char *)buffer, capacity, length);
}

static hangtime_result read_log(hangtime_engine *engine, hangtime_session session,
                                unsigned char *buffer, size_t capacity, size_t *length) {
  return hangtime_session_log(engine, session, (char *)buffer, capacity, length);
}

static hangtime_result read_snapshot(hangtime_engine *engine, hangtime_session session,
                                     unsigned char *buffer, size_t capacity, size_t *length) {
  return hangtime_session_snapshot(engine, session, buffer, capacity, length);
}

/* Reads into buffers of every capacity; `extra` is the room that a NUL takes. */
static void read_into_every_capacity(read_bytes *read, size_t extra) {
  hangtime_engine *engine = the_room->engine;
  hangtime_session session = the_room->session;
  unsigned char whole[SNAPSHOT_MOST];
  size_t length = 0;
  CHECK_OK(read(engine, session, whole, sizeof whole, &length));
  CHECK(length > 0 && (extra == 0 || (whole[length] == 0 && strlen((char *)whole) == length)));
  size_t needed = 77;
  unsigned char untouched = POISON;
  CHECK_OK(read(engine, session, &untouched, 0, &needed));
  CHECK_EQUAL(POISON, untouched);
  CHECK_EQUAL(length, needed);
  for (size_t capacity = 1; capacity < length + extra + 3; capacity++) {
    unsigned char *buffer = malloc(capacity);
    memset(buffer, POISON, capacity);
    size_t told = 77;
    if (capacity < length + extra) {
      REFUSED(HANGTIME_ERR_SIZE, the_room, read(engine, session, buffer, capacity, &told));
      CHECK_EQUAL(77, told);
      CHECK(is_poisoned(buffer, capacity));
    } else {
      CHECK_OK(read(engine, session, buffer, capacity, &told));
      CHECK_EQUAL(length, told);
      CHECK(memcmp(buffer, whole, length + extra) == 0);
      CHECK(is_poisoned(buffer + length + extra, capacity - length - extra));
    }
    free(buffer);
  }
}

static void a_buffer_gets_the_whole_id_or_nothing(void) { read_into_every_capacity(read_id, 1); }
static void a_buffer_gets_the_whole_log_or_nothing(void) { read_into_every_capacity(read_log, 1); }
static void a_buffer_gets_the_whole_snapshot_or_nothing(void) {
  read_into_every_capacity(read_snapshot, 0);
}

int main(void) {
  check_begin();
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  the_room = &room;
  TEST(a_struct_that_is_passed_in_is_taken_from_its_first_size_on);
  TEST(a_tail_that_is_not_known_must_be_zero);
  TEST(a_size_that_was_never_set_is_refused);
  TEST(an_output_is_written_as_far_as_the_host_knows_it);
  TEST(an_output_that_is_too_small_or_of_no_size_is_left_alone);
  TEST(an_initializer_writes_a_place_of_any_size_of_its_struct_and_no_other);
  TEST(a_buffer_gets_the_whole_id_or_nothing);
  TEST(a_buffer_gets_the_whole_log_or_nothing);
  TEST(a_buffer_gets_the_whole_snapshot_or_nothing);
  room_free(&room);
  return check_end();
}
