//! Facts: what the host's media stack reports of a session.

use std::ffi::c_char;
use std::sync::Arc;

use super::boundary::{duration, text, with_engine};
use super::engine::hangtime_engine;
use super::participant::{self, hangtime_kind, hangtime_participant};
use super::result::hangtime_result;
use super::session::hangtime_session;
use crate::engine::Engine;
use crate::error::Error;
use crate::model::{Entry, Fact};

/// Reads a fact and reports it.
///
/// # Safety
/// `engine` is NULL or a live engine.
unsafe fn report<'a>(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    fact: impl FnOnce() -> Result<Fact<'a>, Error>,
) -> hangtime_result {
    // SAFETY: the caller vouches for the engine.
    unsafe { with_engine(engine, |engine| engine.report(session, &fact()?)) }
}

/// Reports that the local user joined, and who was there at that moment. Events: on_session_joined,
/// then on_idle_started if nobody else counts.
///
/// engine: the engine. session: the session. local_uid: the local user, 1 to 255 bytes of UTF-8;
/// connections of this user are no company unless count_own_devices is set. roster, count: the
/// connections, each pid once (of several entries with one pid the last holds); NULL and 0 if
/// nobody is there.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_ENDED; HANGTIME_ERR_ALREADY_JOINED; HANGTIME_ERR_LIMIT beyond
/// max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_joined(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    local_uid: *const c_char,
    roster: *const hangtime_participant,
    count: usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a NUL-terminated text.
        let uid = unsafe { text(local_uid)? };
        // SAFETY: the header asks for `count` participants, or NULL and 0.
        let roster = unsafe { participant::roster(roster, count)? }.unwrap_or_default();
        engine.report(session, &Fact::Joined { uid, roster: &roster })
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Reports that the local user left, also by the "leave" of a prompt. Ends the session; after a
/// time-out or a closed link it may be reported once, too. Events: on_idle_prompt_dismissed if a
/// prompt is shown, on_session_left.
///
/// engine: the engine. session: the session.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
/// HANGTIME_ERR_ENDED; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_left(
    engine: *mut hangtime_engine,
    session: hangtime_session,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, || Ok(Fact::Left)) }
}

/// Reports that a connection came, or that something about it changed: a pid that is known is an
/// update, of its user and kind. Events: on_idle_prompt_dismissed if a prompt is shown,
/// on_idle_stopped, if the user was alone and this one counts.
///
/// engine: the engine. session: the session. uid, pid: whose connection and which, 1 to 255 bytes
/// of UTF-8 each; a host without two ids passes the same for both. kind: HANGTIME_KIND_...
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_LIMIT beyond
/// max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_participant_joined(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    uid: *const c_char,
    pid: *const c_char,
    kind: hangtime_kind,
) -> hangtime_result {
    let fact = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let uid = unsafe { text(uid)? };
        // SAFETY: the header asks for a NUL-terminated text.
        let pid = unsafe { text(pid)? };
        let kind = participant::kind(kind)?;
        Ok(Fact::ParticipantJoined(Entry { uid, pid, kind }))
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Reports that a connection is of another kind than was thought: somebody who turns out to be a
/// bot is no company any more. There is no leave grace for that.
///
/// engine: the engine. session: the session. pid: which connection. kind: what it is, not
/// HANGTIME_KIND_UNKNOWN.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if the
/// pid is not in the roster; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
/// callback: allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_participant_changed(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    pid: *const c_char,
    kind: hangtime_kind,
) -> hangtime_result {
    let fact = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let pid = unsafe { text(pid)? };
        let kind = participant::kind(kind)?.ok_or(Error::Invalid)?;
        Ok(Fact::ParticipantChanged { pid, kind })
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Reports that a connection went. When the last connection that counts of the last other user goes
/// (and the leave grace is over), the user is alone and the countdown starts afresh. Events: then
/// on_idle_started.
///
/// engine: the engine. session: the session. pid: which connection.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id; HANGTIME_ERR_HANDLE;
/// HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if the pid is not in the
/// roster; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed.
/// Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_participant_left(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    pid: *const c_char,
) -> hangtime_result {
    let fact = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let pid = unsafe { text(pid)? };
        Ok(Fact::ParticipantLeft { pid })
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Reports that every connection of a user went.
///
/// engine: the engine. session: the session. uid: which user.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id; HANGTIME_ERR_HANDLE;
/// HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if no connection of that
/// user is in the roster; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_user_left(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    uid: *const c_char,
) -> hangtime_result {
    let fact = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let uid = unsafe { text(uid)? };
        Ok(Fact::UserLeft { uid })
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Reports the whole roster: who is not in it has left. It is judged once, as a whole.
///
/// engine: the engine. session: the session. roster, count: the connections, each pid once (of
/// several entries with one pid the last holds); NULL and 0 if nobody is there.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_LIMIT beyond
/// max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_roster_set(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    roster: *const hangtime_participant,
    count: usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for `count` participants, or NULL and 0.
        let roster = unsafe { participant::roster(roster, count)? }.unwrap_or_default();
        engine.report(session, &Fact::Roster(&roster))
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Reports that the link went down, for now. While it is down the countdown stands still (unless
/// link_lost is HANGTIME_LINK_LOST_COUNT), because joins can not be seen. Reported again while it
/// is down, it does nothing. Events: on_idle_prompt_dismissed if a prompt is shown and time stands
/// still, on_connection_lost.
///
/// engine: the engine. session: the session.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
/// HANGTIME_ERR_ENDED; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_connection_lost(
    engine: *mut hangtime_engine,
    session: hangtime_session,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, || Ok(Fact::ConnectionLost)) }
}

/// Reports that the link came back, and who is there if that is known. If the user is alone then,
/// nothing fires for the resync grace, because queued joins and leaves arrive late; a prompt that
/// was shown is shown again after it, in full. Reported while the link is up, it only takes the
/// roster. Events: on_connection_restored, then what the roster changes.
///
/// engine: the engine. session: the session. roster, count: the connections, each pid once (of
/// several entries with one pid the last holds); NULL and 0 if it is not known. A pointer that is
/// not NULL with 0 says that nobody is there.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad id or kind;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_LIMIT beyond
/// max_participants; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_connection_restored(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    roster: *const hangtime_participant,
    count: usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for `count` participants, or NULL and 0.
        let roster = unsafe { participant::roster(roster, count)? };
        engine.report(session, &Fact::ConnectionRestored(roster.as_deref()))
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Reports that the link is gone for good. Ends the session, never as a time-out. Events:
/// on_idle_prompt_dismissed if a prompt is shown, on_connection_closed.
///
/// engine: the engine. session: the session.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
/// HANGTIME_ERR_ENDED; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_connection_closed(
    engine: *mut hangtime_engine,
    session: hangtime_session,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, || Ok(Fact::ConnectionClosed)) }
}

/// Reports that the user wants to stay: the countdown starts again, armed for a whole period.
/// Events: on_idle_prompt_dismissed if a prompt is shown.
///
/// engine: the engine. session: the session.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED;
/// HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_ALONE if somebody else counts or the period is 0;
/// HANGTIME_ERR_LIMIT beyond max_extensions; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
/// From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_extend(
    engine: *mut hangtime_engine,
    session: hangtime_session,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, || Ok(Fact::Extend)) }
}

/// Takes a hold: a reason to stay although alone, such as a recording, a screen share or a guest
/// known to be late. While a session has a hold the countdown stands still; it is not reset.
/// Events: on_idle_prompt_dismissed if a prompt is shown.
///
/// engine: the engine. session: the session. label: the reason's name, 1 to 255 bytes of UTF-8.
/// max_age_ms: after how long it is released by itself, so that a hold that was forgotten can not
/// keep a session for ever; 0 is never.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad label or more than 2^53
/// ms; HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_ALREADY_HELD;
/// HANGTIME_ERR_LIMIT beyond max_holds; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From
/// a callback: allowed. Pointers: the label is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_hold(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    label: *const c_char,
    max_age_ms: u64,
) -> hangtime_result {
    let fact = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let label = unsafe { text(label)? };
        let max_age = duration(max_age_ms)?;
        Ok(Fact::Hold { label, max_age })
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Releases a hold; the countdown goes on where it stood.
///
/// engine: the engine. session: the session. label: the hold's label.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for a bad label;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_NOT_FOUND if no
/// such hold is active; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback:
/// allowed. Pointers: nothing is kept. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_release_hold(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    label: *const c_char,
) -> hangtime_result {
    let fact = || {
        // SAFETY: the header asks for a NUL-terminated text.
        let label = unsafe { text(label)? };
        Ok(Fact::ReleaseHold { label })
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Sets how long the user may be alone, from now on. A countdown that goes by it keeps its start:
/// what is left is the new period less what has passed, but never less than min_notice_ms, or the
/// whole prompt where there is one (unless less was left before). Events: on_idle_prompt_dismissed
/// if a prompt is shown and the new period lies further off or is 0; on_idle_prompt if it is due
/// now.
///
/// engine: the engine. session: the session. ms: the period; 0 disables; from 0, it counts from
/// now.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_INVALID for a
/// period shorter than the prompt; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
/// callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_set_idle_timeout(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    ms: u64,
) -> hangtime_result {
    let fact = || {
        let period = duration(ms)?;
        Ok(Fact::SetIdleTimeout(period))
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}

/// Sets how long the user may be alone while nobody else has been there yet. From then on it does
/// not follow the idle timeout. A countdown that goes by it keeps its start: what is left is the
/// new period less what has passed, but never less than min_notice_ms, or the whole prompt where
/// there is one (unless less was left before). Events: on_idle_prompt_dismissed if a prompt is
/// shown and the new period lies further off or is 0; on_idle_prompt if it is due now.
///
/// engine: the engine. session: the session. ms: the period; 0 disables; from 0, it counts from
/// now.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
/// HANGTIME_ERR_HANDLE; HANGTIME_ERR_NOT_JOINED; HANGTIME_ERR_ENDED; HANGTIME_ERR_INVALID for a
/// period shorter than the prompt; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
/// callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_set_waiting_timeout(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    ms: u64,
) -> hangtime_result {
    let fact = || {
        let period = duration(ms)?;
        Ok(Fact::SetWaitingTimeout(period))
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { report(engine, session, fact) }
}
