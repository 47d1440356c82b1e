//! Mutexes that leave nothing behind on a thread of the host and nothing locked in a forked child.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A mutex of one byte for what is held for a fraction of a microsecond, of which there may be
/// millions.
///
/// Who finds it taken looks again until it is free instead of parking: the table of parked threads
/// is global, is copied locked into a child by `fork`, and registers a destructor on each thread.
pub(super) struct Lock<T>(parking_lot::Mutex<T>);

pub(super) type LockGuard<'a, T> = parking_lot::MutexGuard<'a, T>;

/// How often to look again at once, then after giving way, before pausing between two looks.
const LOOKS: u32 = 64;
const YIELDS: u32 = 16;
/// Long enough for whoever holds it to go on, short against any deadline.
const PAUSE: Duration = Duration::from_micros(50);

impl<T> Lock<T> {
    pub const fn new(value: T) -> Lock<T> {
        Lock(parking_lot::Mutex::new(value))
    }

    pub fn lock(&self) -> LockGuard<'_, T> {
        match self.0.try_lock() {
            Some(guard) => guard,
            None => self.lock_late(),
        }
    }

    #[cold]
    fn lock_late(&self) -> LockGuard<'_, T> {
        let mut looks = 0_u32;
        loop {
            looks = looks.saturating_add(1);
            if looks < LOOKS {
                std::hint::spin_loop();
            } else if looks < LOOKS + YIELDS {
                std::thread::yield_now();
            } else {
                std::thread::sleep(PAUSE);
            }
            if let Some(guard) = self.0.try_lock() {
                return guard;
            }
        }
    }
}

/// Locks a mutex of the standard library: for what is held longer, or waited for. What panics is
/// caught where threads and calls begin, so that poison says nothing new.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
