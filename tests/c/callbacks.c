/* What a host may do from inside a callback, and when its listener is given back. */
#include <semaphore.h>

#include "room.h"
#include "tasks.h"

/* The room a reaction acts on, and another listener in it. */
struct scene {
  struct room room;
  struct record other;
  hangtime_listener_id other_id;
  sem_t reported;
  sem_t stopped;
};

#define SCENE_INIT {.room = ROOM_INIT, .other = RECORD_INIT}

static void scene_open(struct scene *scene, record_reaction *reaction) {
  room_open(&scene->room, NULL);
  scene->room.record.on_event = reaction;
  scene->room.record.context = scene;
  hangtime_listener listener = record_listener(&scene->other);
  CHECK_OK(hangtime_listener_add(scene->room.engine, scene->room.session, &listener,
                                 &scene->other_id));
}

/* Two events at once: the first callback acts while the second event is queued. */
static void scene_join(struct scene *scene) {
  CHECK_OK(hangtime_session_joined(scene->room.engine, scene->room.session, "alice", NULL, 0));
}

static void scene_free(struct scene *scene) {
  room_free(&scene->room);
  CHECK_EQUAL(1, record_released(&scene->other));
}

static void remove_itself(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  struct scene *scene = record->context;
  CHECK(type == HANGTIME_EVENT_SESSION_JOINED && session == scene->room.session);
  CHECK_OK(hangtime_listener_remove(scene->room.engine, scene->room.listener));
  CHECK_EQUAL(0, record_released(record));
  CHECK_RESULT(HANGTIME_ERR_HANDLE,
               hangtime_listener_remove(scene->room.engine, scene->room.listener));
}

static void detach_itself(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  struct scene *scene = record->context;
  CHECK(type == HANGTIME_EVENT_SESSION_JOINED && session == scene->room.session);
  CHECK_OK(hangtime_listener_detach(scene->room.engine, scene->room.listener));
  CHECK_EQUAL(0, record_released(record));
}

/* The callback in which a listener goes is its last; it is released as that returns. */
static void check_last_callback(record_reaction *reaction) {
  struct scene scene = SCENE_INIT;
  scene_open(&scene, reaction);
  scene_join(&scene);
  /* Once for the callback, and once for the release that a detach in it has queued. */
  CHECK_OK(hangtime_engine_flush(scene.room.engine));
  CHECK_ROOM_TOLD("session_joined", &scene.room);
  CHECK_EQUAL(1, record_released(&scene.room.record));
  CHECK(!record_was_here(&scene.room.record));
  CHECK_TOLD("session_joined; idle_started waiting", &scene.other);
  CHECK_EQUAL(0, record_released(&scene.other));
  scene_free(&scene);
}

static void a_listener_removed_inside_its_callback_is_called_no_more(void) {
  check_last_callback(remove_itself);
}

static void a_listener_detached_inside_its_callback_is_called_no_more(void) {
  check_last_callback(detach_itself);
}

static void close_session(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  struct scene *scene = record->context;
  CHECK_EQUAL(HANGTIME_EVENT_SESSION_JOINED, type);
  CHECK_OK(hangtime_session_close(scene->room.engine, session));
  /* Others are released at once, the one that is called as it returns. */
  CHECK_EQUAL(1, record_released(&scene->other));
  CHECK_EQUAL(0, record_released(record));
  CHECK_RESULT(HANGTIME_ERR_HANDLE, hangtime_session_close(scene->room.engine, session));
}

/* What a listener was told that another's first callback has stopped: that event, or nothing. */
static void check_stopped_early(struct record *record) {
  CHECK(strcmp(record->text, "") == 0 || strcmp(record->text, "session_joined") == 0);
  CHECK_EQUAL(1, record->released);
}

static void a_session_closed_inside_a_callback_is_silent_after_it(void) {
  struct scene scene = SCENE_INIT;
  scene_open(&scene, close_session);
  scene_join(&scene);
  CHECK_ROOM_TOLD("session_joined", &scene.room);
  CHECK_EQUAL(1, record_released(&scene.room.record));
  check_stopped_early(&scene.other);
  scene_free(&scene);
}

static void free_engine(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  struct scene *scene = record->context;
  CHECK(type == HANGTIME_EVENT_SESSION_JOINED && session == scene->room.session);
  /* No other thread may use an engine that is freed: not the one that reports, either. */
  while (sem_wait(&scene->reported) != 0) {
  }
  CHECK_OK(hangtime_engine_free(scene->room.engine));
  CHECK_EQUAL(0, record_released(record));
}

static void say_stopped(void *data) { sem_post(&((struct scene *)data)->stopped); }

static void an_engine_freed_inside_a_callback_is_gone_as_it_returns(void) {
  struct scene scene = SCENE_INIT;
  sem_init(&scene.reported, 0, 0);
  sem_init(&scene.stopped, 0, 0);
  hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
  options.on_thread_stop = say_stopped;
  options.thread_user_data = &scene;
  hangtime_engine *engine = NULL;
  CHECK_OK(hangtime_engine_new(&options, &engine));
  scene.room.record.on_event = free_engine;
  scene.room.record.context = &scene;
  room_enter(&scene.room, engine, NULL);
  hangtime_listener listener = record_listener(&scene.other);
  CHECK_OK(hangtime_listener_add(engine, scene.room.session, &listener, &scene.other_id));
  scene_join(&scene);
  sem_post(&scene.reported);
  /* The last thing on its thread, after everything else is over. */
  while (sem_wait(&scene.stopped) != 0) {
  }
  CHECK_TOLD("session_joined", &scene.room.record);
  CHECK_EQUAL(1, record_released(&scene.room.record));
  check_stopped_early(&scene.other);
  sem_destroy(&scene.reported);
  sem_destroy(&scene.stopped);
  tasks_await(EVENTS_THREAD, 0);
  tasks_await(TIMER_THREAD, 0);
}

static void add_another(struct record *record, hangtime_event_type type,
                        hangtime_session session) {
  struct scene *scene = record->context;
  if (type == HANGTIME_EVENT_SESSION_JOINED) {
    hangtime_listener listener = record_listener(&scene->other);
    CHECK_OK(hangtime_listener_add(scene->room.engine, session, &listener, &scene->other_id));
  }
}

static void a_listener_added_inside_a_callback_is_told_what_happens_next(void) {
  struct scene scene = SCENE_INIT;
  room_open(&scene.room, NULL);
  scene.room.record.on_event = add_another;
  scene.room.record.context = &scene;
  scene_join(&scene);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &scene.room);
  CHECK_TOLD("", &scene.other);
  CHECK_OK(hangtime_participant_joined(scene.room.engine, scene.room.session, "bob", "bob-1", 0));
  CHECK_ROOM_TOLD("idle_stopped", &scene.room);
  CHECK_TOLD("idle_stopped", &scene.other);
  scene_free(&scene);
}

static void remove_other(struct record *record, hangtime_event_type type,
                         hangtime_session session) {
  struct scene *scene = record->context;
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_JOINED) {
    CHECK_OK(hangtime_listener_remove(scene->room.engine, scene->other_id));
    /* At once, on this thread: its callback can not be running. */
    CHECK_EQUAL(1, record_released(&scene->other));
    CHECK(record_was_here(&scene->other));
  }
}

static void a_listener_removed_by_anothers_callback_is_called_no_more(void) {
  struct scene scene = SCENE_INIT;
  scene_open(&scene, remove_other);
  scene_join(&scene);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting", &scene.room);
  check_stopped_early(&scene.other);
  scene_free(&scene);
}

/* Whether a callback runs that has not returned. */
static atomic_int callbacks_running;

static void report_inside(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  struct scene *scene = record->context;
  hangtime_engine *engine = scene->room.engine;
  CHECK_EQUAL(0, atomic_fetch_add(&callbacks_running, 1));
  if (type == HANGTIME_EVENT_SESSION_JOINED) {
    CHECK_OK(hangtime_participant_joined(engine, session, "bob", "bob-1", HANGTIME_KIND_HUMAN));
    CHECK_OK(hangtime_roster_set(engine, session, NULL, 0));
    CHECK_OK(hangtime_session_left(engine, session));
  }
  atomic_fetch_sub(&callbacks_running, 1);
}

static void what_a_callback_reports_is_told_after_it_in_order(void) {
  struct scene scene = SCENE_INIT;
  scene_open(&scene, report_inside);
  scene_join(&scene);
  CHECK_OK(hangtime_engine_flush(scene.room.engine));
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; idle_stopped; idle_started others_left; "
                  "session_left", &scene.room);
  CHECK_TOLD("session_joined; idle_started waiting; idle_stopped; idle_started others_left; "
             "session_left", &scene.other);
  scene_free(&scene);
}

static hangtime_result go_remove(struct room *room) {
  return hangtime_listener_remove(room->engine, room->listener);
}
static hangtime_result go_detach(struct room *room) {
  return hangtime_listener_detach(room->engine, room->listener);
}
static hangtime_result go_close(struct room *room) {
  return hangtime_session_close(room->engine, room->session);
}
static hangtime_result go_free(struct room *room) {
  return hangtime_engine_free(room->engine);
}

static void a_listener_is_released_once_whichever_way_it_goes(void) {
  static const struct {
    const char *name;
    hangtime_result (*go)(struct room *room);
    bool here;
  } WAYS[] = {{"remove", go_remove, true},
              {"detach", go_detach, false},
              {"close", go_close, true},
              {"free", go_free, true}};
  for (size_t n = 0; n < COUNT_OF(WAYS); n++) {
    check_about(WAYS[n].name);
    struct room room = ROOM_INIT;
    room_open_alone(&room, NULL);
    CHECK_OK(hangtime_engine_flush(room.engine));
    CHECK_EQUAL(0, record_released(&room.record));
    CHECK_OK(WAYS[n].go(&room));
    if (WAYS[n].go != go_free) {
      CHECK_OK(hangtime_engine_flush(room.engine));
      CHECK_EQUAL(1, record_released(&room.record));
      CHECK_OK(hangtime_engine_free(room.engine));
    }
    CHECK_EQUAL(1, record_released(&room.record));
    CHECK(record_was_here(&room.record) == WAYS[n].here);
  }
}

static void a_listener_without_on_release_goes_silently(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  hangtime_listener listener = HANGTIME_LISTENER_INIT;
  hangtime_listener_id ids[3];
  for (size_t n = 0; n < COUNT_OF(ids); n++) {
    CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &ids[n]));
  }
  CHECK_OK(hangtime_listener_remove(room.engine, ids[0]));
  CHECK_OK(hangtime_listener_detach(room.engine, ids[1]));
  room_free(&room);
}

static void one_user_data_for_many_listeners_is_released_for_each(void) {
  struct room room = ROOM_INIT;
  room_open_alone(&room, NULL);
  struct record shared = RECORD_INIT;
  hangtime_listener listener = record_listener(&shared);
  hangtime_listener_id ids[3];
  for (size_t n = 0; n < COUNT_OF(ids); n++) {
    CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &ids[n]));
  }
  CHECK_OK(hangtime_listener_remove(room.engine, ids[0]));
  CHECK_EQUAL(1, record_released(&shared));
  CHECK_OK(hangtime_session_close(room.engine, room.session));
  CHECK_EQUAL(3, record_released(&shared));
  room_free(&room);
}

static void free_is_a_whole_policy_for_user_data(void) {
  struct room room = ROOM_INIT;
  room_open(&room, NULL);
  /* What is not freed is found by valgrind and the leak sanitizer. */
  for (int n = 0; n < 4; n++) {
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = malloc(64);
    listener.on_release = free;
    hangtime_listener_id id = 0;
    CHECK_OK(hangtime_listener_add(room.engine, room.session, &listener, &id));
    if (n == 0) {
      CHECK_OK(hangtime_listener_remove(room.engine, id));
    } else if (n == 1) {
      CHECK_OK(hangtime_listener_detach(room.engine, id));
    }
  }
  room_free(&room);
}

int main(void) {
  check_begin();
  TEST(a_listener_removed_inside_its_callback_is_called_no_more);
  TEST(a_listener_detached_inside_its_callback_is_called_no_more);
  TEST(a_session_closed_inside_a_callback_is_silent_after_it);
  TEST(an_engine_freed_inside_a_callback_is_gone_as_it_returns);
  TEST(a_listener_added_inside_a_callback_is_told_what_happens_next);
  TEST(a_listener_removed_by_anothers_callback_is_called_no_more);
  TEST(what_a_callback_reports_is_told_after_it_in_order);
  TEST(a_listener_is_released_once_whichever_way_it_goes);
  TEST(a_listener_without_on_release_goes_silently);
  TEST(one_user_data_for_many_listeners_is_released_for_each);
  TEST(free_is_a_whole_policy_for_user_data);
  return check_end();
}
