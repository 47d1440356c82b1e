/* Two libraries in Rust in one program: both work, from the same thread and inside one another's
 * calls, and both catch their own panics. */
#define _GNU_SOURCE
#include <errno.h>
#include <hangtime.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

size_t other_remember(uint32_t number);
int other_panics_and_catches(void);

#define CHECK(condition)                                                    \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            return 1;                                                       \
        }                                                                   \
    } while (0)

static atomic_int clock_is_broken;

/* The program's own, which both libraries find first. To a library in Rust a clock that does not
 * answer is a defect, and so it panics. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
    if (clock == CLOCK_MONOTONIC && clock_is_broken) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_clock_gettime, clock, time);
}

/* Where there is no timer to have, our library waits by that clock. */
int timerfd_create(clockid_t clock, int flags)
{
    if (clock_is_broken) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_timerfd_create, clock, flags);
}

static void on_session_timed_out(void *over, hangtime_session session, hangtime_cause cause)
{
    (void)session;
    (void)cause;
    if (other_remember(1) > 0 && other_panics_and_catches()) {
        sem_post(over);
    }
}

static hangtime_result alone(hangtime_engine *engine, sem_t *over)
{
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    settings.idle_timeout_ms = 10;
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = over;
    listener.on_session_timed_out = on_session_timed_out;
    hangtime_session call;
    hangtime_listener_id id;
    hangtime_result result = hangtime_session_open(engine, "room-42", &settings, &call);
    if (result == HANGTIME_OK) {
        result = hangtime_listener_add(engine, call, &listener, &id);
    }
    return result != HANGTIME_OK ? result : hangtime_session_joined(engine, call, "alice", NULL, 0);
}

int main(void)
{
    sem_t over;
    sem_init(&over, 0, 0);
    CHECK(other_remember(7) == 1);
    CHECK(other_panics_and_catches());

    /* A call that times out, and in its callback the other library. */
    hangtime_engine *engine;
    CHECK(hangtime_engine_new(NULL, &engine) == HANGTIME_OK);
    CHECK(alone(engine, &over) == HANGTIME_OK);
    sem_wait(&over);
    CHECK(hangtime_engine_free(engine) == HANGTIME_OK);
    CHECK(other_remember(8) == 3);

    /* A panic on the timer thread: it is caught, and the engine says so from then on. */
    clock_is_broken = 1;
    CHECK(hangtime_engine_new(NULL, &engine) == HANGTIME_OK);
    hangtime_result result = alone(engine, &over);
    while (result != HANGTIME_ERR_PANIC) {
        hangtime_stats stats = HANGTIME_STATS_INIT;
        result = hangtime_engine_stats(engine, &stats);
        CHECK(result == HANGTIME_OK || result == HANGTIME_ERR_PANIC);
        sched_yield();
    }
    clock_is_broken = 0;
    CHECK(hangtime_engine_free(engine) == HANGTIME_OK);
    CHECK(other_panics_and_catches());

    puts("both libraries work");
    return 0;
}
