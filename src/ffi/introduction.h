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
