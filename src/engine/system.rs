//! What the engine asks of the operating system; the layer above provides it.

use std::ffi::CStr;

use crate::error::Error;
use crate::model::{Moment, Span};

/// Which of the two threads is started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Waits for deadlines; never runs host code.
    Timer,
    /// Runs the callbacks of the host.
    Callbacks,
}

impl Role {
    /// Names the thread, in the 15 bytes that Linux keeps of a name.
    pub const fn name(self) -> &'static CStr {
        match self {
            Role::Timer => c"hangtime-timer",
            Role::Callbacks => c"hangtime-events",
        }
    }
}

/// What the engine asks of the operating system.
pub trait System: Send + Sync {
    /// Reads a clock that never goes back and counts the time the device sleeps.
    fn now(&self) -> Span;

    /// Starts a thread that no signal of the host reaches; `Error::Thread` if there is none to have.
    fn spawn(&self, role: Role, body: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Running>, Error>;

    /// Sleeps, on the timer thread, until the clock says `until`, with `NEVER` for ever; it says
    /// `now`. Ends early if the thread is woken, or was since it slept last, and may end early for
    /// any other reason. Tells whether to go on: not if another thread has taken its place.
    fn sleep(&self, until: Moment, now: Moment) -> bool;

    /// Ends the sleep of the timer thread, or its next one. Tells whether that could be done: if
    /// not, another thread is to take its place.
    fn wake(&self) -> bool;

    /// Runs on the callback thread before every callback.
    fn callbacks_begin(&self);

    /// Runs on the callback thread after every callback.
    fn callbacks_end(&self);
}

/// A thread that runs; dropped without a join, it goes on by itself.
pub trait Running: Send {
    /// Waits until the thread is over.
    fn join(self: Box<Self>);
}

/// Something a host can wait for in its own event loop.
pub trait Signal: Send + Sync {
    /// Makes the waiting end.
    fn raise(&self);
    /// Makes the host wait again.
    fn clear(&self);
    /// What to wait for: a file descriptor, or a handle where the system has those.
    fn descriptor(&self) -> isize;
}
