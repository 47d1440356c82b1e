//! A sleep for systems that have no better one: on a condition variable.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::lock::lock;
use crate::model::{Moment, Span};

/// The longest wait while there is something to wait for. Such waits stand still while the device
/// sleeps, so the time after it has woken is bounded by this; a look in 10 s costs a battery little.
pub(super) const LONGEST_SLEEP: Span = Span::from_ms(10_000);

/// What one thread sleeps on, and others wake it by.
// The standard library's: it leaves nothing behind on the host's threads.
#[derive(Default)]
pub struct Bell {
    rung: Mutex<bool>,
    sound: Condvar,
}

impl Bell {
    /// Does as [`System::sleep`](super::System::sleep) says; ends after 10 s if it is not for ever.
    pub fn sleep(&self, until: Moment, now: Moment) -> bool {
        let mut rung = lock(&self.rung);
        if !*rung {
            let most = if until == Moment::NEVER {
                Duration::MAX
            } else {
                Duration::from_micros(LONGEST_SLEEP.min(until - now).as_micros())
            };
            let waited = self.sound.wait_timeout(rung, most);
            rung = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *rung = false;
        true
    }

    /// Does as [`System::wake`](super::System::wake) says; it always can.
    pub fn wake(&self) -> bool {
        *lock(&self.rung) = true;
        self.sound.notify_one();
        true
    }
}
