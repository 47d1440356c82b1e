//! The lock of the mutexes of which there may be millions: a byte.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::lock_api::{self, RawMutex as _};

/// How often to look again at once, then after giving way, before pausing between two looks.
const LOOKS: u32 = 64;
const YIELDS: u32 = 16;
/// Long enough for whoever holds it to go on, short against any deadline.
const PAUSE: Duration = Duration::from_micros(50);

/// A lock of one byte for what is held for a fraction of a microsecond.
///
/// Who finds it taken looks again until it is free, and nobody parks: a table of parked threads is
/// global, is copied locked into a child by `fork`, and registers a destructor on each thread. So
/// nobody is to be woken either, and to let go is one store: it waits for no memory.
pub(crate) struct RawMutex(AtomicBool);

// SAFETY: between a `lock`, or a `try_lock` that is true, and the `unlock` after it nobody else
// gets past either: the byte is changed from false to true by one of them only.
unsafe impl lock_api::RawMutex for RawMutex {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait asks for it")]
    const INIT: RawMutex = RawMutex(AtomicBool::new(false));

    type GuardMarker = lock_api::GuardNoSend;

    #[inline]
    fn lock(&self) {
        if !self.try_lock() {
            self.lock_late();
        }
    }

    #[inline]
    fn try_lock(&self) -> bool {
        self.0.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[inline]
    unsafe fn unlock(&self) {
        self.0.store(false, Ordering::Release);
    }
}

impl RawMutex {
    #[cold]
    fn lock_late(&self) {
        let mut looks = 0_u32;
        // To look leaves the line with whoever holds the lock; to try takes it away.
        while self.0.load(Ordering::Relaxed) || !self.try_lock() {
            looks = looks.saturating_add(1);
            if looks < LOOKS {
                std::hint::spin_loop();
            } else if looks < LOOKS + YIELDS {
                std::thread::yield_now();
            } else {
                std::thread::sleep(PAUSE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    type Mutex<T> = lock_api::Mutex<RawMutex, T>;

    #[test]
    fn what_is_taken_is_not_taken_again_until_it_is_let_go() {
        let mutex = Mutex::new(());
        let taken = mutex.lock();
        assert!(mutex.try_lock().is_none());
        drop(taken);
        assert!(mutex.try_lock().is_some());
    }

    #[test]
    fn threads_that_want_it_have_it_one_after_the_other() {
        let mutex = Mutex::new(0_u64);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for round in 0..20_000 {
                        let mut count = mutex.lock();
                        let before = *count;
                        if round % 5_000 == 0 {
                            // Long enough for the others to come to their pauses.
                            thread::sleep(Duration::from_millis(1));
                        }
                        *count = before + 1;
                    }
                });
            }
        });
        assert_eq!(*mutex.lock(), 80_000);
    }
}
