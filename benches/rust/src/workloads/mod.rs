//! The workloads, each written once for all engines.

mod cost;
mod lateness;
mod quiet;

pub use self::{
    cost::{churn, open},
    lateness::{single, storm},
    quiet::{idle, memory, start},
};
use std::time::Duration;

/// xorshift.
struct Random(u64);

impl Random {
    /// One of its own for each thread.
    fn of(thread: usize) -> Self {
        Self(88_172_645_463_325_252 + thread as u64 * 7919)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// One of ten periods from 60 to 600 seconds.
    fn period(&mut self) -> Duration {
        Duration::from_secs(60 * (1 + self.below(10) as u64))
    }
}
