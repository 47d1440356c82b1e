//! Mutexes that leave nothing behind on a thread of the host and nothing locked in a forked child.

use std::sync::{Mutex, MutexGuard, PoisonError};

use parking_lot::lock_api;

use crate::raw_mutex::RawMutex;

/// For what is held for a fraction of a microsecond, of which there may be millions.
pub(super) type Lock<T> = lock_api::Mutex<RawMutex, T>;

pub(super) type LockGuard<'a, T> = lock_api::MutexGuard<'a, RawMutex, T>;

/// Locks a mutex of the standard library: for what is held longer, or waited for. What panics is
/// caught where threads and calls begin, so that poison says nothing new.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
