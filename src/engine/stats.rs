//! What an operator can watch.

use std::sync::atomic::Ordering;

use super::{Engine, Outlet};

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
}

impl Engine {
    /// Counts.
    pub fn stats(&self) -> Stats {
        let mut stats = Stats {
            sessions: self.sessions() as u64,
            listeners: self.listeners.load(Ordering::Relaxed),
            timed_out: self.timed_out.load(Ordering::Relaxed),
            ..Stats::default()
        };
        let queued = self.deadlines_queued.load(Ordering::Relaxed) + self.alarm.len();
        stats.deadlines_queued = queued as u64;
        match &self.outlet {
            Outlet::Callback(dispatch) => {
                stats.events_queued = dispatch.queued();
                stats.events_delivered = dispatch.delivered.load(Ordering::Relaxed);
                stats.listeners_dropped = dispatch.dropped.load(Ordering::Relaxed);
            }
            Outlet::Poll(queue) => stats.events_queued = queue.len() as u64,
        }
        stats
    }
}
