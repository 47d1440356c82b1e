//! When which session is to be judged next, the earliest first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::handle::Address;
use crate::model::Moment;

/// A session is to be judged at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub at: Moment,
    pub address: Address,
    /// Which of the entries that the session ever had this is.
    pub ticket: u32,
}

impl Ord for Entry {
    fn cmp(&self, other: &Entry) -> std::cmp::Ordering {
        let key = |entry: &Entry| {
            let Address { shard, place } = entry.address;
            (entry.at, shard, place.index, place.generation, entry.ticket)
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The queue of deadlines. An entry whose session has got an earlier one since is stale and is
/// passed over when it comes up.
#[derive(Default)]
pub(super) struct Deadlines {
    heap: BinaryHeap<Reverse<Entry>>,
}

impl Deadlines {
    pub fn push(&mut self, entry: Entry) {
        self.heap.push(Reverse(entry));
    }

    pub fn next(&self) -> Moment {
        self.heap.peek().map_or(Moment::NEVER, |Reverse(entry)| entry.at)
    }

    /// Takes out the first entry that is due.
    pub fn pop_due(&mut self, now: Moment) -> Option<Entry> {
        if !self.next().is_due(now) {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| entry)
    }

    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Keeps only those for which `is_current` holds.
    pub fn retain(&mut self, mut is_current: impl FnMut(&Entry) -> bool) {
        self.heap.retain(|Reverse(entry)| is_current(entry));
    }
}
