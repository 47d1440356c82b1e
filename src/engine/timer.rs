//! The thread that waits for deadlines. It decides nothing: it asks each session again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::Engine;
use super::deadlines::{Deadlines, Entry};
use crate::model::{Moment, Span};

/// The longest wait while something is pending. Waits stand still while the device sleeps, so the
/// time after it has woken is bounded by this; a wake-up in 10 s costs a battery nothing.
const LONGEST_WAIT: Span = Span::from_ms(10_000);
/// Stale entries are swept when they outnumber the sessions by this.
const SWEEP_ABOVE: usize = 1024;

/// Wakes the timer thread.
pub(super) struct Bell {
    ring: Sender<()>,
    heard: Receiver<()>,
    /// Until when the timer thread sleeps, in microseconds of the clock; 0 while it is awake.
    asleep_until: AtomicU64,
}

impl Bell {
    pub fn new() -> Bell {
        let (ring, heard) = bounded(1);
        Bell { ring, heard, asleep_until: AtomicU64::new(0) }
    }

    /// Wakes the timer thread if it would sleep past this moment. To be called under no lock.
    pub fn wake_for(&self, at: Moment) {
        if (at - Moment::START).as_micros() < self.asleep_until.load(Ordering::SeqCst) {
            self.ring();
        }
    }

    pub fn ring(&self) {
        // A bell that has been rung and not heard yet needs no second ring.
        let _ = self.ring.try_send(());
    }

    fn sleeps_until(&self, at: Moment) {
        self.asleep_until.store((at - Moment::START).as_micros(), Ordering::SeqCst);
    }

    fn wakes(&self) {
        self.asleep_until.store(0, Ordering::SeqCst);
    }

    fn wait(&self, span: Option<Span>) {
        // Whether it was the bell or the time makes no difference to who looks at the clock next.
        let _ = match span {
            Some(span) => {
                self.heard.recv_timeout(Duration::from_micros(span.as_micros())).map_err(drop)
            }
            None => self.heard.recv().map_err(drop),
        };
    }
}

impl Engine {
    /// Waits for deadlines until the engine stops; the body of the timer thread.
    pub(super) fn run_timer(&self) {
        while !self.is_stopping() {
            let next = self.judge_due();
            let now = self.now();
            let wait = if next == Moment::NEVER { None } else { Some(LONGEST_WAIT.min(next - now)) };
            if !self.is_stopping() {
                self.bell.wait(wait);
            }
            self.bell.wakes();
        }
    }

    /// Judges every session that is due; returns when the next one is, having said so to others.
    fn judge_due(&self) -> Moment {
        let mut deadlines = self.deadlines.lock();
        loop {
            self.collect(&mut deadlines);
            self.judge_until(&mut deadlines, self.now());
            let next = deadlines.next();
            let cap = if next == Moment::NEVER { next } else { self.now() + LONGEST_WAIT };
            self.bell.sleeps_until(next.min(cap));
            // Who put an entry in before it could see that is found here; who does later rings.
            if !self.collect(&mut deadlines) {
                return next;
            }
            self.bell.wakes();
        }
    }

    /// Moves a manual clock to `to`, stopping at each deadline on the way.
    pub(super) fn advance_to(&self, to: Moment) {
        let mut deadlines = self.deadlines.lock();
        self.collect(&mut deadlines);
        while deadlines.next().is_due(to) {
            self.clock.move_to(deadlines.next());
            self.judge_until(&mut deadlines, self.now());
            self.collect(&mut deadlines);
        }
        self.clock.move_to(to);
    }

    /// Moves a manual clock to `to` at once, then judges what is due.
    pub(super) fn jump_to(&self, to: Moment) {
        let mut deadlines = self.deadlines.lock();
        self.clock.move_to(to);
        self.collect(&mut deadlines);
        self.judge_until(&mut deadlines, self.now());
    }

    fn judge_until(&self, deadlines: &mut Deadlines, now: Moment) {
        while let Some(entry) = deadlines.pop_due(now) {
            if let Some(again) = self.judge_entry(entry, now) {
                deadlines.push(again);
            }
        }
    }

    /// Judges the session of an entry that came up; returns the entry that takes its place.
    fn judge_entry(&self, entry: Entry, now: Moment) -> Option<Entry> {
        let address = entry.address;
        let mut shard = self.registry.lock(address.shard)?;
        let seat = shard.seats.get_mut(address.place).filter(|seat| seat.queued == entry.at)?;
        seat.queued = Moment::NEVER;
        self.judge_seat(seat, address, now);
        let at = seat.session.deadline();
        seat.queued = at;
        (at < Moment::NEVER).then_some(Entry { at, address })
    }

    /// Takes the new entries from all shards; tells whether there were any.
    fn collect(&self, deadlines: &mut Deadlines) -> bool {
        let before = deadlines.len();
        for (_, shard) in self.registry.shards() {
            shard.lock().inbox.drain(..).for_each(|entry| deadlines.push(entry));
        }
        let found = deadlines.len() > before;
        if deadlines.len() > 2 * self.sessions() + SWEEP_ABOVE {
            deadlines.retain(|entry| self.registry.is_current(entry));
        }
        found
    }
}
