/* What depends on how the session stands, on the clock and on the delivery. */
#include "calls.h"

/* How a session comes to an end. */
static void end_by_time_out(struct room *room) { room_advance(room, 300000); }
static void end_by_closed_link(struct room *room) {
  CHECK_OK(hangtime_session_connection_closed(room->engine, room->session));
}
static void end_by_leaving(struct room *room) {
  CHECK_OK(hangtime_session_left(room->engine, room->session));
}

static void (*const ENDINGS[])(struct room *) = {end_by_time_out, end_by_closed_link,
                                                 end_by_leaving};

static struct site site_of(const struct room *room) {
  return (struct site){.engine = room->engine, .session = room->session,
                       .listener = room->listener};
}

static void before_the_join_every_report_is_not_joined(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  struct site site = site_of(&room);
  FOR_EACH_CALL(call) {
    if (call->traits & REPORTS) {
      REFUSED(HANGTIME_ERR_NOT_JOINED, &room, call->make(&site));
    }
  }
  room_free(&room);
}

static void after_the_end_every_report_is_ended(void) {
  for (size_t n = 0; n < COUNT_OF(ENDINGS); n++) {
    struct room room = ROOM_INIT;
    room_open_alone(&room, NULL);
    ENDINGS[n](&room);
    struct site site = site_of(&room);
    bool may_leave = ENDINGS[n] != end_by_leaving;
    /* A leave is taken once after a time-out or a closed link, then it is over, too. */
    for (int round = 0; round < 2; round++) {
      FOR_EACH_CALL(call) {
        if (call->traits & REPORTS && (call->make != call_session_left || !may_leave)) {
          REFUSED(HANGTIME_ERR_ENDED, &room, call->make(&site));
        }
      }
      REFUSED(HANGTIME_ERR_ENDED, &room, call_session_joined(&site));
      CHECK_RESULT(may_leave ? HANGTIME_OK : HANGTIME_ERR_ENDED, call_session_left(&site));
      may_leave = false;
    }
    room_free(&room);
  }
}

static void a_second_join_is_refused(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_participant bob = {"bob", "bob-1", HANGTIME_KIND_HUMAN};
  REFUSED(HANGTIME_ERR_ALREADY_JOINED, &room,
          hangtime_session_joined(room.engine, room.session, "alice", &bob, 1));
  REFUSED(HANGTIME_ERR_ALREADY_JOINED, &room,
          hangtime_session_joined(room.engine, room.session, "carol", NULL, 0));
  room_free(&room);
}

static void who_is_not_there_is_not_found(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_participant_left(engine, session, "bob-2"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_participant_left(engine, session, "bob"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room,
          hangtime_participant_changed(engine, session, "bob", HANGTIME_KIND_BOT));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_user_left(engine, session, "bob-1"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_user_left(engine, session, "alice"));
  CHECK_OK(hangtime_participant_left(engine, session, "bob-1"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_participant_left(engine, session, "bob-1"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_user_left(engine, session, "bob"));
  room_free(&room);
}

static void who_only_lingers_is_not_found(void) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.leave_grace_ms = 10000;
  struct room room = ROOM_INIT;
  room_open_alone(&room, &settings);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  CHECK_OK(hangtime_participant_left(engine, session, "bob-1"));
  CHECK_EQUAL(1, room_status(&room).others);
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_user_left(engine, session, "bob"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room,
          hangtime_participant_changed(engine, session, "bob-1", HANGTIME_KIND_PHONE));
  room_free(&room);
}

static void a_hold_is_taken_and_released_once(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_session_release_hold(engine, session, "share"));
  CHECK_OK(hangtime_session_hold(engine, session, "share", 0));
  REFUSED(HANGTIME_ERR_ALREADY_HELD, &room, hangtime_session_hold(engine, session, "share", 0));
  REFUSED(HANGTIME_ERR_ALREADY_HELD, &room, hangtime_session_hold(engine, session, "share", 9));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_session_release_hold(engine, session, "Share"));
  CHECK_OK(hangtime_session_hold(engine, session, "recording", 1000));
  CHECK_OK(hangtime_session_release_hold(engine, session, "share"));
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room, hangtime_session_release_hold(engine, session, "share"));
  /* Past its age it is not there any more, and can be taken again. */
  room_advance(&room, 1000);
  REFUSED(HANGTIME_ERR_NOT_FOUND, &room,
          hangtime_session_release_hold(engine, session, "recording"));
  CHECK_OK(hangtime_session_hold(engine, session, "recording", 0));
  room_free(&room);
}

static void only_who_is_alone_with_a_period_can_extend(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  hangtime_engine *engine = room.engine;
  hangtime_session session = room.session;
  CHECK_OK(hangtime_session_extend(engine, session));
  CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
  REFUSED(HANGTIME_ERR_NOT_ALONE, &room, hangtime_session_extend(engine, session));
  CHECK_OK(hangtime_participant_changed(engine, session, "bob-1", HANGTIME_KIND_BOT));
  CHECK_OK(hangtime_session_extend(engine, session));
  CHECK_OK(hangtime_session_set_idle_timeout(engine, session, 0));
  REFUSED(HANGTIME_ERR_NOT_ALONE, &room, hangtime_session_extend(engine, session));
  room_free(&room);
}

static void only_a_manual_clock_is_moved_by_hand(void) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK);
  CHECK_RESULT(HANGTIME_ERR_NOT_MANUAL, hangtime_engine_advance(engine, 0));
  CHECK_RESULT(HANGTIME_ERR_NOT_MANUAL, hangtime_engine_suspend(engine, 0));
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = UINT64_C(1) << 53;
  hangtime_session session = 0;
  CHECK_OK(hangtime_session_open(engine, "room", &settings, &session));
  CHECK_OK(hangtime_session_joined(engine, session, "alice", NULL, 0));
  CHECK_RESULT(HANGTIME_ERR_NOT_MANUAL, hangtime_engine_advance(engine, UINT64_C(1) << 53));
  CHECK_RESULT(HANGTIME_ERR_NOT_MANUAL, hangtime_engine_suspend(engine, UINT64_C(1) << 53));
  hangtime_status status = HANGTIME_STATUS_INIT;
  CHECK_OK(hangtime_session_status(engine, session, &status));
  CHECK_EQUAL(HANGTIME_STATE_JOINED, status.state);
  CHECK_OK(hangtime_engine_free(engine));
}

static void only_poll_mode_has_a_descriptor_and_events_to_take(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct site site = site_of(&room);
  REFUSED(HANGTIME_ERR_NOT_POLLED, &room, call_engine_event_fd(&site));
  REFUSED(HANGTIME_ERR_NOT_POLLED, &room, call_engine_take_events(&site));
  room_free(&room);
}

static void poll_mode_has_no_listeners_and_nothing_to_flush(void) {
  hangtime_engine *engine = engine_with(HANGTIME_CLOCK_MANUAL, HANGTIME_DELIVERY_POLL);
  struct site site = {.engine = engine, .listener = 1};
  CHECK_OK(hangtime_session_open(engine, "room", NULL, &site.session));
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  FOR_EACH_CALL(call) {
    if (call->traits & NOT_POLL) {
      CHECK_RESULT(HANGTIME_ERR_POLLED, call->make(&site));
    }
  }
  struct record record = RECORD_INIT;
  hangtime_listener listener = record_listener(&record);
  hangtime_session out = POISON_64;
  hangtime_listener_id id = POISON_64;
  CHECK_RESULT(HANGTIME_ERR_POLLED,
               hangtime_session_restore(engine, bytes, site.snapshot_length, 0, &listener, &out,
                                        &id));
  CHECK(out == POISON_64 && id == POISON_64);
  hangtime_stats stats = HANGTIME_STATS_INIT;
  CHECK_OK(hangtime_engine_stats(engine, &stats));
  CHECK_EQUAL(1, stats.sessions);
  CHECK_OK(call_session_restore(&site));
  CHECK_OK(hangtime_engine_free(engine));
  CHECK_EQUAL(0, record.released);
}

static void every_call_of_the_list_succeeds_where_it_is_allowed(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct site site = site_of(&room);
  unsigned char bytes[SNAPSHOT_MOST];
  site_take_snapshot(&site, bytes, sizeof bytes);
  FOR_EACH_CALL(call) {
    hangtime_result expected = HANGTIME_OK;
    if (call->traits & OF_POLL) {
      expected = HANGTIME_ERR_NOT_POLLED;
    } else if (call->make == call_session_joined) {
      expected = HANGTIME_ERR_ALREADY_JOINED;
    } else if (call->make == call_listener_remove) {
      expected = HANGTIME_ERR_HANDLE; /* detached by the call before */
    }
    CHECK_RESULT(expected, call->make(&site));
  }
  CHECK_OK(hangtime_engine_flush(room.engine));
  room_free(&room);
}

int main(void) {
  check_begin();
  TEST(before_the_join_every_report_is_not_joined);
  TEST(after_the_end_every_report_is_ended);
  TEST(a_second_join_is_refused);
  TEST(who_is_not_there_is_not_found);
  TEST(who_only_lingers_is_not_found);
  TEST(a_hold_is_taken_and_released_once);
  TEST(only_who_is_alone_with_a_period_can_extend);
  TEST(only_a_manual_clock_is_moved_by_hand);
  TEST(only_poll_mode_has_a_descriptor_and_events_to_take);
  TEST(poll_mode_has_no_listeners_and_nothing_to_flush);
  TEST(every_call_of_the_list_succeeds_where_it_is_allowed);
  return check_end();
}
