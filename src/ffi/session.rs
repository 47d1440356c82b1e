//! Sessions: opened, closed, asked.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::boundary::{Buffer, Out, text, with_engine, with_lasting_engine};
use super::engine::hangtime_engine;
use super::result::hangtime_result;
use super::settings::{self, hangtime_settings};
use super::status::hangtime_status;
use super::structs::Place;
use crate::engine::Engine;

/// The handle of a session; 0 is never one, and none is used twice: that of a session which was closed
/// is HANGTIME_ERR_HANDLE, never another session. One of another engine, or an invented one, is too,
/// unless it hits the 32 bits by which engines differ.
pub type hangtime_session = u64;

/// Opens a session that nobody has joined yet. The first one starts the engine's threads.
///
/// engine: the engine. session_id: the host's name for it, 1 to 255 bytes of UTF-8; two sessions may
/// have the same. settings: what to choose, or NULL for the defaults. out_session: gets the handle.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the settings' size is wrong;
/// HANGTIME_ERR_INVALID for a bad id or a bad setting (hangtime_settings_check says which);
/// HANGTIME_ERR_LIMIT beyond max_sessions; HANGTIME_ERR_THREAD if the system refuses a thread;
/// HANGTIME_ERR_ENDED while the engine is being freed; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Pointers: everything is copied. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_open(
    engine: *mut hangtime_engine,
    session_id: *const c_char,
    settings: *const hangtime_settings,
    out_session: *mut hangtime_session,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_session)? };
        // SAFETY: the header asks for a NUL-terminated text.
        let session_id = unsafe { text(session_id)? };
        // SAFETY: the header asks for settings that begin with their size, or NULL.
        let settings = unsafe { settings::read(settings)? };
        out.set(engine.open(session_id, settings)?);
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Closes a session in whatever state it is, without an event, and releases its listeners. When it
/// returns on any thread but the callback's own, none of their callbacks is running and none will
/// ever run again.
///
/// engine: the engine. session: the session.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_HANDLE if there is no such session (any
/// more); HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any; hold no lock that a callback takes.
/// From a callback: allowed; inside one of the session's own it does not wait, and that callback is
/// the last. Pointers: on_release of every listener has run, or, for the one whose callback this is
/// called from, runs as that returns. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_close(
    engine: *mut hangtime_engine,
    session: hangtime_session,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_lasting_engine(engine, |engine| engine.close(session)) }
}

/// Tells how a session stands at this moment.
///
/// engine: the engine. session: the session. out_status: gets it; its size field must be set
/// (HANGTIME_STATUS_INIT).
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE; HANGTIME_ERR_HANDLE;
/// HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_status(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    out_status: *mut hangtime_status,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a status that begins with its size.
        let out = unsafe { Place::new(out_status)? };
        out.set(engine.status(session)?.into());
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Tells the id a session was opened with.
///
/// engine: the engine. session: the session. buffer: gets the id and a NUL; may be NULL if capacity
/// is 0. capacity: the size of the buffer in bytes; 0 only asks for the length. out_length: gets the
/// length without the NUL.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the buffer is too small (256 bytes
/// always suffice); HANGTIME_ERR_HANDLE; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
/// From a callback: allowed. Pointers: nothing is kept. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_id(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    buffer: *mut c_char,
    capacity: usize,
    out_length: *mut usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a buffer of that capacity and a writable place.
        let out = unsafe { Buffer::new(buffer.cast::<c_void>(), capacity, out_length)? };
        out.set_text(engine.session_id(session)?)
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Answers "why did my call end?": writes the last reports and events of a session as text, a line
/// each, oldest first, with the seconds since the session was opened. Events begin with ">". No ids
/// are in it, so that it can be sent to a support desk. How many lines are kept, max_log_lines of
/// the settings says.
///
/// engine: the engine. session: the session. buffer: gets the text and a NUL; may be NULL if capacity
/// is 0. capacity: the size of the buffer in bytes; 0 only asks for the length. out_length: gets the
/// length without the NUL.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the buffer is too small (the log
/// may have grown since you asked); HANGTIME_ERR_HANDLE; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Pointers: nothing is kept. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_log(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    buffer: *mut c_char,
    capacity: usize,
    out_length: *mut usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a buffer of that capacity and a writable place.
        let out = unsafe { Buffer::new(buffer.cast::<c_void>(), capacity, out_length)? };
        out.set_text(engine.log(session)?)
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}
