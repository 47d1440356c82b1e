//! Windows: no signals, no fork; a clock that counts sleep, and an event object to wait for.

use std::ffi::{CStr, c_void};
use std::thread::{Builder, JoinHandle};

use crate::engine::{Running, Signal};
use crate::error::Error;
use crate::model::Span;

#[link(name = "api-ms-win-core-realtime-l1-1-1", kind = "raw-dylib")]
unsafe extern "system" {
    fn QueryInterruptTime(time: *mut u64);
}

#[link(name = "kernel32", kind = "raw-dylib")]
unsafe extern "system" {
    fn CreateEventW(
        attributes: *const c_void,
        manual_reset: i32,
        initial_state: i32,
        name: *const u16,
    ) -> *mut c_void;
    fn SetEvent(event: *mut c_void) -> i32;
    fn ResetEvent(event: *mut c_void) -> i32;
    fn CloseHandle(handle: *mut c_void) -> i32;
    fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
}

/// Finds the module of an address, and keeps it for ever.
const PIN_OF_ADDRESS: u32 = 0x1 | 0x4;

/// Reads the clock: interrupt time, in units of 100 ns, counts the time the device sleeps.
pub fn now() -> Span {
    let mut time = 0;
    // SAFETY: a writable place.
    unsafe { QueryInterruptTime(&raw mut time) };
    Span::from_micros(time / 10)
}

/// Starts a named thread.
pub fn spawn(
    name: &'static CStr,
    stack_size: usize,
    body: Box<dyn FnOnce() + Send>,
) -> Result<Box<dyn Running>, Error> {
    let name = name.to_string_lossy().into_owned();
    match Builder::new().name(name).stack_size(stack_size).spawn(body) {
        Ok(thread) => Ok(Box::new(Thread(thread))),
        Err(_) => Err(Error::Thread),
    }
}

/// A thread that goes on by itself unless it is joined.
struct Thread(JoinHandle<()>);

impl Running for Thread {
    fn join(self: Box<Self>) {
        // A panic has been dealt with inside.
        let _ = self.0.join();
    }
}

/// What poll mode waits for: an event object.
pub struct Descriptor(*mut c_void);

// SAFETY: handles of events may be used from any thread.
unsafe impl Send for Descriptor {}
// SAFETY: the same.
unsafe impl Sync for Descriptor {}

impl Descriptor {
    /// Makes one.
    pub fn new() -> Result<Descriptor, Error> {
        // SAFETY: NULL stands for default attributes and no name.
        let event = unsafe { CreateEventW(std::ptr::null(), 1, 0, std::ptr::null()) };
        if event.is_null() { Err(Error::System) } else { Ok(Descriptor(event)) }
    }
}

impl Signal for Descriptor {
    fn raise(&self) {
        // SAFETY: an event of ours.
        unsafe { SetEvent(self.0) };
    }

    fn clear(&self) {
        // SAFETY: an event of ours.
        unsafe { ResetEvent(self.0) };
    }

    fn descriptor(&self) -> isize {
        self.0 as isize
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: an event of ours that nobody uses any more.
        unsafe { CloseHandle(self.0) };
    }
}

/// The process an engine was made in; here no process is ever the copy of another.
pub struct Origin(Box<u8>);

impl Origin {
    /// Notes this process, in which the library stays from now on: a thread that is just ending
    /// may still run our code after the host has unloaded it.
    pub fn here() -> Result<Origin, Error> {
        let mut module = std::ptr::null_mut();
        let address = now as *const c_void;
        // SAFETY: an address of ours, and a writable place.
        let pinned = unsafe { GetModuleHandleExW(PIN_OF_ADDRESS, address, &raw mut module) };
        if pinned == 0 { Err(Error::System) } else { Ok(Origin(Box::new(0))) }
    }

    /// Tells whether this is a child of the process that was noted.
    pub fn is_elsewhere(&self) -> bool {
        false
    }

    /// A number that is this engine's own among all that live, and unlikely to be that of one
    /// that lived.
    pub fn mask(&self) -> u32 {
        let here = std::ptr::from_ref(&*self.0) as u64;
        let mixed = (here ^ now().as_micros().rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32
    }
}
