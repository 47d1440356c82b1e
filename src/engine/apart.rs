//! What two threads use all the time, kept out of each other's cache lines.

use std::ops::Deref;

/// A value in cache lines of its own: who writes it takes nothing from those who read what would
/// lie beside it.
#[derive(Default)]
#[repr(align(64))]
pub(super) struct Apart<T>(pub T);

impl<T> Deref for Apart<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
