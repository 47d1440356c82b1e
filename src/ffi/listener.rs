//! Listeners: a struct of function pointers, and what they are promised.

use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::boundary::{Out, with_engine, with_lasting_engine};
use super::engine::hangtime_engine;
use super::event::{dismissed, end_cause, hangtime_cause, hangtime_dismissed, idle_cause};
use super::result::hangtime_result;
use super::session::hangtime_session;
use super::structs::{self, Versioned};
use crate::engine::{Engine, Interests, Kept, Listener, Listening, Notice};
use crate::error::Error;
use crate::model::Event;

/// The handle of a listener; 0 is never one, and none is used twice.
pub type hangtime_listener_id = u64;

/// Called with user_data when a listener is released.
pub type hangtime_on_release = Option<unsafe extern "C-unwind" fn(user_data: *mut c_void)>;
/// Called for an event that is told by its name alone.
pub type hangtime_on_event =
    Option<unsafe extern "C-unwind" fn(user_data: *mut c_void, session: hangtime_session)>;
/// Called for an event with a cause, HANGTIME_CAUSE_...
pub type hangtime_on_cause = Option<
    unsafe extern "C-unwind" fn(
        user_data: *mut c_void,
        session: hangtime_session,
        cause: hangtime_cause,
    ),
>;
/// Called when the prompt is to be shown.
pub type hangtime_on_prompt = Option<
    unsafe extern "C-unwind" fn(
        user_data: *mut c_void,
        session: hangtime_session,
        remaining_ms: u64,
        number: u32,
    ),
>;
/// Called when the prompt is to be taken away, for a reason HANGTIME_DISMISSED_...
pub type hangtime_on_dismissed = Option<
    unsafe extern "C-unwind" fn(
        user_data: *mut c_void,
        session: hangtime_session,
        dismissed: hangtime_dismissed,
    ),
>;
/// Called with the time that is left.
pub type hangtime_on_warning = Option<
    unsafe extern "C-unwind" fn(
        user_data: *mut c_void,
        session: hangtime_session,
        remaining_ms: u64,
    ),
>;

/// Who is told: function pointers, each of which may be NULL, and what they are called with.
/// Begin with HANGTIME_LISTENER_INIT or hangtime_listener_init.
///
/// THE CONTRACT OF CALLBACKS
///
/// Thread: all callbacks of an engine run on one thread, "hangtime-events", one at a time. It is
/// the engine's own; every signal but SIGPROF and the synchronous ones is blocked there.
///
/// Order: events of one session arrive in the order in which they happened. A slow callback delays
/// the callbacks after it, never a deadline and never a report.
///
/// Time: a deadline never fires early. It fires late by what the system's scheduler takes, and by
/// suspension. A time-out is told exactly once per session, to every listener that was present at
/// that moment. A listener is told what happens after its adding.
///
/// Calling: no lock of the library is held during a callback, and every function may be called from
/// inside one; hangtime_engine_flush then returns HANGTIME_ERR_IN_CALLBACK. A failing call inside a
/// callback does what it does elsewhere.
///
/// Removing: when hangtime_listener_remove, hangtime_session_close or hangtime_engine_free returns on
/// any thread but the callback's own, none of the callbacks concerned is running and none will ever
/// run again. They wait for the one callback in flight, not for a queue: hold no lock around them
/// that a callback takes. Inside that very callback they do not wait and do not deadlock: it is the
/// last, and the rest happens as it returns. Where a lock must be held, use hangtime_listener_detach,
/// which never waits, and let on_release free.
///
/// Releasing: on_release(user_data) runs exactly once per listener, after its last callback,
/// whichever way the listener went: removed, detached, its session closed, its engine freed. From
/// then on user_data is the host's again. It runs on the thread that removes, closes or frees, or on
/// the callback thread (after a detach, or a removal from inside the callback). on_release = free is a
/// whole policy. A listener that was not added is not released.
///
/// Leaving: a callback returns. An exception that leaves it, as well as pthread_exit, ends the
/// process (std::terminate or abort): there is nobody to catch it. A longjmp out of it can not be
/// noticed and must not be done. A child process that a callback forks is not to return from it
/// either, for it would go on with the callbacks that wait: it ends by exec or _exit.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_listener {
    /// The size of this struct, set by the initializers.
    pub size: usize,
    /// Passed to every callback; the library only carries it.
    pub user_data: *mut c_void,
    /// See "Releasing" above.
    pub on_release: hangtime_on_release,
    /// The local user joined.
    pub on_session_joined: hangtime_on_event,
    /// The local user left. Also comes once after a time-out or a closed link, when the host
    /// reports that it has torn the call down.
    pub on_session_left: hangtime_on_event,
    /// The session ended because the user was alone for too long (HANGTIME_CAUSE_WAITING,
    /// HANGTIME_CAUSE_OTHERS_LEFT) or because its longest duration was reached
    /// (HANGTIME_CAUSE_MAX_DURATION). Tear the call down, then report hangtime_session_left.
    pub on_session_timed_out: hangtime_on_cause,
    /// The link was lost.
    pub on_connection_lost: hangtime_on_event,
    /// The link came back.
    pub on_connection_restored: hangtime_on_event,
    /// The link was closed for good, and the session ended.
    pub on_connection_closed: hangtime_on_event,
    /// The user became alone: nobody has come yet (HANGTIME_CAUSE_WAITING) or all others have left
    /// (HANGTIME_CAUSE_OTHERS_LEFT). Also comes where the period is 0 and nothing will end.
    pub on_idle_started: hangtime_on_cause,
    /// The user is alone no more.
    pub on_idle_stopped: hangtime_on_event,
    /// "Are you still there?" is to be shown, with remaining_ms to answer; number counts the
    /// prompts of the session from 1. "Stay" is hangtime_session_extend, "leave" is
    /// hangtime_session_left.
    pub on_idle_prompt: hangtime_on_prompt,
    /// The prompt is to be taken away.
    pub on_idle_prompt_dismissed: hangtime_on_dismissed,
    /// The longest duration will be reached in remaining_ms.
    pub on_duration_warning: hangtime_on_warning,
}

// SAFETY: repr(C), begins with the size, integers and nullable pointers only.
unsafe impl Versioned for hangtime_listener {
    const FIRST: usize = size_of::<hangtime_listener>();

    fn defaults() -> hangtime_listener {
        // SAFETY: a size, a pointer and nullable function pointers.
        let zero: hangtime_listener = unsafe { structs::zeroed() };
        hangtime_listener { size: size_of::<hangtime_listener>(), ..zero }
    }
}

/// Writes a listener that listens to nothing; for languages without HANGTIME_LISTENER_INIT.
///
/// listener: a place of size bytes. size: sizeof(hangtime_listener).
///
/// Returns: nothing; does nothing if listener is NULL or size is no size of this struct.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_listener_init(listener: *mut hangtime_listener, size: usize) {
    // SAFETY: the header asks for a place of `size` bytes.
    unsafe { structs::init(listener, size) }
}

/// Adds a listener to a session. It is told what happens from now on.
///
/// engine: the engine. session: the session, in any state. listener: who is told. out_listener: gets
/// the handle.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the listener's size is wrong;
/// HANGTIME_ERR_HANDLE if there is no such session; HANGTIME_ERR_LIMIT beyond max_listeners;
/// HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Pointers: the struct is copied; user_data is lent until
/// on_release. If the call fails, nothing is lent and nothing is released. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_listener_add(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    listener: *const hangtime_listener,
    out_listener: *mut hangtime_listener_id,
) -> hangtime_result {
    let host = engine;
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_listener)? };
        // SAFETY: the header asks for a listener that begins with its size, and the engine lives.
        let listener = unsafe { HostListener::read(listener, host)? };
        out.set(listener.lend(|listener| engine.add_listener(session, listener))?);
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Removes a listener. When it returns on any thread but the callback's own, no callback of the
/// listener is running and none will ever run again.
///
/// engine: the engine. listener: the listener.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE if there is no such listener (any
/// more); HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any; hold no lock that a callback takes. From a callback: allowed; inside the listener's
/// own it does not wait, and that callback is the last. Pointers: on_release has run, or runs as the
/// callback returns. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_listener_remove(
    engine: *mut hangtime_engine,
    listener: hangtime_listener_id,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_lasting_engine(engine, |engine| engine.remove_listener(listener)) }
}

/// Removes a listener without waiting: one callback on its way may still come, as the last. Then
/// on_release runs, on the callback thread.
///
/// engine: the engine. listener: the listener.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE if there is no such listener (any
/// more); HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any, also under a lock that a callback takes. From a callback: allowed.
/// Pointers: user_data is lent until on_release. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_listener_detach(
    engine: *mut hangtime_engine,
    listener: hangtime_listener_id,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, |engine| engine.detach_listener(listener)) }
}

/// The function pointers of a listener, without its user_data.
struct Functions(hangtime_listener);

// SAFETY: functions, and a NULL; the header says on which threads they are called.
unsafe impl Send for Functions {}
// SAFETY: the same.
unsafe impl Sync for Functions {}

impl Functions {
    /// As plain numbers: two functions with one address are one function.
    fn words(&self) -> [usize; size_of::<hangtime_listener>() / size_of::<usize>()] {
        // SAFETY: every field is as wide as a pointer, so that there is nothing between them.
        unsafe { std::mem::transmute_copy(&self.0) }
    }
}

impl PartialEq for Functions {
    fn eq(&self, other: &Functions) -> bool {
        self.words() == other.words()
    }
}

/// The functions of the listeners that were added last: most listeners of a host have the same, and
/// a million sessions need them once.
#[derive(Default)]
pub(super) struct Callbacks(Mutex<Kept<Functions>>);

impl Callbacks {
    fn share(&self, functions: Functions) -> Arc<Functions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).share(functions)
    }
}

/// A listener of the host, lent until it is dropped.
pub(super) struct HostListener {
    functions: Arc<Functions>,
    user_data: *mut c_void,
    /// Whether the engine took it: what was not taken is not released.
    lent: AtomicBool,
}

// SAFETY: the header says on which threads the callbacks run, and that user_data is only carried.
unsafe impl Send for HostListener {}
// SAFETY: the same.
unsafe impl Sync for HostListener {}

impl HostListener {
    /// # Safety
    /// `listener` is NULL or begins with its size; `engine` is a live engine.
    pub unsafe fn read(
        listener: *const hangtime_listener,
        engine: *const hangtime_engine,
    ) -> Result<HostListener, Error> {
        // SAFETY: the caller vouches for it.
        let mut callbacks = unsafe { structs::read(listener)? };
        let user_data = std::mem::replace(&mut callbacks.user_data, std::ptr::null_mut());
        // SAFETY: the caller vouches for the engine.
        let functions = unsafe { (*engine).callbacks.share(Functions(callbacks)) };
        Ok(HostListener { functions, user_data, lent: AtomicBool::new(true) })
    }

    /// Lends the listener to the engine; takes it back unreleased if that fails.
    pub fn lend<T>(
        self,
        take: impl FnOnce(Arc<dyn Listener>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let listener = Arc::new(self);
        let taken = take(Arc::<HostListener>::clone(&listener));
        if taken.is_err() {
            listener.lent.store(false, Ordering::SeqCst);
        }
        taken
    }
}

impl Listener for HostListener {
    fn interests(&self) -> Interests {
        Interests::of(|event| hears(&self.functions.0, event))
    }

    fn tell(&self, notice: &Notice) -> Listening {
        call(&self.functions.0, self.user_data, notice);
        Listening::Goes
    }
}

impl Drop for HostListener {
    fn drop(&mut self) {
        if self.lent.load(Ordering::SeqCst) {
            release(&self.functions.0, self.user_data);
        }
    }
}

/// Tells whether there is a callback for such an event.
fn hears(listener: &hangtime_listener, event: &Event) -> bool {
    match event {
        Event::SessionJoined => listener.on_session_joined.is_some(),
        Event::SessionLeft => listener.on_session_left.is_some(),
        Event::SessionTimedOut(_) => listener.on_session_timed_out.is_some(),
        Event::ConnectionLost => listener.on_connection_lost.is_some(),
        Event::ConnectionRestored => listener.on_connection_restored.is_some(),
        Event::ConnectionClosed => listener.on_connection_closed.is_some(),
        Event::IdleStarted(_) => listener.on_idle_started.is_some(),
        Event::IdleStopped => listener.on_idle_stopped.is_some(),
        Event::IdlePrompt { .. } => listener.on_idle_prompt.is_some(),
        Event::PromptDismissed(_) => listener.on_idle_prompt_dismissed.is_some(),
        Event::DurationWarning { .. } => listener.on_duration_warning.is_some(),
    }
}

/// Calls the host. `extern "C"`, so that an exception which leaves the callback ends the process
/// in a defined way instead of unwinding through this library.
extern "C" fn call(listener: &hangtime_listener, data: *mut c_void, notice: &Notice) {
    let Notice { session, event, .. } = *notice;
    let plain = |callback: hangtime_on_event| {
        if let Some(callback) = callback {
            // SAFETY: the host gave a function of this signature, and lends user_data.
            unsafe { callback(data, session) }
        }
    };
    let with_cause = |callback: hangtime_on_cause, cause| {
        if let Some(callback) = callback {
            // SAFETY: the same.
            unsafe { callback(data, session, cause) }
        }
    };
    match event {
        Event::SessionJoined => plain(listener.on_session_joined),
        Event::SessionLeft => plain(listener.on_session_left),
        Event::SessionTimedOut(cause) => {
            with_cause(listener.on_session_timed_out, end_cause(cause));
        }
        Event::ConnectionLost => plain(listener.on_connection_lost),
        Event::ConnectionRestored => plain(listener.on_connection_restored),
        Event::ConnectionClosed => plain(listener.on_connection_closed),
        Event::IdleStarted(cause) => with_cause(listener.on_idle_started, idle_cause(cause)),
        Event::IdleStopped => plain(listener.on_idle_stopped),
        Event::IdlePrompt { remaining, number } => {
            if let Some(callback) = listener.on_idle_prompt {
                // SAFETY: the same.
                unsafe { callback(data, session, remaining.as_ms(), number) }
            }
        }
        Event::PromptDismissed(cause) => {
            if let Some(callback) = listener.on_idle_prompt_dismissed {
                // SAFETY: the same.
                unsafe { callback(data, session, dismissed(cause)) }
            }
        }
        Event::DurationWarning { remaining } => {
            if let Some(callback) = listener.on_duration_warning {
                // SAFETY: the same.
                unsafe { callback(data, session, remaining.as_ms()) }
            }
        }
    }
}

/// Gives user_data back; `extern "C"` for the same reason as [`call`].
extern "C" fn release(listener: &hangtime_listener, data: *mut c_void) {
    if let Some(on_release) = listener.on_release {
        // SAFETY: the host gave a function of this signature; it is called once.
        unsafe { on_release(data) }
    }
}
