//! The operating system: the clock, the threads, the descriptor of poll mode, the process of birth.

#[cfg(any(target_os = "linux", target_os = "android"))]
mod boot_timer;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use crate::engine::Bell as Bed;
#[cfg(any(target_os = "linux", target_os = "android"))]
use boot_timer::BootTimer as Bed;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(super) use unix::{Descriptor, Origin};
#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(super) use windows::{Descriptor, Origin};

use std::ffi::c_void;

use super::engine::{hangtime_engine_options, hangtime_on_thread};
use crate::engine::{Role, Running, System};
use crate::error::Error;
use crate::model::{Moment, Span};

/// What the host wants to run on the callback thread, first and last.
#[derive(Clone, Copy)]
pub(super) struct Hooks {
    on_start: hangtime_on_thread,
    on_stop: hangtime_on_thread,
    user_data: *mut c_void,
}

// SAFETY: the header says on which thread the functions run, and that user_data is only carried.
unsafe impl Send for Hooks {}
// SAFETY: the same.
unsafe impl Sync for Hooks {}

impl Hooks {
    pub fn new(options: &hangtime_engine_options) -> Hooks {
        Hooks {
            on_start: options.on_thread_start,
            on_stop: options.on_thread_stop,
            user_data: options.thread_user_data,
        }
    }
}

/// Calls a hook; `extern "C"`, so that an exception which leaves it ends the process.
extern "C" fn call(hook: hangtime_on_thread, user_data: *mut c_void) {
    if let Some(hook) = hook {
        // SAFETY: the host gave a function of this signature.
        unsafe { hook(user_data) }
    }
}

/// The system as the engine sees it.
pub(super) struct Os {
    stack_size: usize,
    hooks: Hooks,
    /// Where the timer thread sleeps.
    bed: Bed,
}

impl Os {
    pub fn new(stack_size: usize, hooks: Hooks) -> Os {
        Os { stack_size, hooks, bed: Bed::default() }
    }
}

impl System for Os {
    fn now(&self) -> Span {
        os::now()
    }

    fn spawn(&self, role: Role, body: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Running>, Error> {
        os::spawn(role.name(), self.stack_size, body)
    }

    fn sleep(&self, until: Moment, now: Moment) -> bool {
        self.bed.sleep(until, now)
    }

    fn wake(&self) -> bool {
        self.bed.wake()
    }

    fn callbacks_begin(&self) {
        call(self.hooks.on_start, self.hooks.user_data);
    }

    fn callbacks_end(&self) {
        call(self.hooks.on_stop, self.hooks.user_data);
    }
}

#[cfg(unix)]
use unix as os;
#[cfg(windows)]
use windows as os;
