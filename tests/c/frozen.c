/*
 * A process that is stopped for longer than the period: when it goes on nothing ends in that
 * instant, but after the grace; and who joins within the grace saves the session.
 *
 * Nothing here relies on being quick. A child notes what the clock says, and where the system was
 * so slow that it did not come to what is tested, it says so and is run again.
 */
#include <semaphore.h>
#include <sys/mman.h>

#include "room.h"

enum {
  IDLE_MS = 300,
  SHORT_GRACE_MS = 200,
  LONG_GRACE_MS = 5000,
  /* Found a second late is found late. */
  LATE_MS = 1000,
  STOPPED_MS = IDLE_MS + LATE_MS + 200,
  ATTEMPTS = 8,
};

/* What parent and children share. */
struct frozen {
  /* When the parent saw that the child had stopped, and when it was about to let it go on. */
  atomic_ullong stopped_ms;
  atomic_ullong continued_ms;
  atomic_bool too_slow;
};

static struct frozen *shared;

static uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void say_timed_out(struct record *record, hangtime_event_type type,
                          hangtime_session session) {
  (void)session;
  if (type == HANGTIME_EVENT_SESSION_TIMED_OUT) {
    sem_post(record->context);
  }
}

static void give_up_if(bool too_slow) {
  if (too_slow) {
    atomic_store(&shared->too_slow, true);
    _exit(EXIT_SUCCESS);
  }
}

/* Opens a room and is stopped in it, from before the deadline until long after. */
static void be_stopped(struct room *room, uint64_t grace_ms, sem_t *timed_out) {
  hangtime_settings settings = HANGTIME_SETTINGS_INIT;
  settings.idle_timeout_ms = IDLE_MS;
  settings.resync_grace_ms = grace_ms;
  sem_init(timed_out, 0, 0);
  room->record.on_event = say_timed_out;
  room->record.context = timed_out;
  room_enter(room, engine_with(HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK), &settings);
  uint64_t before_ms = now_ms();
  CHECK_OK(hangtime_session_joined(room->engine, room->session, "alice", NULL, 0));
  uint64_t joined_ms = now_ms();
  raise(SIGSTOP);
  /* It was stopped before the deadline, and went on more than late after it: by measurement. */
  give_up_if(atomic_load(&shared->stopped_ms) - before_ms >= IDLE_MS);
  give_up_if(atomic_load(&shared->continued_ms) - joined_ms <= IDLE_MS + LATE_MS + 1);
}

static void stopped_and_nobody_joins(void *nothing) {
  (void)nothing;
  struct room room = ROOM_INIT;
  sem_t timed_out;
  be_stopped(&room, SHORT_GRACE_MS, &timed_out);
  while (sem_wait(&timed_out) != 0) {
  }
  /* Not at once: the grace came first. */
  CHECK(now_ms() - atomic_load(&shared->continued_ms) >= SHORT_GRACE_MS);
  hangtime_stats stats = HANGTIME_STATS_INIT;
  CHECK_OK(hangtime_engine_stats(room.engine, &stats));
  CHECK(stats.late >= 1 && stats.longest_late_us > LATE_MS * 1000);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; session_timed_out waiting", &room);
  room_free(&room);
}

static void stopped_and_somebody_joins(void *nothing) {
  (void)nothing;
  struct room room = ROOM_INIT;
  sem_t timed_out;
  be_stopped(&room, LONG_GRACE_MS, &timed_out);
  hangtime_status status = room_status(&room);
  hangtime_result result =
      hangtime_participant_joined(room.engine, room.session, "bob", "bob-1", 0);
  give_up_if(now_ms() - atomic_load(&shared->continued_ms) >= LONG_GRACE_MS);
  CHECK_EQUAL(HANGTIME_STATE_JOINED, status.state);
  CHECK_EQUAL(HANGTIME_PHASE_RESYNCING, status.phase);
  CHECK_OK(result);
  CHECK_EQUAL(HANGTIME_PHASE_ACCOMPANIED, room_status(&room).phase);
  CHECK_ROOM_TOLD("session_joined; idle_started waiting; idle_stopped", &room);
  room_free(&room);
}

static void sleep_until(uint64_t end_ms) {
  for (uint64_t now; (now = now_ms()) < end_ms;) {
    struct timespec left = {.tv_sec = (time_t)((end_ms - now) / 1000),
                            .tv_nsec = (long)((end_ms - now) % 1000) * 1000000};
    nanosleep(&left, NULL);
  }
}

/* Stops a child for longer than its period and lets it go on; false if it was too slow. */
static bool freeze(void (*part)(void *)) {
  atomic_store(&shared->too_slow, false);
  pid_t child = check_start_child(part, NULL);
  int status = 0;
  CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
  atomic_store(&shared->stopped_ms, now_ms());
  sleep_until(now_ms() + STOPPED_MS);
  atomic_store(&shared->continued_ms, now_ms());
  CHECK(kill(child, SIGCONT) == 0);
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return !atomic_load(&shared->too_slow);
}

static void freeze_until_conclusive(void (*part)(void *)) {
  int attempts = 0;
  bool conclusive = false;
  while (!conclusive && attempts++ < ATTEMPTS) {
    conclusive = freeze(part);
  }
  CHECK(conclusive);
}

static void a_stopped_process_ends_its_session_after_the_grace_and_not_at_once(void) {
  freeze_until_conclusive(stopped_and_nobody_joins);
}

static void who_joins_within_the_grace_saves_the_session_of_a_stopped_process(void) {
  freeze_until_conclusive(stopped_and_somebody_joins);
}

int main(void) {
  check_begin();
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    return EXIT_FAILURE;
  }
  TEST(a_stopped_process_ends_its_session_after_the_grace_and_not_at_once);
  TEST(who_joins_within_the_grace_saves_the_session_of_a_stopped_process);
  return check_end();
}
