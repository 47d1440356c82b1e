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

pub struct Record {
    zero: Instant,
    /// Due times of timers, in nanoseconds since zero.
    due: Box<[AtomicI64]>,
    /// Lateness in the order in which timers came.
    late: Box<[AtomicI64]>,
    /// How many have come, and how many of those are written down.
    come: AtomicUsize,
    written: AtomicUsize,
    first: AtomicI64,
    last: AtomicI64,
    waiting: Thread,
}

impl Record {
    /// Of timers 0 to `n` - 1, each of which comes once; the calling thread waits for the last.
    pub fn of(n: usize) -> Arc<Self> {
        let zeros = || (0..n).map(|_| AtomicI64::new(0)).collect();
        Arc::new(Self {
            zero: Instant::now(),
            due: zeros(),
            late: zeros(),
            come: AtomicUsize::new(0),
            written: AtomicUsize::new(0),
            first: AtomicI64::new(i64::MAX),
            last: AtomicI64::new(0),
            waiting: thread::current(),
        })
    }

    fn since_zero(&self, moment: Instant) -> i64 {
        moment.duration_since(self.zero).as_nanos() as i64
    }

    pub fn expect(&self, timer: usize, due: Instant) {
        self.due[timer].store(self.since_zero(due), Relaxed);
    }

    pub fn fired(&self, timer: usize) {
        let now = self.since_zero(Instant::now());
        let Some(due) = self.due.get(timer) else { return };
        let late = now - due.load(Relaxed);
        let place = self.come.fetch_add(1, Relaxed);
        if let Some(entry) = self.late.get(place) {
            entry.store(late, Relaxed);
        }
        self.first.fetch_min(now, Relaxed);
        self.last.fetch_max(now, Relaxed);
        if self.written.fetch_add(1, AcqRel) + 1 == self.late.len() {
            self.waiting.unpark();
        }
    }

    pub fn is_complete(&self) -> bool {
        self.written.load(Acquire) >= self.late.len()
    }

    pub fn latenesses(&self) -> Vec<i64> {
        self.late.iter().map(|late| late.load(Relaxed)).collect()
    }

    /// First and last time-out, from the earliest due time on, and the latenesses.
    pub fn figures(&self) -> Figures {
        let earliest = self.due.iter().map(|due| due.load(Relaxed)).min().unwrap_or_default();
        let since = |moment: &AtomicI64| (moment.load(Relaxed) - earliest) as f64 / 1e3;
        Figures::default()
            .with("first_us", since(&self.first))
            .with("all_us", since(&self.last))
            .with_latenesses(self.latenesses())
    }
}
