//! Sessions as bytes.

use std::ffi::c_void;
use std::sync::Arc;

use super::boundary::{Buffer, Out, duration, with_engine};
use super::engine::hangtime_engine;
use super::listener::{HostListener, hangtime_listener, hangtime_listener_id};
use super::result::hangtime_result;
use super::session::hangtime_session;
use crate::engine::Engine;
use crate::error::Error;

/// Writes a session as bytes: settings, roster, countdown, holds, log; not its listeners. The
/// session goes on; close it if another takes over.
///
/// engine: the engine. session: the session, in any state. buffer: gets the bytes; may be NULL if
/// capacity is 0. capacity: the size of the buffer; 0 only asks for the length. out_length: gets
/// the number of bytes.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the buffer is too small (the
/// session may have grown since you asked); HANGTIME_ERR_HANDLE; HANGTIME_ERR_FORKED;
/// HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed. Pointers: nothing is kept.
/// Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_snapshot(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    buffer: *mut c_void,
    capacity: usize,
    out_length: *mut usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a buffer of that capacity and a writable place.
        let out = unsafe { Buffer::new(buffer, capacity, out_length)? };
        out.set(&engine.snapshot(session)?)
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Opens a session from the bytes of another, in another engine, process or machine: a room which
/// moves keeps its countdown. Restoring tells nothing by itself; what is due is told soon after, to
/// the listener given here and those added by then.
///
/// engine: the engine. bytes, length: what hangtime_session_snapshot wrote. elapsed_ms: how much time
/// has passed since; it counts as if the session had been there. listener: who is told, present
/// before anything can happen, or NULL. out_session: gets the handle. out_listener: gets the handle
/// of the listener; NULL if and only if listener is NULL.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the listener's size is wrong;
/// HANGTIME_ERR_INVALID for more than 2^53 ms, or an out_listener without a listener;
/// HANGTIME_ERR_SNAPSHOT if the bytes are damaged, cut short or something else;
/// HANGTIME_ERR_VERSION if a newer library wrote them; HANGTIME_ERR_LIMIT beyond max_sessions or
/// max_listeners; HANGTIME_ERR_POLLED for a listener in poll mode; HANGTIME_ERR_THREAD;
/// HANGTIME_ERR_ENDED while the engine is being freed; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Pointers: everything is copied; user_data is lent as with
/// hangtime_listener_add. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_restore(
    engine: *mut hangtime_engine,
    bytes: *const c_void,
    length: usize,
    elapsed_ms: u64,
    listener: *const hangtime_listener,
    out_session: *mut hangtime_session,
    out_listener: *mut hangtime_listener_id,
) -> hangtime_result {
    let host = engine;
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_session)? };
        if bytes.is_null() || (out_listener.is_null() && !listener.is_null()) {
            return Err(Error::Null);
        }
        if listener.is_null() && !out_listener.is_null() {
            return Err(Error::Invalid);
        }
        let elapsed = duration(elapsed_ms)?;
        if length > isize::MAX as usize {
            return Err(Error::Snapshot);
        }
        // SAFETY: the header asks for `length` readable bytes.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) };
        if listener.is_null() {
            out.set(engine.restore(bytes, elapsed, None)?.session);
            return Ok(());
        }
        // SAFETY: the header asks for a listener that begins with its size, and the engine lives.
        let listener = unsafe { HostListener::read(listener, host)? };
        let restored = listener.lend(|taken| engine.restore(bytes, elapsed, Some(taken)))?;
        out.set(restored.session);
        // SAFETY: the header asks for a writable place, and it is not NULL.
        unsafe { Out::new(out_listener)? }.set(restored.listener.unwrap_or_default());
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}
