//! Where the sessions live: shards of places, found by a handle.

use std::sync::atomic::{AtomicU32, Ordering};

use super::deadlines::Entry;
use super::handle::{Address, Handles, Kind, MOST_PER_SHARD, SHARDS};
use super::hearers::Hearer;
use super::lock::LockGuard;
use super::places::{Place, Places, Slot};
use super::seat::Seat;
use crate::error::Error;

/// Where sessions have their turn one after the other, so many turns ahead memory is asked for: it
/// answers in the time that a few turns take.
pub(super) const AHEAD: usize = 4;
pub(super) const FAR_AHEAD: usize = 2 * AHEAD;

/// All sessions. Each is under a mutex of its own; the shards only keep those who open and close at
/// the same time out of each other's way.
pub(super) struct Registry {
    shards: Vec<Places>,
    pub handles: Handles,
    next_shard: AtomicU32,
}

/// A session that was seated: the entry that it waits for, and the number of its listener.
pub(super) struct Seated {
    pub address: Address,
    pub entry: Entry,
    pub listener: Option<u32>,
}

impl Registry {
    pub fn new(mask: u32) -> Registry {
        Registry {
            shards: (0..SHARDS).map(|_| Places::new(MOST_PER_SHARD)).collect(),
            handles: Handles::new(mask),
            next_shard: AtomicU32::new(0),
        }
    }

    pub fn shards(&self) -> impl Iterator<Item = (u32, &Places)> {
        (0..).zip(&self.shards)
    }

    /// Seats a session in the next shard that has room, with its listener if it brings one: nobody
    /// finds it before it is complete.
    pub fn seat(&self, seat: Seat, listener: Option<Hearer>) -> Result<Seated, Error> {
        let first = self.next_shard.fetch_add(1, Ordering::Relaxed);
        let (mut seat, mut listener) = (Some(seat), listener);
        let mut seated = (0..SHARDS).filter_map(|n| {
            let shard = first.wrapping_add(n) % SHARDS;
            let places = self.shards.get(shard as usize)?;
            places.insert(&mut seat, |slot, place| {
                let listener = listener.take().and_then(|hearer| slot.add(hearer));
                let address = Address { shard, place };
                let seat = slot.seat(place)?;
                let entry = seat.wait_for(seat.session.deadline(), address);
                Some(Seated { address, entry, listener })
            })
        });
        seated.next().flatten().ok_or(Error::Limit)
    }

    /// Locks the place that a handle leads to; whether that is still what the handle stands for,
    /// [`Slot::seat`] tells.
    #[inline]
    pub fn find(&self, kind: Kind, handle: u64) -> Result<(Address, LockGuard<'_, Slot>), Error> {
        let address = self.handles.address(kind, handle).ok_or(Error::Handle)?;
        let slot = self.lock(address.shard, address.place.index).ok_or(Error::Handle)?;
        Ok((address, slot))
    }

    pub fn lock(&self, shard: u32, index: u32) -> Option<LockGuard<'_, Slot>> {
        self.shards.get(shard as usize)?.lock(index)
    }

    /// Begins to bring near a session whose turn comes in [`FAR_AHEAD`] turns.
    pub fn prefetch(&self, (shard, index): (u32, u32)) {
        if let Some(places) = self.shards.get(shard as usize) {
            places.prefetch(index);
        }
    }

    /// Begins to bring near what a session has elsewhere, whose turn comes in [`AHEAD`] turns: only
    /// when it is here itself, it tells where that is.
    pub fn prefetch_rest(&self, (shard, index): (u32, u32)) {
        if let Some(mut slot) = self.lock(shard, index)
            && let Some((_, seat)) = slot.any_seat(index)
        {
            seat.prefetch();
        }
    }

    /// Takes a session out.
    pub fn unseat(&self, handle: u64) -> Result<Seat, Error> {
        let Address { shard, place } =
            self.handles.address(Kind::Session, handle).ok_or(Error::Handle)?;
        let places = self.shards.get(shard as usize).ok_or(Error::Handle)?;
        places.remove(place).ok_or(Error::Handle)
    }

    /// Takes everything out; each session with its listeners is dropped under no lock.
    pub fn clear(&self) {
        for (_, places) in self.shards() {
            let mut taken = Vec::new();
            places.visit(|_, place| taken.push(place));
            taken.into_iter().for_each(|place: Place| drop(places.remove(place)));
        }
    }

    /// Tells whether an entry is the one its session waits for.
    pub fn is_current(&self, entry: &Entry) -> bool {
        let (shard, index) = entry.place();
        self.lock(shard, index).is_some_and(|mut slot| {
            slot.any_seat(index).is_some_and(|(_, seat)| seat.waits_for(entry))
        })
    }
}
