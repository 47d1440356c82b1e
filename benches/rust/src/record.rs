//! When timers were due and when they came: what an engine tells each time-out to.

use crate::figures::Figures;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering::*},
    },
    thread::{self, Thread},
    time::Instant,
};

/// Of one timer, in nanoseconds since zero.
#[derive(Default)]
struct Entry {
    due: AtomicI64,
    came: AtomicI64,
}

impl Entry {
    fn late(&self) -> i64 {
        self.came.load(Relaxed) - self.due.load(Relaxed)
    }
}

/// Writes down little when a timer comes, since that is part of what is measured.
pub struct Record {
    zero: Instant,
    entries: Box<[Entry]>,
    came: AtomicUsize,
    waiting: Thread,
}

impl Record {
    /// Of timers 0 to `n` - 1, each of which comes once; the calling thread waits for the last.
    pub fn of(n: usize) -> Arc<Self> {
        Arc::new(Self {
            zero: Instant::now(),
            entries: (0..n).map(|_| Entry::default()).collect(),
            came: AtomicUsize::new(0),
            waiting: thread::current(),
        })
    }

    fn since_zero(&self, moment: Instant) -> i64 {
        moment.duration_since(self.zero).as_nanos() as i64
    }

    pub fn expect(&self, timer: usize, due: Instant) {
        self.entries[timer].due.store(self.since_zero(due), Relaxed);
    }

    pub fn fired(&self, timer: usize) {
        let now = self.since_zero(Instant::now());
        let Some(entry) = self.entries.get(timer) else { return };
        entry.came.store(now, Relaxed);
        if self.came.fetch_add(1, AcqRel) + 1 == self.entries.len() {
            self.waiting.unpark();
        }
    }

    pub fn is_complete(&self) -> bool {
        self.came.load(Acquire) == self.entries.len()
    }

    pub fn latenesses(&self) -> Vec<i64> {
        self.entries.iter().map(Entry::late).collect()
    }

    /// First and last time-out, from the earliest due time on, and the latenesses.
    pub fn figures(&self) -> Figures {
        let due = self.entries.iter().map(|entry| entry.due.load(Relaxed));
        let came = || self.entries.iter().map(|entry| entry.came.load(Relaxed));
        let earliest = due.min().unwrap_or_default();
        let since = |moment: Option<i64>| (moment.unwrap_or_default() - earliest) as f64 / 1e3;
        Figures::default()
            .with("first_us", since(came().min()))
            .with("all_us", since(came().max()))
            .with_latenesses(self.latenesses())
    }
}
