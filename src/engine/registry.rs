//! Where the sessions and listeners live: shards, each under one mutex.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use compact_str::CompactString;
use parking_lot::{Mutex, MutexGuard};

use super::deadlines::Entry;
use super::handle::{Address, Handles, Kind, MOST_PER_SHARD, SHARDS};
use super::listener::Listener;
use super::slots::{Place, Slots};
use crate::error::Error;
use crate::model::{Moment, Session};

/// A session and what the engine keeps beside it.
pub(super) struct Seat {
    pub session: Session,
    pub session_id: CompactString,
    /// The places of its listeners in the same shard, in the order of their adding.
    pub listeners: Vec<Place>,
    /// When its entry in the queue of deadlines comes up; later than the deadline is never.
    pub queued: Moment,
    /// The ticket of that entry: all that were put in before are stale.
    ticket: u32,
}

impl Seat {
    pub fn new(session_id: CompactString, session: Session) -> Seat {
        Seat { session, session_id, listeners: Vec::new(), queued: Moment::NEVER, ticket: 0 }
    }
}

impl Seat {
    /// Makes the entry that the session waits for from now on.
    pub fn wait_for(&mut self, at: Moment, address: Address) -> Entry {
        self.queued = at;
        self.ticket = self.ticket.wrapping_add(1);
        Entry { at, address, ticket: self.ticket }
    }

    /// Tells whether an entry is the one the session waits for.
    pub fn waits_for(&self, entry: &Entry) -> bool {
        self.ticket == entry.ticket
    }
}

/// A session that was seated: the entry that it waits for, and its listener.
pub(super) struct Seated {
    pub entry: Entry,
    pub listener: Option<Place>,
}

/// A listener and the session it listens to.
pub(super) struct Subscription {
    pub session: Place,
    pub listener: Arc<dyn Listener>,
}

/// A part of the registry, under one mutex.
pub(super) struct Shard {
    pub seats: Slots<Seat>,
    pub subscriptions: Slots<Subscription>,
}

/// All shards.
pub(super) struct Registry {
    shards: Vec<Mutex<Shard>>,
    pub handles: Handles,
    next_shard: AtomicU32,
}

impl Registry {
    pub fn new(mask: u32) -> Registry {
        let shard = || Shard { seats: Slots::new(), subscriptions: Slots::new() };
        Registry {
            shards: (0..SHARDS).map(|_| Mutex::new(shard())).collect(),
            handles: Handles::new(mask),
            next_shard: AtomicU32::new(0),
        }
    }

    pub fn shards(&self) -> impl Iterator<Item = (u32, &Mutex<Shard>)> {
        (0..).zip(&self.shards)
    }

    /// Seats a session in the next shard that has room, with its listener if it brings one: nobody
    /// finds it before it is complete.
    pub fn seat(&self, seat: Seat, listener: Option<Arc<dyn Listener>>) -> Result<Seated, Error> {
        let first = self.next_shard.fetch_add(1, Ordering::Relaxed);
        let mut seat = seat;
        for shard in (0..SHARDS).map(|n| (first.wrapping_add(n)) % SHARDS) {
            let Some(mut guard) = self.lock(shard) else { continue };
            match guard.seats.insert(seat, MOST_PER_SHARD) {
                Ok(place) => return guard.furnish(Address { shard, place }, listener),
                Err(back) => seat = back,
            }
        }
        Err(Error::Limit)
    }

    pub fn lock(&self, shard: u32) -> Option<MutexGuard<'_, Shard>> {
        self.shards.get(shard as usize).map(Mutex::lock)
    }

    /// Locks the shard a handle leads to; whether anything is there, the place tells.
    pub fn find(&self, kind: Kind, handle: u64) -> Result<(Address, MutexGuard<'_, Shard>), Error> {
        let address = self.handles.address(kind, handle).ok_or(Error::Handle)?;
        let shard = self.lock(address.shard).ok_or(Error::Handle)?;
        Ok((address, shard))
    }

    /// Tells whether an entry is the one its session waits for.
    pub fn is_current(&self, entry: &Entry) -> bool {
        self.lock(entry.address.shard).is_some_and(|shard| {
            shard.seats.get(entry.address.place).is_some_and(|seat| seat.waits_for(entry))
        })
    }
}

impl Shard {
    /// Gives a session that was just seated its listener and its deadline, or takes it out again.
    fn furnish(
        &mut self,
        address: Address,
        listener: Option<Arc<dyn Listener>>,
    ) -> Result<Seated, Error> {
        let place = address.place;
        let listener = listener.map(|listener| self.subscribe(place, listener)).transpose();
        let seat = self.seats.get_mut(place).ok_or(Error::Handle)?;
        let entry = seat.wait_for(seat.session.deadline(), address);
        let listener = listener.inspect_err(|_| {
            self.seats.remove(place);
        })?;
        Ok(Seated { entry, listener })
    }

    /// Takes a session and its listeners out.
    pub fn unseat(&mut self, place: Place) -> Option<(Seat, Vec<Subscription>)> {
        let seat = self.seats.remove(place)?;
        let places = seat.listeners.iter();
        let subscriptions = places.filter_map(|at| self.subscriptions.remove(*at)).collect();
        Some((seat, subscriptions))
    }

    pub fn subscribe(
        &mut self,
        session: Place,
        listener: Arc<dyn Listener>,
    ) -> Result<Place, Error> {
        let seat = self.seats.get_mut(session).ok_or(Error::Handle)?;
        if seat.listeners.len() >= seat.session.settings().limits.listeners as usize {
            return Err(Error::Limit);
        }
        let subscription = Subscription { session, listener };
        let place =
            self.subscriptions.insert(subscription, MOST_PER_SHARD).map_err(|_| Error::Limit)?;
        seat.listeners.push(place);
        Ok(place)
    }

    pub fn unsubscribe(&mut self, place: Place) -> Option<Arc<dyn Listener>> {
        let subscription = self.subscriptions.remove(place)?;
        if let Some(seat) = self.seats.get_mut(subscription.session) {
            seat.listeners.retain(|at| *at != place);
        }
        Some(subscription.listener)
    }
}
