//! Engines: made, freed, waited for, moved through time by hand.

use std::ffi::c_void;
use std::mem::offset_of;
use std::sync::Arc;

use super::boundary::{Out, duration, guard, with_engine};
use super::event::{self, hangtime_event};
use super::listener::Callbacks;
use super::result::hangtime_result;
use super::status::{HANGTIME_NEVER, hangtime_stats};
use super::structs::{self, Place, Versioned};
use super::system::{Descriptor, Hooks, Origin, Os};
use crate::engine::{Census, ClockChoice, Delivery, Engine, Options};
use crate::error::Error;

/// An engine: sessions, their timer thread and their callback thread. Several may live in one
/// process and never meet; the library has no global state but the list of those that were made
/// with hangtime_engine_new_dart_port.
pub struct hangtime_engine {
    pub(super) origin: Origin,
    pub(super) engine: Arc<Engine>,
    pub(super) callbacks: Callbacks,
}

/// Which clock an engine goes by: one of HANGTIME_CLOCK_...
pub type hangtime_clock = u32;
/// The system's clock, which counts the time the device sleeps and is not moved by changes of the
/// date.
pub const HANGTIME_CLOCK_SYSTEM: hangtime_clock = 0;
/// A clock that stands until hangtime_engine_advance or hangtime_engine_suspend moves it: a host
/// tests five minutes in microseconds.
pub const HANGTIME_CLOCK_MANUAL: hangtime_clock = 1;

/// How events reach the host: one of HANGTIME_DELIVERY_...
pub type hangtime_delivery = u32;
/// A thread of the engine calls the listeners.
pub const HANGTIME_DELIVERY_CALLBACK: hangtime_delivery = 0;
/// The host waits for hangtime_engine_event_fd in its own event loop and takes the events with
/// hangtime_engine_take_events; there are no listeners and no callback thread.
pub const HANGTIME_DELIVERY_POLL: hangtime_delivery = 1;

/// Called at the start or the end of the thread that runs the callbacks.
pub type hangtime_on_thread = Option<unsafe extern "C-unwind" fn(user_data: *mut c_void)>;

/// What a host may choose for an engine. Begin with HANGTIME_ENGINE_OPTIONS_INIT or
/// hangtime_engine_options_init.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_engine_options {
    /// The size of this struct, set by the initializers.
    pub size: usize,
    /// HANGTIME_CLOCK_SYSTEM (default) or HANGTIME_CLOCK_MANUAL.
    pub clock: hangtime_clock,
    /// HANGTIME_DELIVERY_CALLBACK (default) or HANGTIME_DELIVERY_POLL.
    pub delivery: hangtime_delivery,
    /// How many sessions may be open at a time; default 16777216 (2^24).
    pub max_sessions: usize,
    /// The stack of each thread in bytes; default 262144 (256 KiB), of which callbacks may use
    /// half. Less than the system's minimum is raised to it, and what the system refuses is its
    /// default.
    pub thread_stack_size: usize,
    /// Called first on the callback thread, such as to attach it to a virtual machine; may be
    /// NULL (default).
    pub on_thread_start: hangtime_on_thread,
    /// Called last on the callback thread, after every callback; may be NULL (default).
    pub on_thread_stop: hangtime_on_thread,
    /// Passed to the two functions above; default NULL.
    pub thread_user_data: *mut c_void,
}

// SAFETY: repr(C), begins with the size, integers and nullable pointers only.
unsafe impl Versioned for hangtime_engine_options {
    const FIRST: usize = size_of::<hangtime_engine_options>();

    fn defaults() -> hangtime_engine_options {
        hangtime_engine_options {
            size: size_of::<hangtime_engine_options>(),
            clock: HANGTIME_CLOCK_SYSTEM,
            delivery: HANGTIME_DELIVERY_CALLBACK,
            max_sessions: 1 << 24,
            thread_stack_size: 256 * 1024,
            on_thread_start: None,
            on_thread_stop: None,
            thread_user_data: std::ptr::null_mut(),
        }
    }
}

/// Writes the default options; for languages without HANGTIME_ENGINE_OPTIONS_INIT.
///
/// options: a place of size bytes. size: sizeof(hangtime_engine_options).
///
/// Returns: nothing; does nothing if options is NULL or size is no size of this struct.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_options_init(
    options: *mut hangtime_engine_options,
    size: usize,
) {
    // SAFETY: the header asks for a place of `size` bytes.
    unsafe { structs::init(options, size) }
}

/// Makes an engine. It starts no thread before its first session is opened.
///
/// options: what to choose, or NULL for the defaults. out_engine: gets the engine.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL if out_engine is NULL; HANGTIME_ERR_SIZE if the
/// options' size is wrong; HANGTIME_ERR_INVALID for an unknown clock or delivery;
/// HANGTIME_ERR_SYSTEM if the system refuses a memory page or, for HANGTIME_DELIVERY_POLL, a
/// file descriptor; HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed.
/// Pointers: the options are copied; the engine is the host's until hangtime_engine_free.
/// Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_new(
    options: *const hangtime_engine_options,
    out_engine: *mut *mut hangtime_engine,
) -> hangtime_result {
    guard(|| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_engine)? };
        let options = if options.is_null() {
            hangtime_engine_options::defaults()
        } else {
            // SAFETY: the header asks for options that begin with their size.
            unsafe { structs::read(options)? }
        };
        let clock = match options.clock {
            HANGTIME_CLOCK_SYSTEM => ClockChoice::System,
            HANGTIME_CLOCK_MANUAL => ClockChoice::Manual,
            _ => return Err(Error::Invalid),
        };
        let delivery = match options.delivery {
            HANGTIME_DELIVERY_CALLBACK => Delivery::Callback,
            HANGTIME_DELIVERY_POLL => Delivery::Poll(Box::new(Descriptor::new()?)),
            _ => return Err(Error::Invalid),
        };
        let origin = Origin::here()?;
        let hooks = Hooks::new(&options);
        let system = Box::new(Os::new(options.thread_stack_size, hooks));
        let chosen = Options {
            clock,
            delivery,
            max_sessions: options.max_sessions,
            handle_mask: origin.mask(),
        };
        let engine = Engine::new(system, chosen);
        let callbacks = Callbacks::default();
        out.set(Box::into_raw(Box::new(hangtime_engine { origin, engine, callbacks })));
        Ok(())
    })
}

/// Frees an engine: closes its sessions, ends its threads, releases its listeners.
///
/// When it returns on any thread but a callback's own, no callback is running and none will ever
/// run again; it waits for the one callback in flight, not for a queue: events that were not
/// delivered yet are lost (hangtime_engine_flush first, if they matter). From inside a callback
/// it does not wait: that callback is the last, and the rest happens as it returns.
///
/// engine: the engine; NULL is fine and does nothing.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_FORKED in a child process, where nothing is freed;
/// HANGTIME_ERR_PANIC.
/// Threads: any; no other thread, but for the callback in flight, may use the engine now or later.
/// From a callback: allowed.
/// Pointers: the engine is gone, and so are its handles. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_free(engine: *mut hangtime_engine) -> hangtime_result {
    guard(|| {
        // SAFETY: the header asks for a live engine or NULL.
        let Some(host) = (unsafe { engine.as_ref() }) else { return Ok(()) };
        if host.origin.is_elsewhere() {
            return Err(Error::Forked);
        }
        Arc::clone(&host.engine).free();
        // SAFETY: `hangtime_engine_new` made it with a box, and nobody uses it any more.
        drop(unsafe { Box::from_raw(engine) });
        Ok(())
    })
}

/// Waits until every event so far has been delivered to the listeners.
///
/// engine: the engine.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_IN_CALLBACK inside a callback of this
/// engine; HANGTIME_ERR_POLLED in poll mode, where the host delivers; HANGTIME_ERR_FORKED;
/// HANGTIME_ERR_PANIC. Threads: any; hold no lock that a callback takes. From a callback:
/// HANGTIME_ERR_IN_CALLBACK. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_flush(engine: *mut hangtime_engine) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, |engine| engine.flush()) }
}

/// Says that the app came back from the background or the device from sleep: in every session
/// whose user is alone nothing ends for the resync grace, because queued joins arrive now. A grace
/// that is running is not prolonged.
///
/// Without this call a deadline that passed in a sleep is noticed too: on Linux and Android as the
/// device wakes, elsewhere at the latest 10 s after.
///
/// engine: the engine.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_app_resumed(
    engine: *mut hangtime_engine,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe {
        with_engine(engine, |engine| {
            engine.app_resumed();
            Ok(())
        })
    }
}

/// Tells in how many milliseconds something will next happen by itself in any session, such as to
/// set an alarm of the operating system before the process is suspended.
///
/// It looks at every session: fine now and then, not in a loop over a million of them.
///
/// engine: the engine. out_in_ms: gets the milliseconds, 0 if it is due now, HANGTIME_NEVER if
/// nothing will happen by itself.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_next_deadline(
    engine: *mut hangtime_engine,
    out_in_ms: *mut u64,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_in_ms)? };
        out.set(engine.next_deadline().map_or(HANGTIME_NEVER, |span| span.as_ms()));
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Counts what an engine holds and has done. Nothing changes by it, no session is judged, and
/// nothing is counted for it when somebody joins or leaves.
///
/// engine: the engine. out_stats: gets the numbers; its size field must be set
/// (HANGTIME_STATS_INIT).
///
/// The fields from armed on are found by looking at every session, at one after the other, which
/// takes some two milliseconds for a hundred thousand and thirty for a million; reports of others
/// wait for one session at a time. A size that ends before them spares this, and the rest takes
/// less than a microsecond however many sessions there are:
///
///     stats.size = offsetof(hangtime_stats, armed);
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE; HANGTIME_ERR_FORKED;
/// HANGTIME_ERR_PANIC. Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_stats(
    engine: *mut hangtime_engine,
    out_stats: *mut hangtime_stats,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for stats that begin with their size.
        let out = unsafe { Place::new(out_stats)? };
        let asked = out.reaches(offset_of!(hangtime_stats, armed));
        let census = if asked { engine.census() } else { Census::default() };
        out.set(hangtime_stats::new(engine.stats(), census));
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Moves a manual clock forward. Everything that falls due on the way happens at its own time, in
/// order, as if it had been watched; call hangtime_engine_flush to have the callbacks made.
///
/// engine: an engine with HANGTIME_CLOCK_MANUAL. by_ms: how far; 0 only lets happen what is due.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
/// HANGTIME_ERR_NOT_MANUAL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
/// From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_advance(
    engine: *mut hangtime_engine,
    by_ms: u64,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, |engine| engine.advance(duration(by_ms)?)) }
}

/// Moves a manual clock forward at once, as if the device had slept: nothing runs in between, and
/// what fell due is found late.
///
/// engine: an engine with HANGTIME_CLOCK_MANUAL. for_ms: how long the device slept.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for more than 2^53 ms;
/// HANGTIME_ERR_NOT_MANUAL; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any.
/// From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_suspend(
    engine: *mut hangtime_engine,
    for_ms: u64,
) -> hangtime_result {
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, |engine| engine.suspend(duration(for_ms)?)) }
}

/// Tells what to wait for in poll mode: a file descriptor that is readable while there are events
/// (on Windows the handle of an event object that is signaled). Only wait for it: do not read,
/// write or close it.
///
/// engine: an engine with HANGTIME_DELIVERY_POLL. out_fd: gets the descriptor or handle.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_NOT_POLLED; HANGTIME_ERR_FORKED;
/// HANGTIME_ERR_PANIC. Threads: any. From a callback: there are none in poll mode.
/// Pointers: the descriptor stays the engine's and lives as long. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_event_fd(
    engine: *mut hangtime_engine,
    out_fd: *mut libc::intptr_t,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_fd)? };
        out.set(engine.event_fd()?);
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Takes events in poll mode, oldest first; never waits. Take until fewer than the capacity come.
///
/// Events of one session come in order. Events of a session that was closed meanwhile still come:
/// compare the handle.
///
/// engine: an engine with HANGTIME_DELIVERY_POLL. events, capacity: an array and how many events it
/// has room for. out_count: gets how many were written, 0 if there are none.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_NOT_POLLED; HANGTIME_ERR_FORKED;
/// HANGTIME_ERR_PANIC. Threads: any; each event is taken once. From a callback: there are none in
/// poll mode. Pointers: nothing to free. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_take_events(
    engine: *mut hangtime_engine,
    events: *mut hangtime_event,
    capacity: usize,
    out_count: *mut usize,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_count)? };
        if events.is_null() && capacity > 0 {
            return Err(Error::Null);
        }
        let mut count = 0;
        engine.take_events(capacity, |notice| {
            // SAFETY: the header asks for room for `capacity` events, and no more come.
            let place = unsafe { events.add(count) };
            // SAFETY: the same.
            unsafe { place.write(event::event(&notice)) };
            count += 1;
        })?;
        out.set(count);
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}
