//! What an operator can watch.

use std::sync::atomic::{AtomicU64, Ordering};

use super::handle::SHARDS;
use super::{Engine, Outlet};
use crate::model::{Moment, Session, Span, WATCHED};

/// Numbers of an engine, each right at some instant of the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stats {
    /// Sessions that are open.
    pub sessions: u64,
    /// Listeners that are added.
    pub listeners: u64,
    /// Sessions that timed out so far.
    pub timed_out: u64,
    /// Events that wait for delivery or for the host to take them.
    pub events_queued: u64,
    /// Callbacks made so far.
    pub events_delivered: u64,
    /// Entries in the queue of deadlines.
    pub deadlines_queued: u64,
    /// Listeners dropped because whoever listened was gone.
    pub listeners_dropped: u64,
    /// Callbacks that run now: one or none.
    pub callbacks_running: u64,
    /// For how long that has run.
    pub callback_running_for: Span,
    /// The longest callback that is over.
    pub longest_callback: Span,
    /// How often a session was judged so late that what was due in it had not been watched.
    pub late: u64,
    /// The longest that a session was judged after its deadline.
    pub longest_late: Span,
    /// How many shards there are.
    pub shards: u64,
}

/// What is found by looking at every session.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Census {
    /// Sessions that have a deadline.
    pub armed: u64,
    /// Sessions in no phase, then those in each of [`Phase`](crate::model::Phase), in its order.
    pub phases: [u64; 8],
    /// Sessions in the shard that has the fewest.
    pub smallest_shard: u64,
    /// Sessions in the shard that has the most.
    pub largest_shard: u64,
}

impl Engine {
    /// Counts.
    pub fn stats(&self) -> Stats {
        let mut stats = Stats {
            sessions: self.sessions() as u64,
            listeners: self.listeners.load(Ordering::Relaxed),
            timed_out: self.timed_out.load(Ordering::Relaxed),
            late: self.lateness.late.load(Ordering::Relaxed),
            longest_late: self.lateness.longest.get(),
            shards: u64::from(SHARDS),
            ..Stats::default()
        };
        let queued = self.deadlines_queued.load(Ordering::Relaxed) + self.alarm.len();
        stats.deadlines_queued = queued as u64;
        match &self.outlet {
            Outlet::Callback(dispatch) => {
                stats.events_queued = dispatch.queued();
                stats.events_delivered = dispatch.delivered.load(Ordering::Relaxed);
                stats.listeners_dropped = dispatch.dropped.load(Ordering::Relaxed);
                stats.longest_callback = dispatch.longest.get();
                if let Some(began) = dispatch.began() {
                    stats.callbacks_running = 1;
                    stats.callback_running_for = self.system.now() - began;
                }
            }
            Outlet::Poll(queue) => stats.events_queued = queue.len() as u64,
        }
        stats
    }

    /// Looks at every session, one after the other, and judges none.
    pub fn census(&self) -> Census {
        let now = self.now();
        let mut census = Census { smallest_shard: u64::MAX, ..Census::default() };
        for (_, places) in self.registry.shards() {
            let mut size = 0;
            places.visit(|slot, place| {
                if let Some(seat) = slot.seat(place) {
                    size += 1;
                    census.count(&seat.session, now);
                }
            });
            census.smallest_shard = census.smallest_shard.min(size);
            census.largest_shard = census.largest_shard.max(size);
        }
        census
    }
}

impl Census {
    fn count(&mut self, session: &Session, now: Moment) {
        self.armed += u64::from(session.deadline() < Moment::NEVER);
        let number = session.phase(now).map_or(0, |phase| phase as usize + 1);
        if let Some(count) = self.phases.get_mut(number) {
            *count += 1;
        }
    }
}

/// How late sessions were judged.
#[derive(Default)]
pub(super) struct Lateness {
    late: AtomicU64,
    longest: Longest,
}

impl Lateness {
    /// Takes note of a session that may just have been judged; `due` was its deadline before.
    pub fn note(&self, due: Moment, session: &Session, now: Moment) {
        // In a report that came in time this is all.
        if due.is_due(now) {
            self.note_due(due, session, now);
        }
    }

    #[cold]
    #[inline(never)]
    fn note_due(&self, due: Moment, session: &Session, now: Moment) {
        if session.deadline().is_due(now) {
            return;
        }
        let late = now - due;
        self.longest.note(late);
        if late > WATCHED {
            self.late.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The longest of many spans, in microseconds.
#[derive(Default)]
pub(super) struct Longest(AtomicU64);

impl Longest {
    pub fn note(&self, span: Span) {
        // Nearly always it is not, and to look is cheaper than to write.
        if span > self.get() {
            self.0.fetch_max(span.as_micros(), Ordering::Relaxed);
        }
    }

    pub fn get(&self) -> Span {
        Span::from_micros(self.0.load(Ordering::Relaxed))
    }
}
