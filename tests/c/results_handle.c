/* Handles: a stale, foreign, invented one, or one of the other kind is never another session. */
#include "calls.h"

/* Makes every call that takes a session with this one, and every one with a listener likewise. */
static void refuse(struct room *room, hangtime_session session, hangtime_listener_id listener,
                   const char *why) {
  struct site site = {.engine = room->engine, .session = session, .listener = listener};
  FOR_EACH_CALL(call) {
    if (call->traits & (OF_SESSION | OF_LISTENER)) {
      REFUSED(HANGTIME_ERR_HANDLE, room, call->make(&site));
    }
  }
  if (atomic_load(&check.faults) > 0) {
    fprintf(stderr, "  with a handle that is %s\n", why);
  }
}

static void a_number_that_was_never_given_out_is_no_handle(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  refuse(&room, 0, 0, "0");
  refuse(&room, 1, 1, "1");
  refuse(&room, UINT64_MAX, UINT64_MAX, "all ones");
  refuse(&room, (uintptr_t)room.engine, (uintptr_t)&room, "a pointer");
  room_free(&room);
}

static void a_handle_of_the_other_kind_is_refused(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  CHECK(room.session != room.listener);
  refuse(&room, room.listener, room.session, "of the other kind");
  room_free(&room);
}

static void a_handle_of_another_engine_is_refused(void) {
  struct room rooms[2] = {ROOM_INIT, ROOM_INIT};
  room_open_alone(&rooms[0], NULL);
  room_open_alone(&rooms[1], NULL);
  CHECK(rooms[0].session != rooms[1].session && rooms[0].listener != rooms[1].listener);
  refuse(&rooms[0], rooms[1].session, rooms[1].listener, "of another engine");
  refuse(&rooms[1], rooms[0].session, rooms[0].listener, "of another engine");
  room_free(&rooms[0]);
  room_free(&rooms[1]);
}

static void a_handle_of_a_closed_session_is_stale_for_ever(void) {
  struct room room = ROOM_INIT;
  struct room closed = ROOM_INIT;
  room_open_alone(&room, NULL);
  room_enter(&closed, room.engine, NULL);
  CHECK_OK(hangtime_session_close(room.engine, closed.session));
  CHECK_EQUAL(1, record_released(&closed.record));
  refuse(&room, closed.session, closed.listener, "closed");
  /* Also when its place has been taken by others. */
  for (int n = 0; n < 64; n++) {
    hangtime_session session = 0;
    CHECK_OK(hangtime_session_open(room.engine, "another", NULL, &session));
    CHECK(session != closed.session);
  }
  refuse(&room, closed.session, closed.listener, "closed, its place used again");
  CHECK_EQUAL(1, record_released(&closed.record));
  room_free(&room);
}

static void a_listener_that_went_is_stale_whichever_way_it_went(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  hangtime_listener_id removed = 0;
  hangtime_listener_id detached = 0;
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &removed));
  CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &detached));
  CHECK_OK(hangtime_listener_remove(room.engine, removed));
  CHECK_OK(hangtime_listener_detach(room.engine, detached));
  const hangtime_listener_id gone[] = {removed, detached};
  for (size_t n = 0; n < COUNT_OF(gone); n++) {
    REFUSED(HANGTIME_ERR_HANDLE, &room, hangtime_listener_remove(room.engine, gone[n]));
    REFUSED(HANGTIME_ERR_HANDLE, &room, hangtime_listener_detach(room.engine, gone[n]));
  }
  room_free(&room);
}

static void a_handle_with_any_one_or_two_bits_changed_is_refused(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct state before, after;
  state_take(&before, &room);
  hangtime_status status = HANGTIME_STATUS_INIT;
  for (int a = 0; a < 64; a++) {
    for (int b = a; b < 64; b++) {
      uint64_t change = UINT64_C(1) << a | UINT64_C(1) << b;
      CHECK_RESULT(HANGTIME_ERR_HANDLE,
                   hangtime_session_status(room.engine, room.session ^ change, &status));
      CHECK_RESULT(HANGTIME_ERR_HANDLE,
                   hangtime_session_close(room.engine, room.session ^ change));
      CHECK_RESULT(HANGTIME_ERR_HANDLE,
                   hangtime_listener_remove(room.engine, room.listener ^ change));
      CHECK_RESULT(HANGTIME_ERR_HANDLE,
                   hangtime_listener_detach(room.engine, room.listener ^ change));
    }
  }
  state_take(&after, &room);
  state_compare(&before, &after, "a changed handle", __FILE__, __LINE__);
  room_free(&room);
}

/* A generator of numbers (splitmix64): the same ones in every run. */
static uint64_t next_number(uint64_t *seed) {
  uint64_t mixed = *seed += UINT64_C(0x9e3779b97f4a7c15);
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
  return mixed ^ mixed >> 31;
}

static void a_million_forged_handles_are_refused(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct state before, after;
  state_take(&before, &room);
  uint64_t seed = 42;
  hangtime_status status = HANGTIME_STATUS_INIT;
  unsigned taken = 0;
  for (unsigned n = check_load(1000000, 20000); n > 0; n--) {
    uint64_t forged = next_number(&seed);
    /* The low half is the more telling: half of them keep the one of a handle that is valid. */
    if (n % 2 == 0) {
      forged = forged << 32 | (uint32_t)room.session;
    }
    if (forged != room.session && forged != room.listener) {
      taken += hangtime_session_status(room.engine, forged, &status) != HANGTIME_ERR_HANDLE;
      taken += hangtime_listener_remove(room.engine, forged) != HANGTIME_ERR_HANDLE;
    }
  }
  CHECK_EQUAL(0, taken);
  state_take(&after, &room);
  state_compare(&before, &after, "a forged handle", __FILE__, __LINE__);
  room_free(&room);
}

static int in_order(const void *left, const void *right) {
  const uint64_t *a = left;
  const uint64_t *b = right;
  return (*a > *b) - (*a < *b);
}

static void no_handle_is_given_out_twice(void) {
  hangtime_engine *engine = engine_manual();
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  size_t count = check_load(200000, 4000);
  uint64_t *handles = calloc(count, sizeof *handles);
  for (size_t n = 0; handles != NULL && n + 1 < count; n += 2) {
    CHECK_OK(hangtime_session_open(engine, "room", NULL, &handles[n]));
    CHECK_OK(hangtime_listener_add(engine, handles[n], &listener, &handles[n + 1]));
    CHECK_OK(hangtime_session_close(engine, handles[n]));
  }
  qsort(handles, count, sizeof *handles, in_order);
  CHECK(handles[0] != 0);
  for (size_t n = 1; n < count; n++) {
    CHECK(handles[n - 1] != handles[n]);
  }
  free(handles);
  CHECK_OK(hangtime_engine_free(engine));
}

static void what_is_wrong_in_itself_is_told_before_the_handle(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  REFUSED(HANGTIME_ERR_INVALID, &room, hangtime_participant_left(engine, 0, ""));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_participant_left(engine, 0, NULL));
  REFUSED(HANGTIME_ERR_INVALID, &room, hangtime_session_hold(engine, 0, "l", UINT64_MAX));
  REFUSED(HANGTIME_ERR_NULL, &room, hangtime_session_status(engine, 0, NULL));
  hangtime_status too_small = {.size = 1};
  REFUSED(HANGTIME_ERR_SIZE, &room, hangtime_session_status(engine, 0, &too_small));
  room_free(&room);
}

int main(void) {
  check_begin();
  TEST(a_number_that_was_never_given_out_is_no_handle);
  TEST(a_handle_of_the_other_kind_is_refused);
  TEST(a_handle_of_another_engine_is_refused);
  TEST(a_handle_of_a_closed_session_is_stale_for_ever);
  TEST(a_listener_that_went_is_stale_whichever_way_it_went);
  TEST(a_handle_with_any_one_or_two_bits_changed_is_refused);
  TEST(a_million_forged_handles_are_refused);
  TEST(no_handle_is_given_out_twice);
  TEST(what_is_wrong_in_itself_is_told_before_the_handle);
  return check_end();
}
