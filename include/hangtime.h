/*
 * hangtime: ends the calls nobody is in.
 *
 * A calling app reports who is in a session and how its link is. The library tells it when the
 * user is alone, when to ask "are you still there?", and when the session has ended because nobody
 * else was there: after 300 seconds, if not told otherwise. It carries no media and opens no
 * socket; to hang up is the app's part.
 *
 * EXAMPLE
 *
 *     #include <hangtime.h>
 *     #include <stdio.h>
 *
 *     static void hang_up(void *user_data, hangtime_session call, hangtime_cause cause)
 *     {
 *         (void)user_data;
 *         (void)call;
 *         puts(cause == HANGTIME_CAUSE_WAITING ? "nobody came" : "everybody has left");
 *     }
 *
 *     int main(void)
 *     {
 *         hangtime_engine *engine;
 *         hangtime_session call;
 *         hangtime_listener_id id;
 *         hangtime_settings settings = HANGTIME_SETTINGS_INIT;
 *         hangtime_listener listener = HANGTIME_LISTENER_INIT;
 *
 *         settings.idle_timeout_ms = 120 * 1000;
 *         listener.on_session_timed_out = hang_up;
 *         hangtime_engine_new(NULL, &engine);
 *         hangtime_session_open(engine, "room-42", &settings, &call);
 *         hangtime_listener_add(engine, call, &listener, &id);
 *         hangtime_session_joined(engine, call, "alice", NULL, 0);
 *         hangtime_participant_joined(engine, call, "bob", "bobs-phone", HANGTIME_KIND_HUMAN);
 *         hangtime_participant_left(engine, call, "bobs-phone");
 *         getchar();
 *         return hangtime_engine_free(engine);
 *     }
 *
 * Two minutes after bob has left, hang_up runs on a thread of the engine. Each of the calls returns
 * a result, which a real program looks at.
 *
 * CONVENTIONS
 *
 * They hold for everything below and are not repeated there.
 *
 * Names: hangtime_<noun>_<verb> does something; hangtime_<noun>_<past> reports what has happened,
 * as hangtime_participant_joined; hangtime_<noun>_<attribute> asks. Arguments come in the order
 * engine, handle, inputs, outputs; an output is called out_<noun>.
 *
 * Results: a hangtime_result is HANGTIME_OK, which is 0, or a positive HANGTIME_ERR_..., each with
 * one kind of cause. hangtime_result_name and hangtime_result_message put it into words. What can
 * not fail returns something else, or nothing.
 *
 * A call that fails has changed nothing: the session is as it was, no output is written, and what
 * was offered to the library is still the caller's. Only time goes on: what is due at that moment
 * happens, as it would have without the call. Two exceptions are by design: hangtime_settings_check
 * writes its outputs when it finds a fault, and after HANGTIME_ERR_PANIC, which no program is ever
 * to see, an engine can only be freed.
 *
 * Units: they are in the names. _ms are milliseconds, at most 2^53 of them; what is told in
 * milliseconds is rounded up. A duration of 0 means "none", except for graces and the notice, where
 * it means "at once". HANGTIME_NEVER, HANGTIME_FOLLOW and HANGTIME_UNLIMITED are the only other
 * values that mean more than their number. Nothing is clamped silently.
 *
 * Structs: what a host fills in, or has filled in, begins with its size. Start with the _INIT macro
 * of the struct or its _init function, which write the size and the defaults. So a program and a
 * library of different versions fit: what an older program does not know has its default, and what
 * a newer one knows is accepted as long as it is zero (else HANGTIME_ERR_SIZE). The elements of
 * arrays, hangtime_participant and hangtime_event, have no size and never grow.
 *
 * Handles: sessions and listeners are integers, good for one engine. 0 is never one, and none is
 * used twice: one that was closed or removed is HANGTIME_ERR_HANDLE for ever.
 *
 * Text: ids and labels are NUL-terminated UTF-8 of 1 to 255 bytes, compared byte by byte. A buffer
 * for text or bytes may be NULL with a capacity of 0: the call then only tells the length.
 *
 * NULL: where a function does not say that a pointer may be NULL, NULL is HANGTIME_ERR_NULL, and
 * everything else must point to what it says. Function pointers in structs may all be NULL.
 *
 * Memory: what goes in is copied before the call returns, except for user_data, which is only
 * carried, and is the host's again once on_release has run. What comes out needs no freeing, except
 * the engine. Where the process has no memory left, it is ended.
 *
 * Threads: every function may be called from any thread at any time, with one exception:
 * hangtime_engine_free is the last call. An engine has two threads, "hangtime-timer" (not with a
 * manual clock) and "hangtime-events" (not in poll mode), from its first session to
 * hangtime_engine_free. The signals of the host do not reach them.
 *
 * Callbacks: they run on "hangtime-events", one at a time, while the library holds no lock, and may
 * call every function here. What else is promised to them and asked of them is said at
 * hangtime_listener. Keep them short: a slow one delays those after it.
 *
 * Time: the clock counts the time a device sleeps and does not follow changes of the date. Nothing
 * fires early.
 *
 * Fork: in a child process, every call on an engine of its parent is HANGTIME_ERR_FORKED, and the
 * parent does not notice. An engine that the child makes works. For a fork inside a callback see
 * hangtime_listener.
 *
 * READING
 *
 * Types come first, then constants, then functions; initializers are at the end. A first reading
 * goes by topic:
 *
 *     an engine      hangtime_engine_options, hangtime_engine_new, hangtime_engine_free
 *     a session      hangtime_settings, hangtime_session_open, hangtime_session_close
 *     events         hangtime_listener with the contract of callbacks, hangtime_listener_add,
 *                    _remove, _detach
 *     reports        hangtime_session_joined, _left, _connection_lost, _connection_restored,
 *                    _connection_closed, hangtime_participant_joined, _changed, _left,
 *                    hangtime_user_left, hangtime_roster_set
 *     wishes         hangtime_session_extend, _hold, _release_hold, _set_idle_timeout,
 *                    _set_waiting_timeout
 *     looking        hangtime_session_status, _log, _id, hangtime_engine_stats
 *     sleep          hangtime_engine_app_resumed, hangtime_engine_next_deadline
 *     moving house   hangtime_session_snapshot, hangtime_session_restore
 *     an event loop  HANGTIME_DELIVERY_POLL, hangtime_engine_event_fd, hangtime_engine_take_events
 *     tests          HANGTIME_CLOCK_MANUAL, hangtime_engine_advance, _suspend, _flush
 *     languages      hangtime_engine_new_dart_port, hangtime_listener_add_dart_port; the _init
 *                    functions
 */

#ifndef HANGTIME_H
#define HANGTIME_H

#include <stddef.h>
#include <stdint.h>

/*
 * Tells Swift that callbacks run on a thread of the library, whatever actor they were written in.
 */
#if defined(__has_attribute)
#if __has_attribute(swift_attr)
#define HANGTIME_SENDABLE __attribute__((swift_attr("@Sendable")))
#endif
#endif
#ifndef HANGTIME_SENDABLE
#define HANGTIME_SENDABLE
#endif

/**
 * waiting_timeout_ms: the same as idle_timeout_ms, also when that changes.
 */
#define HANGTIME_FOLLOW UINT64_MAX

/**
 * The kinds that are company by default: human, phone and viewer.
 */
#define HANGTIME_COUNT_PEOPLE 14

/**
 * A time that never comes, and a number without a limit.
 */
#define HANGTIME_NEVER UINT64_MAX

/**
 * extensions_left of a session without max_extensions.
 */
#define HANGTIME_UNLIMITED UINT32_MAX

/**
 * The version of the header, as major * 10000 + minor * 100 + patch.
 */
#define HANGTIME_VERSION_NUMBER 100

/**
 * An engine: sessions, their timer thread and their callback thread. Several may live in one
 * process and never meet; the library has no global state but the list of those that were made
 * with hangtime_engine_new_dart_port.
 */
typedef struct hangtime_engine hangtime_engine;

/**
 * The result of a call: HANGTIME_OK or one of HANGTIME_ERR_... A call that fails has changed
 * nothing: no state, no output, no ownership.
 */
typedef int32_t hangtime_result;

/**
 * Which clock an engine goes by: one of HANGTIME_CLOCK_...
 */
typedef uint32_t hangtime_clock;

/**
 * How events reach the host: one of HANGTIME_DELIVERY_...
 */
typedef uint32_t hangtime_delivery;

/**
 * Called at the start or the end of the thread that runs the callbacks.
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_thread)(void *user_data);

/**
 * What a host may choose for an engine. Begin with HANGTIME_ENGINE_OPTIONS_INIT or
 * hangtime_engine_options_init.
 */
typedef struct {
  /**
   * The size of this struct, set by the initializers.
   */
  size_t size;
  /**
   * HANGTIME_CLOCK_SYSTEM (default) or HANGTIME_CLOCK_MANUAL.
   */
  hangtime_clock clock;
  /**
   * HANGTIME_DELIVERY_CALLBACK (default) or HANGTIME_DELIVERY_POLL.
   */
  hangtime_delivery delivery;
  /**
   * How many sessions may be open at a time; default 16777216 (2^24).
   */
  size_t max_sessions;
  /**
   * The stack of each thread in bytes; default 262144 (256 KiB), of which callbacks may use
   * half. Less than the system's minimum is raised to it, and what the system refuses is its
   * default.
   */
  size_t thread_stack_size;
  /**
   * Called first on the callback thread, such as to attach it to a virtual machine; may be
   * NULL (default).
   */
  hangtime_on_thread on_thread_start;
  /**
   * Called last on the callback thread, after every callback; may be NULL (default).
   */
  hangtime_on_thread on_thread_stop;
  /**
   * Passed to the two functions above; default NULL.
   */
  void *thread_user_data;
} hangtime_engine_options;

/**
 * Counts of an engine, each right at some instant of the call. Begin with HANGTIME_STATS_INIT or
 * hangtime_stats_init.
 */
typedef struct {
  /**
   * The size of this struct, set by the initializers.
   */
  size_t size;
  /**
   * Sessions that are open.
   */
  uint64_t sessions;
  /**
   * Listeners that are added.
   */
  uint64_t listeners;
  /**
   * Sessions that timed out so far.
   */
  uint64_t timed_out;
  /**
   * Events that wait for their callback, or to be taken in poll mode.
   */
  uint64_t events_queued;
  /**
   * Events delivered to listeners so far.
   */
  uint64_t events_delivered;
  /**
   * Entries in the queue of deadlines, stale ones included.
   */
  uint64_t deadlines_queued;
  /**
   * Listeners dropped because whoever listened was gone.
   */
  uint64_t listeners_dropped;
  /**
   * How often a session was judged more than 1000 ms after the time when something fell due in
   * it, so far: the device slept, the process was frozen, or the machine does not keep up. Each
   * time counts once, whatever came of it: an event with its late_ms, or a resync.
   */
  uint64_t late;
  /**
   * The longest that a session was judged after something fell due in it so far, in
   * microseconds; also below the 1000 ms of late.
   */
  uint64_t longest_late_us;
  /**
   * Callbacks that run now, on_release of a detached listener among them: 0 or 1, because one
   * thread makes them; 0 in poll mode.
   */
  uint64_t callbacks_running;
  /**
   * For how long that callback has run, in microseconds of the system's clock, also where the
   * engine's is a manual one; 0 if none runs.
   */
  uint64_t callback_running_for_us;
  /**
   * The longest callback that is over, in the same microseconds; 0 in poll mode. What the
   * delivery itself takes is in it, mostly below a microsecond.
   */
  uint64_t longest_callback_us;
  /**
   * Shards that the sessions are spread over; a new one goes to the next in turn.
   */
  uint64_t shards;
  /**
   * Sessions in which something will fall due by itself. This field and all after it take a
   * look at every session; see hangtime_engine_stats for how to do without.
   */
  uint64_t armed;
  /**
   * Sessions in HANGTIME_PHASE_NONE, which are not joined, or over.
   */
  uint64_t not_joined;
  /**
   * Sessions in HANGTIME_PHASE_ACCOMPANIED. The phases are those that the sessions had when
   * they were judged last; together with not_joined they are all sessions.
   */
  uint64_t accompanied;
  /**
   * Sessions in HANGTIME_PHASE_DISABLED.
   */
  uint64_t disabled;
  /**
   * Sessions in HANGTIME_PHASE_PAUSED.
   */
  uint64_t paused;
  /**
   * Sessions in HANGTIME_PHASE_HELD.
   */
  uint64_t held;
  /**
   * Sessions in HANGTIME_PHASE_RESYNCING.
   */
  uint64_t resyncing;
  /**
   * Sessions in HANGTIME_PHASE_COUNTING.
   */
  uint64_t counting;
  /**
   * Sessions in HANGTIME_PHASE_PROMPTING.
   */
  uint64_t prompting;
  /**
   * Sessions in the shard that has the fewest.
   */
  uint64_t smallest_shard;
  /**
   * Sessions in the shard that has the most.
   */
  uint64_t largest_shard;
} hangtime_stats;

/**
 * The handle of a session; 0 is never one, and none is used twice: that of a session which was closed
 * is HANGTIME_ERR_HANDLE, never another session. One of another engine, or an invented one, is too,
 * unless it hits the 32 bits by which engines differ.
 */
typedef uint64_t hangtime_session;

/**
 * What happened: one of HANGTIME_EVENT_..., each described at the callback of that name.
 */
typedef uint32_t hangtime_event_type;

/**
 * Why the user is alone, or why a session timed out: one of HANGTIME_CAUSE_...
 */
typedef uint32_t hangtime_cause;

/**
 * Why a prompt is no longer shown: one of HANGTIME_DISMISSED_...
 */
typedef uint32_t hangtime_dismissed;

/**
 * An event as poll mode gives it. An element of arrays, it has no size field and never grows;
 * what does not belong to the event is 0.
 */
typedef struct {
  /**
   * The session it happened to.
   */
  hangtime_session session;
  /**
   * When, in milliseconds of the engine's clock.
   */
  uint64_t at_ms;
  /**
   * How long after its time the library found a prompt, a time-out or a warning, because the
   * scheduler was late, the device slept or the process was frozen; 0 for every other event.
   */
  uint64_t late_ms;
  /**
   * The time left, of a prompt or a warning.
   */
  uint64_t remaining_ms;
  /**
   * What happened: HANGTIME_EVENT_...
   */
  hangtime_event_type event_type;
  /**
   * HANGTIME_CAUSE_...
   */
  hangtime_cause cause;
  /**
   * HANGTIME_DISMISSED_...
   */
  hangtime_dismissed dismissed;
  /**
   * The number of a prompt, from 1.
   */
  uint32_t number;
} hangtime_event;

/**
 * What a lost link does to the countdown: one of HANGTIME_LINK_LOST_...
 */
typedef uint32_t hangtime_link_lost;

/**
 * What kind of call a session is: one of HANGTIME_TYPE_... No rule depends on it.
 */
typedef uint32_t hangtime_session_type;

/**
 * What a host may choose for a session. Begin with HANGTIME_SETTINGS_INIT or
 * hangtime_settings_init, which write the defaults; a duration of 0 then means "none", except for
 * graces and the notice, where it means "at once". No duration may exceed 2^53 ms.
 */
typedef struct {
  /**
   * The size of this struct, set by the initializers.
   */
  size_t size;
  /**
   * How long the user may be alone before the session ends; default 300000 (five minutes, as
   * calling SDKs have it), 0 disables.
   */
  uint64_t idle_timeout_ms;
  /**
   * The same while nobody else has been there yet: a ring that no one answers; default
   * HANGTIME_FOLLOW, 0 disables.
   */
  uint64_t waiting_timeout_ms;
  /**
   * The last part of these periods, in which "are you still there?" is shown; default 0, none.
   * At most as long as each period that is not 0.
   */
  uint64_t prompt_ms;
  /**
   * How long nothing fires after a link came back, a sleep or hangtime_engine_app_resumed,
   * because queued joins and leaves arrive late; default 5000.
   */
  uint64_t resync_grace_ms;
  /**
   * How long a user who left lingers as present; default 0.
   */
  uint64_t leave_grace_ms;
  /**
   * The least time left when a period is shortened while it runs and there is no prompt; default
   * 10000. With a prompt, the whole prompt is the least.
   */
  uint64_t min_notice_ms;
  /**
   * How long the session lasts from the local join, whoever is there; default 0, no limit.
   */
  uint64_t max_duration_ms;
  /**
   * How long before that end on_duration_warning comes; default 0, none. Shorter than
   * max_duration_ms.
   */
  uint64_t max_duration_warning_ms;
  /**
   * How often the user may extend; default 0, no limit.
   */
  uint32_t max_extensions;
  /**
   * Who is company: a bit 1 << HANGTIME_KIND_... for each kind; default
   * HANGTIME_COUNT_PEOPLE.
   */
  uint32_t count_kinds;
  /**
   * Whether other devices of the local user are company: 0 (default) or 1. With 1, leave the
   * host's own connection out of the roster.
   */
  uint32_t count_own_devices;
  /**
   * HANGTIME_LINK_LOST_FREEZE (default) or HANGTIME_LINK_LOST_COUNT.
   */
  hangtime_link_lost link_lost;
  /**
   * HANGTIME_TYPE_VIDEO (default) or HANGTIME_TYPE_VOICE.
   */
  hangtime_session_type session_type;
  /**
   * How many connections the roster may have, and how many users may linger who left: of more,
   * those who would go first are gone at once. Default 10000.
   */
  uint32_t max_participants;
  /**
   * How many listeners may be added; default 1000.
   */
  uint32_t max_listeners;
  /**
   * How many holds may be active; default 100.
   */
  uint32_t max_holds;
  /**
   * How many lines hangtime_session_log keeps; default 32, 0 keeps none.
   */
  uint32_t max_log_lines;
  /**
   * Not used; 0.
   */
  uint32_t reserved;
} hangtime_settings;

/**
 * How far a session is in its life: one of HANGTIME_STATE_...
 */
typedef uint32_t hangtime_state;

/**
 * What the time of a joined session does: one of HANGTIME_PHASE_...
 */
typedef uint32_t hangtime_phase;

/**
 * Whether the media link carries anything: one of HANGTIME_LINK_...
 */
typedef uint32_t hangtime_link;

/**
 * How a session stands. Begin with HANGTIME_STATUS_INIT or hangtime_status_init.
 */
typedef struct {
  /**
   * The size of this struct, set by the initializers.
   */
  size_t size;
  /**
   * For how long the user has been alone; HANGTIME_NEVER if not alone.
   */
  uint64_t alone_for_ms;
  /**
   * Time left until the prompt, as if counting went on now; HANGTIME_NEVER if none will come
   * or it is shown.
   */
  uint64_t until_prompt_ms;
  /**
   * Time left until the session ends because the user is alone, as if counting went on now;
   * HANGTIME_NEVER if it will not.
   */
  uint64_t until_end_ms;
  /**
   * Time left until the longest duration; HANGTIME_NEVER if there is none.
   */
  uint64_t until_max_duration_ms;
  /**
   * How far the session is in its life: HANGTIME_STATE_...
   */
  hangtime_state state;
  /**
   * What its time does: HANGTIME_PHASE_...
   */
  hangtime_phase phase;
  /**
   * Whether the link is up: HANGTIME_LINK_...
   */
  hangtime_link link;
  /**
   * Why it timed out: HANGTIME_CAUSE_..., HANGTIME_CAUSE_NONE if it did not.
   */
  hangtime_cause end_cause;
  /**
   * What kind of call it is: HANGTIME_TYPE_...
   */
  hangtime_session_type session_type;
  /**
   * Users who are company, each once.
   */
  uint32_t others;
  /**
   * Connections in the roster, of every kind.
   */
  uint32_t participants;
  /**
   * Holds that are active.
   */
  uint32_t holds;
  /**
   * How often the user may still extend; HANGTIME_UNLIMITED without a limit.
   */
  uint32_t extensions_left;
  /**
   * How many prompts have been shown.
   */
  uint32_t prompts;
} hangtime_status;

/**
 * What somebody in a session is: one of HANGTIME_KIND_...
 */
typedef uint32_t hangtime_kind;

/**
 * One connection in a roster. An element of arrays, it has no size field and never grows.
 *
 * A user (uid) may have several connections (pid), one for each device. A host without two ids
 * passes the same text for both.
 */
typedef struct {
  /**
   * Whose connection it is: 1 to 255 bytes of UTF-8, NUL-terminated.
   */
  const char *uid;
  /**
   * Which connection it is: 1 to 255 bytes of UTF-8, NUL-terminated.
   */
  const char *pid;
  /**
   * What is at its end: HANGTIME_KIND_...
   */
  hangtime_kind kind;
} hangtime_participant;

/**
 * Called with user_data when a listener is released.
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_release)(void *user_data);

/**
 * Called for an event that is told by its name alone.
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_event)(void *user_data, hangtime_session session);

/**
 * Called for an event with a cause, HANGTIME_CAUSE_...
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_cause)(void *user_data,
                                                    hangtime_session session,
                                                    hangtime_cause cause);

/**
 * Called when the prompt is to be shown.
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_prompt)(void *user_data,
                                                     hangtime_session session,
                                                     uint64_t remaining_ms,
                                                     uint32_t number);

/**
 * Called when the prompt is to be taken away, for a reason HANGTIME_DISMISSED_...
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_dismissed)(void *user_data,
                                                        hangtime_session session,
                                                        hangtime_dismissed dismissed);

/**
 * Called with the time that is left.
 */
typedef void (HANGTIME_SENDABLE *hangtime_on_warning)(void *user_data,
                                                      hangtime_session session,
                                                      uint64_t remaining_ms);

/**
 * Who is told: function pointers, each of which may be NULL, and what they are called with.
 * Begin with HANGTIME_LISTENER_INIT or hangtime_listener_init.
 *
 * THE CONTRACT OF CALLBACKS
 *
 * Thread: all callbacks of an engine run on one thread, "hangtime-events", one at a time. It is
 * the engine's own; every signal but SIGPROF and the synchronous ones is blocked there.
 *
 * Order: events of one session arrive in the order in which they happened. A slow callback delays
 * the callbacks after it, never a deadline and never a report.
 *
 * Time: a deadline never fires early. It fires late by what the system's scheduler takes, and by
 * suspension. A time-out is told exactly once per session, to every listener that was present at
 * that moment. A listener is told what happens after its adding.
 *
 * Calling: no lock of the library is held during a callback, and every function may be called from
 * inside one; hangtime_engine_flush then returns HANGTIME_ERR_IN_CALLBACK. A failing call inside a
 * callback does what it does elsewhere.
 *
 * Removing: when hangtime_listener_remove, hangtime_session_close or hangtime_engine_free returns on
 * any thread but the callback's own, none of the callbacks concerned is running and none will ever
 * run again. They wait for the one callback in flight, not for a queue: hold no lock around them
 * that a callback takes. Inside that very callback they do not wait and do not deadlock: it is the
 * last, and the rest happens as it returns. Where a lock must be held, use hangtime_listener_detach,
 * which never waits, and let on_release free.
 *
 * Releasing: on_release(user_data) runs exactly once per listener, after its last callback,
 * whichever way the listener went: removed, detached, its session closed, its engine freed. From
 * then on user_data is the host's again. It runs on the thread that removes, closes or frees, or on
 * the callback thread (after a detach, or a removal from inside the callback). on_release = free is a
 * whole policy. A listener that was not added is not released.
 *
 * Leaving: a callback returns. An exception that leaves it, as well as pthread_exit, ends the
 * process (std::terminate or abort): there is nobody to catch it. A longjmp out of it can not be
 * noticed and must not be done. A child process that a callback forks is not to return from it
 * either, for it would go on with the callbacks that wait: it ends by exec or _exit.
 */
typedef struct {
  /**
   * The size of this struct, set by the initializers.
   */
  size_t size;
  /**
   * Passed to every callback; the library only carries it.
   */
  void *user_data;
  /**
   * See "Releasing" above.
   */
  hangtime_on_release on_release;
  /**
   * The local user joined.
   */
  hangtime_on_event on_session_joined;
  /**
   * The local user left. Also comes once after a time-out or a closed link, when the host
   * reports that it has torn the call down.
   */
  hangtime_on_event on_session_left;
  /**
   * The session ended because the user was alone for too long (HANGTIME_CAUSE_WAITING,
   * HANGTIME_CAUSE_OTHERS_LEFT) or because its longest duration was reached
   * (HANGTIME_CAUSE_MAX_DURATION). Tear the call down, then report hangtime_session_left.
   */
  hangtime_on_cause on_session_timed_out;
  /**
   * The link was lost.
   */
  hangtime_on_event on_connection_lost;
  /**
   * The link came back.
   */
  hangtime_on_event on_connection_restored;
  /**
   * The link was closed for good, and the session ended.
   */
  hangtime_on_event on_connection_closed;
  /**
   * The user became alone: nobody has come yet (HANGTIME_CAUSE_WAITING) or all others have left
   * (HANGTIME_CAUSE_OTHERS_LEFT). Also comes where the period is 0 and nothing will end.
   */
  hangtime_on_cause on_idle_started;
  /**
   * The user is alone no more.
   */
  hangtime_on_event on_idle_stopped;
  /**
   * "Are you still there?" is to be shown, with remaining_ms to answer; number counts the
   * prompts of the session from 1. "Stay" is hangtime_session_extend, "leave" is
   * hangtime_session_left.
   */
  hangtime_on_prompt on_idle_prompt;
  /**
   * The prompt is to be taken away.
   */
  hangtime_on_dismissed on_idle_prompt_dismissed;
  /**
   * The longest duration will be reached in remaining_ms.
   */
  hangtime_on_warning on_duration_warning;
} hangtime_listener;

/**
 * The handle of a listener; 0 is never one, and none is used twice.
 */
typedef uint64_t hangtime_listener_id;

/**
 * The call did what it says.
 */
#define HANGTIME_OK 0

/**
 * A required pointer is NULL.
 */
#define HANGTIME_ERR_NULL 1

/**
 * A struct's size field is not set, or is longer than this library knows and uses it; or a
 * buffer is too small.
 */
#define HANGTIME_ERR_SIZE 2

/**
 * An argument is wrong in itself: an id or label (1 to 255 bytes of UTF-8), a duration over
 * 2^53 ms, an unknown constant, a bad setting; or a period shorter than the prompt.
 */
#define HANGTIME_ERR_INVALID 3

/**
 * No such session or listener in this engine: closed, removed, of another engine, of the other
 * kind, or invented.
 */
#define HANGTIME_ERR_HANDLE 4

/**
 * No such participant, user, hold or preset.
 */
#define HANGTIME_ERR_NOT_FOUND 5

/**
 * The session has not been joined.
 */
#define HANGTIME_ERR_NOT_JOINED 6

/**
 * The session has been joined before.
 */
#define HANGTIME_ERR_ALREADY_JOINED 7

/**
 * The session has ended.
 */
#define HANGTIME_ERR_ENDED 8

/**
 * There is no countdown to extend: somebody who counts is there, or the period is 0.
 */
#define HANGTIME_ERR_NOT_ALONE 9

/**
 * A hold with that label is active.
 */
#define HANGTIME_ERR_ALREADY_HELD 10

/**
 * A limit of the options or settings is reached.
 */
#define HANGTIME_ERR_LIMIT 11

/**
 * The call would wait for the callback it is made from.
 */
#define HANGTIME_ERR_IN_CALLBACK 12

/**
 * Only an engine with HANGTIME_CLOCK_MANUAL can do that.
 */
#define HANGTIME_ERR_NOT_MANUAL 13

/**
 * Only an engine with HANGTIME_DELIVERY_POLL can do that.
 */
#define HANGTIME_ERR_NOT_POLLED 14

/**
 * An engine with HANGTIME_DELIVERY_POLL calls no listeners.
 */
#define HANGTIME_ERR_POLLED 15

/**
 * The engine was made before fork() and this is the child.
 */
#define HANGTIME_ERR_FORKED 16

/**
 * The system refused to start a thread.
 */
#define HANGTIME_ERR_THREAD 17

/**
 * The system refused a memory page or a file descriptor.
 */
#define HANGTIME_ERR_SYSTEM 18

/**
 * A defect of the library was caught; this engine only accepts hangtime_engine_free.
 */
#define HANGTIME_ERR_PANIC 19

/**
 * The bytes are no snapshot, or damaged.
 */
#define HANGTIME_ERR_SNAPSHOT 20

/**
 * The snapshot was made by a newer version of the library.
 */
#define HANGTIME_ERR_VERSION 21

/**
 * The system's clock, which counts the time the device sleeps and is not moved by changes of the
 * date.
 */
#define HANGTIME_CLOCK_SYSTEM 0

/**
 * A clock that stands until hangtime_engine_advance or hangtime_engine_suspend moves it: a host
 * tests five minutes in microseconds.
 */
#define HANGTIME_CLOCK_MANUAL 1

/**
 * A thread of the engine calls the listeners.
 */
#define HANGTIME_DELIVERY_CALLBACK 0

/**
 * The host waits for hangtime_engine_event_fd in its own event loop and takes the events with
 * hangtime_engine_take_events; there are no listeners and no callback thread.
 */
#define HANGTIME_DELIVERY_POLL 1

/**
 * It stands still: while the link is lost joins can not be seen, and unknown is not alone.
 */
#define HANGTIME_LINK_LOST_FREEZE 0

/**
 * It goes on.
 */
#define HANGTIME_LINK_LOST_COUNT 1

/**
 * With pictures.
 */
#define HANGTIME_TYPE_VIDEO 0

/**
 * Sound only.
 */
#define HANGTIME_TYPE_VOICE 1

/**
 * Opened, not joined.
 */
#define HANGTIME_STATE_NEW 0

/**
 * The local user is in it.
 */
#define HANGTIME_STATE_JOINED 1

/**
 * Over because it timed out; end_cause says why.
 */
#define HANGTIME_STATE_TIMED_OUT 2

/**
 * Over because the user left.
 */
#define HANGTIME_STATE_LEFT 3

/**
 * Over because the link was closed.
 */
#define HANGTIME_STATE_CONNECTION_CLOSED 4

/**
 * Not joined, or over.
 */
#define HANGTIME_PHASE_NONE 0

/**
 * Somebody else counts.
 */
#define HANGTIME_PHASE_ACCOMPANIED 1

/**
 * Alone, with a period of 0.
 */
#define HANGTIME_PHASE_DISABLED 2

/**
 * Alone, and the link is lost: the time stands still.
 */
#define HANGTIME_PHASE_PAUSED 3

/**
 * Alone, with a hold: the time stands still.
 */
#define HANGTIME_PHASE_HELD 4

/**
 * Alone, and queued reports are still arriving: nothing fires.
 */
#define HANGTIME_PHASE_RESYNCING 5

/**
 * Alone, and the time runs.
 */
#define HANGTIME_PHASE_COUNTING 6

/**
 * Alone, and the prompt is shown.
 */
#define HANGTIME_PHASE_PROMPTING 7

/**
 * It does.
 */
#define HANGTIME_LINK_UP 0

/**
 * It does not, for now.
 */
#define HANGTIME_LINK_DOWN 1

/**
 * It does not, and will not.
 */
#define HANGTIME_LINK_CLOSED 2

/**
 * Not known: a connection that is known keeps its kind, a new one is human. To end a live call
 * wrongly is worse than to keep a dead one, so that what is not classified counts.
 */
#define HANGTIME_KIND_UNKNOWN 0

/**
 * A person. Counts as company unless the settings say otherwise.
 */
#define HANGTIME_KIND_HUMAN 1

/**
 * A person on a telephone line. Counts.
 */
#define HANGTIME_KIND_PHONE 2

/**
 * A person who only watches. Counts.
 */
#define HANGTIME_KIND_VIEWER 3

/**
 * A program that takes part, such as a note-taker. Does not count.
 */
#define HANGTIME_KIND_BOT 4

/**
 * A program that records. Does not count.
 */
#define HANGTIME_KIND_RECORDER 5

/**
 * Somebody the others are not shown. Does not count.
 */
#define HANGTIME_KIND_HIDDEN 6

/**
 * No cause belongs to this.
 */
#define HANGTIME_CAUSE_NONE 0

/**
 * Nobody who counts has been there yet.
 */
#define HANGTIME_CAUSE_WAITING 1

/**
 * Everybody who counted has left.
 */
#define HANGTIME_CAUSE_OTHERS_LEFT 2

/**
 * The longest duration of the session was reached.
 */
#define HANGTIME_CAUSE_MAX_DURATION 3

/**
 * Somebody who counts joined.
 */
#define HANGTIME_DISMISSED_JOINED 1

/**
 * The user asked to stay.
 */
#define HANGTIME_DISMISSED_EXTENDED 2

/**
 * The link was lost or closed.
 */
#define HANGTIME_DISMISSED_LINK 3

/**
 * A hold was taken.
 */
#define HANGTIME_DISMISSED_HELD 4

/**
 * The device slept, or the process was frozen.
 */
#define HANGTIME_DISMISSED_SUSPENDED 5

/**
 * The period was set to 0.
 */
#define HANGTIME_DISMISSED_DISABLED 6

/**
 * The period was lengthened.
 */
#define HANGTIME_DISMISSED_LENGTHENED 7

/**
 * The user left.
 */
#define HANGTIME_DISMISSED_LEFT 8

/**
 * Its time ran out.
 */
#define HANGTIME_DISMISSED_EXPIRED 9

/**
 * See on_session_joined of hangtime_listener; likewise the others.
 */
#define HANGTIME_EVENT_SESSION_JOINED 1

/**
 * See on_session_left.
 */
#define HANGTIME_EVENT_SESSION_LEFT 2

/**
 * See on_session_timed_out; cause is set.
 */
#define HANGTIME_EVENT_SESSION_TIMED_OUT 3

/**
 * See on_connection_lost.
 */
#define HANGTIME_EVENT_CONNECTION_LOST 4

/**
 * See on_connection_restored.
 */
#define HANGTIME_EVENT_CONNECTION_RESTORED 5

/**
 * See on_connection_closed.
 */
#define HANGTIME_EVENT_CONNECTION_CLOSED 6

/**
 * See on_idle_started; cause is set.
 */
#define HANGTIME_EVENT_IDLE_STARTED 7

/**
 * See on_idle_stopped.
 */
#define HANGTIME_EVENT_IDLE_STOPPED 8

/**
 * See on_idle_prompt; remaining_ms and number are set.
 */
#define HANGTIME_EVENT_IDLE_PROMPT 9

/**
 * See on_idle_prompt_dismissed; dismissed is set.
 */
#define HANGTIME_EVENT_IDLE_PROMPT_DISMISSED 10

/**
 * See on_duration_warning; remaining_ms is set.
 */
#define HANGTIME_EVENT_DURATION_WARNING 11





#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Names a result: "OK", "NOT_JOINED", ... ; "UNKNOWN" for a number that is none.
 *
 * result: any number.
 *
 * Returns: static text, never NULL. Threads: any. From a callback: allowed.
 * Pointers: the text is valid for ever, nothing to free. Since: 0.1.
 */
const char *hangtime_result_name(hangtime_result result);

/**
 * Explains a result in a sentence: what is wrong and what to do.
 *
 * result: any number.
 *
 * Returns: static text, never NULL. Threads: any. From a callback: allowed.
 * Pointers: the text is valid for ever, nothing to free. Since: 0.1.
 */
const char *hangtime_result_message(hangtime_result result);

/**
 * Writes the default options; for languages without HANGTIME_ENGINE_OPTIONS_INIT.
 *
 * options: a place of size bytes. size: sizeof(hangtime_engine_options).
 *
 * Returns: nothing; does nothing if options is NULL or size is no size of this struct.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
void hangtime_engine_options_init(hangtime_engine_options *options, size_t size);

/**
 * Makes an engine. It starts no thread before its first session is opened.
 *
 * options: what to choose, or NULL for the defaults. out_engine: gets the engine.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL if out_engine is NULL; HANGTIME_ERR_SIZE if the
 * options' size is wrong; HANGTIME_ERR_INVALID for an unknown clock or delivery;
 * HANGTIME_ERR_SYSTEM if the system refuses a memory page or, for HANGTIME_DELIVERY_POLL, a
 * file descriptor; HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed.
 * Pointers: the options are copied; the engine is the host's until hangtime_engine_free.
 * Since: 0.1.
 */
hangtime_result hangtime_engine_new(const hangtime_engine_options *options,
                                    hangtime_engine **out_engine);

/**
 * Frees an engine: closes its sessions, ends its threads, releases its listeners.
 *
 * When it returns on any thread but a callback's own, no callback is running and none will ever
 * run again; it waits for the one callback in flight, not for a queue: events that were not
 * delivered yet are lost (hangtime_engine_flush first, if they matter). From inside a callback
 * it does not wait: that callback is the last, and the rest happens as it returns.
 *
 * engine: the engine; NULL is fine and does nothing.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_FORKED in a child process, where nothing is freed;
 * HANGTIME_ERR_PANIC.
 * Threads: any; no other thread, but for the callback in flight, may use the engine now or later.
 * From a callback: allowed.
 * Pointers: the engine is gone, and so are its handles. Since: 0.1.
 */
hangtime_result hangtime_engine_free(hangtime_engine *engine);

/**
 * Waits until every event so far has been delivered to the listeners.
 *
 * engine: the engine.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_IN_CALLBACK inside a callback of this
 * engine; HANGTIME_ERR_POLLED in poll mode, where the host delivers; HANGTIME_ERR_FORKED;
 * HANGTIME_ERR_PANIC. Threads: any; hold no lock that a callback takes. From a callback:
 * HANGTIME_ERR_IN_CALLBACK. Since: 0.1.
 */
hangtime_result hangtime_engine_flush(hangtime_engine *engine);

/**
 * Says that the app came back from the background or the device from sleep: in every session
 * whose user is alone nothing ends for the resync grace, because queued joins arrive now. A grace
 * that is running is not prolonged.
 *
 * Without this call a deadline that passed in a sleep is noticed too: on Linux and Android as the
 * device wakes, elsewhere at the latest 10 s after.
 *
 * engine: the engine.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_engine_app_resumed(hangtime_engine *engine);

/**
 * Tells in how many milliseconds something will next happen by itself in any session, such as to
 * set an alarm of the operating system before the process is suspended.
 *
 * It looks at every session: fine now and then, not in a loop over a million of them.
 *
 * engine: the engine. out_in_ms: gets the milliseconds, 0 if it is due now, HANGTIME_NEVER if
 * nothing will happen by itself.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_engine_next_deadline(hangtime_engine *engine,
                                              uint64_t *out_in_ms);

/**
 * Counts what an engine holds and has done. Nothing changes by it, no session is judged, and
 * nothing is counted for it when somebody joins or leaves.
 *
 * engine: the engine. out_stats: gets the numbers; its size field must be set
 * (HANGTIME_STATS_INIT).
 *
 * The fields from armed on are found by looking at every session, at one after the other, which
 * takes some two milliseconds for a hundred thousand and thirty for a million; reports of others
 * wait for one session at a time. A size that ends before them spares this, and the rest takes
 * less than a microsecond however many sessions there are:
 *
 *     stats.size = offsetof(hangtime_stats, armed);
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE; HANGTIME_ERR_FORKED;
 * HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_engine_stats(hangtime_engine *engine,
                                      hangtime_stats *out_stats);

/**
 * Moves a manual clock forward. Everything that falls due on the way happens at its own time, in
 * order, as if it had been watched; call hangtime_engine_flush to have the callbacks made.
 *
 * engine: an engine with HANGTIME_CLOCK_MANUAL. by_ms: how far; 0 only lets happen what is due.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
 * HANGTIME_ERR_NOT_MANUAL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
 * From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_engine_advance(hangtime_engine *engine,
                                        uint64_t by_ms);

/**
 * Moves a manual clock forward at once, as if the device had slept: nothing runs in between, and
 * what fell due is found late.
 *
 * engine: an engine with HANGTIME_CLOCK_MANUAL. for_ms: how long the device slept.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
 * HANGTIME_ERR_NOT_MANUAL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
 * From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_engine_suspend(hangtime_engine *engine,
                                        uint64_t for_ms);

/**
 * Tells what to wait for in poll mode: a file descriptor that is readable while there are events
 * (on Windows the handle of an event object that is signaled). Only wait for it: do not read,
 * write or close it.
 *
 * engine: an engine with HANGTIME_DELIVERY_POLL. out_fd: gets the descriptor or handle.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_NOT_POLLED; HANGTIME_ERR_FORKED;
 * HANGTIME_ERR_PANIC. Threads: any. From a callback: there are none in poll mode.
 * Pointers: the descriptor stays the engine's and lives as long. Since: 0.1.
 */
hangtime_result hangtime_engine_event_fd(hangtime_engine *engine,
                                         intptr_t *out_fd);

/**
 * Takes events in poll mode, oldest first; never waits. Take until fewer than the capacity come.
 *
 * Events of one session come in order. Events of a session that was closed meanwhile still come:
 * compare the handle.
 *
 * engine: an engine with HANGTIME_DELIVERY_POLL. events, capacity: an array and how many events it
 * has room for. out_count: gets how many were written, 0 if there are none.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_NOT_POLLED; HANGTIME_ERR_FORKED;
 * HANGTIME_ERR_PANIC. Threads: any; each event is taken once. From a callback: there are none in
 * poll mode. Pointers: nothing to free. Since: 0.1.
 */
hangtime_result hangtime_engine_take_events(hangtime_engine *engine,
                                            hangtime_event *events,
                                            size_t capacity,
                                            size_t *out_count);

/**
 * Writes the default settings; for languages without HANGTIME_SETTINGS_INIT.
 *
 * settings: a place of size bytes. size: sizeof(hangtime_settings).
 *
 * Returns: nothing; does nothing if settings is NULL or size is no size of this struct.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
void hangtime_settings_init(hangtime_settings *settings, size_t size);

/**
 * Sets the periods of a named preset and leaves the rest: "default" (300 s, no prompt), "gentle"
 * (420 s, the last 120 s prompting), "classic" (180 s, the last 60 s prompting). The waiting
 * timeout follows again.
 *
 * settings: initialized settings. preset: the name.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the settings' size is wrong;
 * HANGTIME_ERR_NOT_FOUND if there is no preset of that name. Threads: any. From a callback: allowed.
 * Pointers: nothing is kept. Since: 0.1.
 */
hangtime_result hangtime_settings_set_preset(hangtime_settings *settings,
                                             const char *preset);

/**
 * Checks settings as hangtime_session_open does, and says what is wrong with them.
 *
 * settings: the settings, or NULL for all defaults. out_field: gets the name of the first wrong
 * field, NULL if there is none; may be NULL. out_reason: gets what is wrong with it, to be read after
 * the name, NULL if nothing is; may be NULL.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_INVALID (the one failure with which the outputs are written);
 * HANGTIME_ERR_SIZE if the settings' size is wrong. Threads: any. From a callback: allowed.
 * Pointers: the texts are static, nothing to free. Since: 0.1.
 */
hangtime_result hangtime_settings_check(const hangtime_settings *settings,
                                        const char **out_field,
                                        const char **out_reason);

/**
 * Opens a session that nobody has joined yet. The first one starts the engine's threads.
 *
 * engine: the engine. session_id: the host's name for it, 1 to 255 bytes of UTF-8; two sessions may
 * have the same. settings: what to choose, or NULL for the defaults. out_session: gets the handle.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the settings' size is wrong;
 * HANGTIME_ERR_INVALID for a bad id or a bad setting (hangtime_settings_check says which);
 * HANGTIME_ERR_LIMIT beyond max_sessions; HANGTIME_ERR_THREAD if the system refuses a thread;
 * HANGTIME_ERR_ENDED while the engine is being freed; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_session_open(hangtime_engine *engine,
                                      const char *session_id,
                                      const hangtime_settings *settings,
                                      hangtime_session *out_session);

/**
 * Closes a session in whatever state it is, without an event, and releases its listeners. When it
 * returns on any thread but the callback's own, none of their callbacks is running and none will
 * ever run again.
 *
 * engine: the engine. session: the session.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE if there is no such session (any
 * more); HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any; hold no lock that a callback takes.
 * From a callback: allowed; inside one of the session's own it does not wait, and that callback is
 * the last. Pointers: on_release of every listener has run, or, for the one whose callback this is
 * called from, runs as that returns. Since: 0.1.
 */
hangtime_result hangtime_session_close(hangtime_engine *engine,
                                       hangtime_session session);

/**
 * Tells how a session stands at this moment.
 *
 * engine: the engine. session: the session. out_status: gets it; its size field must be set
 * (HANGTIME_STATUS_INIT).
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE; HANGTIME_ERR_HANDLE;
 * HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_session_status(hangtime_engine *engine,
                                        hangtime_session session,
                                        hangtime_status *out_status);

/**
 * Tells the id a session was opened with.
 *
 * engine: the engine. session: the session. buffer: gets the id and a NUL; may be NULL if capacity
 * is 0. capacity: the size of the buffer in bytes; 0 only asks for the length. out_length: gets the
 * length without the NUL.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the buffer is too small (256 bytes
 * always suffice); HANGTIME_ERR_HANDLE; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
 * From a callback: allowed. Pointers: nothing is kept. Since: 0.1.
 */
hangtime_result hangtime_session_id(hangtime_engine *engine,
                                    hangtime_session session,
                                    char *buffer,
                                    size_t capacity,
                                    size_t *out_length);

/**
 * Answers "why did my call end?": writes the last reports and events of a session as text, a line
 * each, oldest first, with the seconds since the session was opened. Events begin with ">". No ids
 * are in it, so that it can be sent to a support desk. How many lines are kept, max_log_lines of
 * the settings says.
 *
 * engine: the engine. session: the session. buffer: gets the text and a NUL; may be NULL if capacity
 * is 0. capacity: the size of the buffer in bytes; 0 only asks for the length. out_length: gets the
 * length without the NUL.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the buffer is too small (the log
 * may have grown since you asked); HANGTIME_ERR_HANDLE; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Pointers: nothing is kept. Since: 0.1.
 */
hangtime_result hangtime_session_log(hangtime_engine *engine,
                                     hangtime_session session,
                                     char *buffer,
                                     size_t capacity,
                                     size_t *out_length);

/**
 * Prepares a place for hangtime_session_status; for languages without HANGTIME_STATUS_INIT.
 *
 * status: a place of size bytes. size: sizeof(hangtime_status).
 *
 * Returns: nothing; does nothing if status is NULL or size is no size of this struct.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
void hangtime_status_init(hangtime_status *status, size_t size);

/**
 * Prepares a place for hangtime_engine_stats; for languages without HANGTIME_STATS_INIT.
 *
 * stats: a place of size bytes. size: sizeof(hangtime_stats).
 *
 * Returns: nothing; does nothing if stats is NULL or size is no size of this struct.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
void hangtime_stats_init(hangtime_stats *stats, size_t size);

/**
 * Reports that the local user joined, and who was there at that moment. Events: on_session_joined,
 * then on_idle_started if nobody else counts.
 *
 * engine: the engine. session: the session. local_uid: the local user, 1 to 255 bytes of UTF-8;
 * connections of this user are no company unless count_own_devices is set. roster, count: the
 * connections, each pid once (of several entries with one pid the last holds); NULL and 0 if
 * nobody is there.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_ENDED; HANGTIME_ERR_ALREADY_JOINED; HANGTIME_ERR_LIMIT beyond
 * max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_session_joined(hangtime_engine *engine,
                                        hangtime_session session,
                                        const char *local_uid,
                                        const hangtime_participant *roster,
                                        size_t count);

/**
 * Reports that the local user left, also by the "leave" of a prompt. Ends the session; after a
 * time-out or a closed link it may be reported once, too. Events: on_idle_prompt_dismissed if a
 * prompt is shown, on_session_left.
 *
 * engine: the engine. session: the session.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
 * HANGTIME_ERR_ENDED; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Since: 0.1.
 */
hangtime_result hangtime_session_left(hangtime_engine *engine, hangtime_session session);

/**
 * Reports that a connection came, or that something about it changed: a pid that is known is an
 * update, of its user and kind. Events: on_idle_prompt_dismissed if a prompt is shown,
 * on_idle_stopped, if the user was alone and this one counts.
 *
 * engine: the engine. session: the session. uid, pid: whose connection and which, 1 to 255 bytes
 * of UTF-8 each; a host without two ids passes the same for both. kind: HANGTIME_KIND_...
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_LIMIT beyond
 * max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_participant_joined(hangtime_engine *engine,
                                            hangtime_session session,
                                            const char *uid,
                                            const char *pid,
                                            hangtime_kind kind);

/**
 * Reports that a connection is of another kind than was thought: somebody who turns out to be a
 * bot is no company any more. There is no leave grace for that.
 *
 * engine: the engine. session: the session. pid: which connection. kind: what it is, not
 * HANGTIME_KIND_UNKNOWN.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if the
 * pid is not in the roster; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
 * callback: allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_participant_changed(hangtime_engine *engine,
                                             hangtime_session session,
                                             const char *pid,
                                             hangtime_kind kind);

/**
 * Reports that a connection went. When the last connection that counts of the last other user goes
 * (and the leave grace is over), the user is alone and the countdown starts afresh. Events: then
 * on_idle_started.
 *
 * engine: the engine. session: the session. pid: which connection.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id; HANGTIME_ERR_HANDLE;
 * HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if the pid is not in the
 * roster; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed.
 * Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_participant_left(hangtime_engine *engine,
                                          hangtime_session session,
                                          const char *pid);

/**
 * Reports that every connection of a user went.
 *
 * engine: the engine. session: the session. uid: which user.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id; HANGTIME_ERR_HANDLE;
 * HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if no connection of that
 * user is in the roster; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_user_left(hangtime_engine *engine,
                                   hangtime_session session,
                                   const char *uid);

/**
 * Reports the whole roster: who is not in it has left. It is judged once, as a whole.
 *
 * engine: the engine. session: the session. roster, count: the connections, each pid once (of
 * several entries with one pid the last holds); NULL and 0 if nobody is there.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_LIMIT beyond
 * max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_roster_set(hangtime_engine *engine,
                                    hangtime_session session,
                                    const hangtime_participant *roster,
                                    size_t count);

/**
 * Reports that the link went down, for now. While it is down the countdown stands still (unless
 * link_lost is HANGTIME_LINK_LOST_COUNT), because joins can not be seen. Reported again while it
 * is down, it does nothing. Events: on_idle_prompt_dismissed if a prompt is shown and time stands
 * still, on_connection_lost.
 *
 * engine: the engine. session: the session.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
 * HANGTIME_ERR_ENDED; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Since: 0.1.
 */
hangtime_result hangtime_session_connection_lost(hangtime_engine *engine,
                                                 hangtime_session session);

/**
 * Reports that the link came back, and who is there if that is known. If the user is alone then,
 * nothing fires for the resync grace, because queued joins and leaves arrive late; a prompt that
 * was shown is shown again after it, in full. Reported while the link is up, it only takes the
 * roster. Events: on_connection_restored, then what the roster changes.
 *
 * engine: the engine. session: the session. roster, count: the connections, each pid once (of
 * several entries with one pid the last holds); NULL and 0 if it is not known. A pointer that is
 * not NULL with 0 says that nobody is there.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_LIMIT beyond
 * max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Pointers: everything is copied. Since: 0.1.
 */
hangtime_result hangtime_session_connection_restored(hangtime_engine *engine,
                                                     hangtime_session session,
                                                     const hangtime_participant *roster,
                                                     size_t count);

/**
 * Reports that the link is gone for good. Ends the session, never as a time-out. Events:
 * on_idle_prompt_dismissed if a prompt is shown, on_connection_closed.
 *
 * engine: the engine. session: the session.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
 * HANGTIME_ERR_ENDED; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Since: 0.1.
 */
hangtime_result hangtime_session_connection_closed(hangtime_engine *engine,
                                                   hangtime_session session);

/**
 * Reports that the user wants to stay: the countdown starts again, armed for a whole period.
 * Events: on_idle_prompt_dismissed if a prompt is shown.
 *
 * engine: the engine. session: the session.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
 * HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_ALONE if somebody else counts or the period is 0;
 * HANGTIME_ERR_LIMIT beyond max_extensions; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
 * From a callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_session_extend(hangtime_engine *engine,
                                        hangtime_session session);

/**
 * Takes a hold: a reason to stay although alone, such as a recording, a screen share or a guest
 * known to be late. While a session has a hold the countdown stands still; it is not reset.
 * Events: on_idle_prompt_dismissed if a prompt is shown.
 *
 * engine: the engine. session: the session. label: the reason's name, 1 to 255 bytes of UTF-8.
 * max_age_ms: after how long it is released by itself, so that a hold that was forgotten can not
 * keep a session for ever; 0 is never.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad label or more than 2^53
 * ms; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_ALREADY_HELD;
 * HANGTIME_ERR_LIMIT beyond max_holds; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From
 * a callback: allowed. Pointers: the label is copied. Since: 0.1.
 */
hangtime_result hangtime_session_hold(hangtime_engine *engine,
                                      hangtime_session session,
                                      const char *label,
                                      uint64_t max_age_ms);

/**
 * Releases a hold; the countdown goes on where it stood.
 *
 * engine: the engine. session: the session. label: the hold's label.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad label;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if no
 * such hold is active; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
 * allowed. Pointers: nothing is kept. Since: 0.1.
 */
hangtime_result hangtime_session_release_hold(hangtime_engine *engine,
                                              hangtime_session session,
                                              const char *label);

/**
 * Sets how long the user may be alone, from now on. A countdown that goes by it keeps its start:
 * what is left is the new period less what has passed, but never less than min_notice_ms, or the
 * whole prompt where there is one (unless less was left before). Events: on_idle_prompt_dismissed
 * if a prompt is shown and the new period lies further off or is 0; on_idle_prompt if it is due
 * now.
 *
 * engine: the engine. session: the session. ms: the period; 0 disables; from 0, it counts from
 * now.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_INVALID for a
 * period shorter than the prompt; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
 * callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_session_set_idle_timeout(hangtime_engine *engine,
                                                  hangtime_session session,
                                                  uint64_t ms);

/**
 * Sets how long the user may be alone while nobody else has been there yet. From then on it does
 * not follow the idle timeout. A countdown that goes by it keeps its start: what is left is the
 * new period less what has passed, but never less than min_notice_ms, or the whole prompt where
 * there is one (unless less was left before). Events: on_idle_prompt_dismissed if a prompt is
 * shown and the new period lies further off or is 0; on_idle_prompt if it is due now.
 *
 * engine: the engine. session: the session. ms: the period; 0 disables; from 0, it counts from
 * now.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
 * HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_INVALID for a
 * period shorter than the prompt; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
 * callback: allowed. Since: 0.1.
 */
hangtime_result hangtime_session_set_waiting_timeout(hangtime_engine *engine,
                                                     hangtime_session session,
                                                     uint64_t ms);

/**
 * Writes a listener that listens to nothing; for languages without HANGTIME_LISTENER_INIT.
 *
 * listener: a place of size bytes. size: sizeof(hangtime_listener).
 *
 * Returns: nothing; does nothing if listener is NULL or size is no size of this struct.
 * Threads: any. From a callback: allowed. Since: 0.1.
 */
void hangtime_listener_init(hangtime_listener *listener, size_t size);

/**
 * Adds a listener to a session. It is told what happens from now on.
 *
 * engine: the engine. session: the session, in any state. listener: who is told. out_listener: gets
 * the handle.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the listener's size is wrong;
 * HANGTIME_ERR_HANDLE if there is no such session; HANGTIME_ERR_LIMIT beyond max_listeners;
 * HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Pointers: the struct is copied; user_data is lent until
 * on_release. If the call fails, nothing is lent and nothing is released. Since: 0.1.
 */
hangtime_result hangtime_listener_add(hangtime_engine *engine,
                                      hangtime_session session,
                                      const hangtime_listener *listener,
                                      hangtime_listener_id *out_listener);

/**
 * Removes a listener. When it returns on any thread but the callback's own, no callback of the
 * listener is running and none will ever run again.
 *
 * engine: the engine. listener: the listener.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE if there is no such listener (any
 * more); HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any; hold no lock that a callback takes. From a callback: allowed; inside the listener's
 * own it does not wait, and that callback is the last. Pointers: on_release has run, or runs as the
 * callback returns. Since: 0.1.
 */
hangtime_result hangtime_listener_remove(hangtime_engine *engine,
                                         hangtime_listener_id listener);

/**
 * Removes a listener without waiting: one callback on its way may still come, as the last. Then
 * on_release runs, on the callback thread.
 *
 * engine: the engine. listener: the listener.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE if there is no such listener (any
 * more); HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any, also under a lock that a callback takes. From a callback: allowed.
 * Pointers: user_data is lent until on_release. Since: 0.1.
 */
hangtime_result hangtime_listener_detach(hangtime_engine *engine,
                                         hangtime_listener_id listener);

/**
 * Adds a Dart port as a listener: each event is posted to it as a list of eight integers, the
 * fields of hangtime_event in their order. No Dart code is called, and there is no function pointer
 * that a hot restart could leave dangling.
 *
 * engine: the engine. session: the session, in any state. post_cobject: Dart_PostCObject of the
 * virtual machine, in Dart NativeApi.postCObject. port: the port, in Dart sendPort.nativePort.
 * out_listener: gets the handle, for hangtime_listener_remove and hangtime_listener_detach.
 *
 * A port that takes nothing any more, because it was closed or its isolate is gone, is dropped with
 * the first event that can not be posted, and counted in listeners_dropped of hangtime_stats.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for port 0, which is none;
 * HANGTIME_ERR_HANDLE if there is no such session; HANGTIME_ERR_LIMIT beyond max_listeners;
 * HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Pointers: nothing is lent, so nothing is released; the
 * virtual machine must outlive the listener. When it was removed nothing is posted any more; what
 * was posted before may still wait in the isolate's queue. Since: 0.1.
 */
hangtime_result hangtime_listener_add_dart_port(hangtime_engine *engine,
                                                hangtime_session session,
                                                void *post_cobject,
                                                int64_t port,
                                                hangtime_listener_id *out_listener);

/**
 * Opens a session from the bytes of another as hangtime_session_restore does, with a Dart port as
 * its listener, present before anything can happen. The listener goes as the session is closed or
 * the port is found dead.
 *
 * engine: the engine. bytes, length: what hangtime_session_snapshot wrote. elapsed_ms: how much time
 * has passed since; it counts as if the session had been there. post_cobject, port: as with
 * hangtime_listener_add_dart_port. out_session: gets the handle.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for port 0 or more than 2^53 ms;
 * HANGTIME_ERR_SNAPSHOT if the bytes are damaged, cut short or something else;
 * HANGTIME_ERR_VERSION if a newer library wrote them; HANGTIME_ERR_LIMIT beyond max_sessions or
 * max_listeners; HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_THREAD; HANGTIME_ERR_ENDED while
 * the engine is being freed; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
 * callback: allowed. Pointers: the bytes are copied, nothing is lent. Since: 0.1.
 */
hangtime_result hangtime_session_restore_dart_port(hangtime_engine *engine,
                                                   const void *bytes,
                                                   size_t length,
                                                   uint64_t elapsed_ms,
                                                   void *post_cobject,
                                                   int64_t port,
                                                   hangtime_session *out_session);

/**
 * Makes an engine as hangtime_engine_new does, for the isolate that a Dart port belongs to, and
 * frees those that were made so for ports which take nothing any more: nobody else could find what
 * an isolate that was killed has left, as in a hot restart.
 *
 * For this the library keeps a list of the engines that were made so, in the whole process. One
 * port may have several engines. The ports of others are posted a null, which they ignore.
 *
 * options: what to choose, or NULL for the defaults. post_cobject, port: as with
 * hangtime_listener_add_dart_port; a port that is open as long as its isolate lives. out_engine:
 * gets the engine. out_claim: gets what hangtime_engine_free_dart_port takes: a number in the form
 * of an address, never NULL and never used twice.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL if one of the pointers but options is; HANGTIME_ERR_INVALID
 * for port 0; otherwise as hangtime_engine_new. Threads: any; in a process that was forked from
 * that of the virtual machine there is none, and so no use for this. From a callback: allowed.
 * Pointers: the options are copied; the engine is the host's until
 * hangtime_engine_free_dart_port, which is the one to free it. Since: 0.1.
 */
hangtime_result hangtime_engine_new_dart_port(const hangtime_engine_options *options,
                                              void *post_cobject,
                                              int64_t port,
                                              hangtime_engine **out_engine,
                                              void **out_claim);

/**
 * Frees an engine that was made with hangtime_engine_new_dart_port, as hangtime_engine_free does.
 * Fit to be the function of a native finalizer, which may come when the engine is gone already.
 *
 * claim: what that function wrote.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_HANDLE for a claim that was given before, or whose engine was
 * freed because its port was gone; HANGTIME_ERR_FORKED in a child process, where nothing is freed;
 * HANGTIME_ERR_PANIC. Threads: any; no other thread may use the engine now or later. From a
 * callback: allowed. Pointers: the engine is gone, and so are its handles. Since: 0.1.
 */
hangtime_result hangtime_engine_free_dart_port(void *claim);

/**
 * Writes a session as bytes: settings, roster, countdown, holds, log; not its listeners. The
 * session goes on; close it if another takes over.
 *
 * engine: the engine. session: the session, in any state. buffer: gets the bytes; may be NULL if
 * capacity is 0. capacity: the size of the buffer; 0 only asks for the length. out_length: gets
 * the number of bytes.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the buffer is too small (the
 * session may have grown since you asked); HANGTIME_ERR_HANDLE; HANGTIME_ERR_FORKED;
 * HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed. Pointers: nothing is kept.
 * Since: 0.1.
 */
hangtime_result hangtime_session_snapshot(hangtime_engine *engine,
                                          hangtime_session session,
                                          void *buffer,
                                          size_t capacity,
                                          size_t *out_length);

/**
 * Opens a session from the bytes of another, in another engine, process or machine: a room which
 * moves keeps its countdown. Restoring tells nothing by itself; what is due is told soon after, to
 * the listener given here and those added by then.
 *
 * engine: the engine. bytes, length: what hangtime_session_snapshot wrote. elapsed_ms: how much time
 * has passed since; it counts as if the session had been there. listener: who is told, present
 * before anything can happen, or NULL. out_session: gets the handle. out_listener: gets the handle
 * of the listener; NULL if and only if listener is NULL.
 *
 * Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the listener's size is wrong;
 * HANGTIME_ERR_INVALID for more than 2^53 ms, or an out_listener without a listener;
 * HANGTIME_ERR_SNAPSHOT if the bytes are damaged, cut short or something else;
 * HANGTIME_ERR_VERSION if a newer library wrote them; HANGTIME_ERR_LIMIT beyond max_sessions or
 * max_listeners; HANGTIME_ERR_POLLED for a listener in poll mode; HANGTIME_ERR_THREAD;
 * HANGTIME_ERR_ENDED while the engine is being freed; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
 * Threads: any. From a callback: allowed. Pointers: everything is copied; user_data is lent as with
 * hangtime_listener_add. Since: 0.1.
 */
hangtime_result hangtime_session_restore(hangtime_engine *engine,
                                         const void *bytes,
                                         size_t length,
                                         uint64_t elapsed_ms,
                                         const hangtime_listener *listener,
                                         hangtime_session *out_session,
                                         hangtime_listener_id *out_listener);

/**
 * Tells the version of the library that runs, as major * 10000 + minor * 100 + patch.
 *
 * Returns: the number; compare it with HANGTIME_VERSION_NUMBER of the header you were compiled
 * with. Threads: any. From a callback: allowed. Since: 0.1.
 */
uint32_t hangtime_version_number(void);

/**
 * Tells the version of the library that runs as text, such as "0.1.0".
 *
 * Returns: static text, never NULL. Threads: any. From a callback: allowed.
 * Pointers: the text is valid for ever, nothing to free. Since: 0.1.
 */
const char *hangtime_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* HANGTIME_H */

/*
 * Initializers for C: they write what the _init functions write.
 *
 *     hangtime_settings settings = HANGTIME_SETTINGS_INIT;
 */
#define HANGTIME_ENGINE_OPTIONS_INIT                                                    \
  {                                                                                     \
    sizeof(hangtime_engine_options), HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK, \
        16777216, 262144, NULL, NULL, NULL                                              \
  }

#define HANGTIME_SETTINGS_INIT                                                              \
  {                                                                                         \
    sizeof(hangtime_settings), 300000, HANGTIME_FOLLOW, 0, 5000, 0, 10000, 0, 0, 0,         \
        HANGTIME_COUNT_PEOPLE, 0, HANGTIME_LINK_LOST_FREEZE, HANGTIME_TYPE_VIDEO, 10000,    \
        1000, 100, 32, 0                                                                    \
  }

#define HANGTIME_LISTENER_INIT                                                              \
  {                                                                                         \
    sizeof(hangtime_listener), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,  \
        NULL, NULL, NULL                                                                    \
  }

#define HANGTIME_STATUS_INIT                                         \
  {                                                                  \
    sizeof(hangtime_status), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 \
  }

#define HANGTIME_STATS_INIT                                                             \
  {                                                                                     \
    sizeof(hangtime_stats), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0                                                                      \
  }
