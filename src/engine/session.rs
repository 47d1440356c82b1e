//! What can be done with a session: each call finds it by its handle, under one mutex.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::handle::{Address, Kind};
use super::listener::{Listener, Notice};
use super::registry::{Seat, Seated, Subscription};
use super::slots::Place;
use super::{Engine, Outlet};
use crate::error::Error;
use crate::model::{
    Event, Events, Fact, Moment, Occurrence, Session, Settings, Span, Status, Text, Unreadable,
};

/// A session that was restored, with its listener where one was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Restored {
    /// The handle of the session.
    pub session: u64,
    /// The handle of the listener.
    pub listener: Option<u64>,
}

impl Engine {
    /// Opens a session that nobody has joined.
    pub fn open(self: &Arc<Engine>, id: Text<'_>, settings: Settings) -> Result<u64, Error> {
        let session = Session::new(Arc::new(settings), self.now());
        let (address, _) = self.admit(Seat::new(id.as_str().into(), session), None)?;
        Ok(self.registry.handles.handle(Kind::Session, address))
    }

    /// Closes a session: when this returns on any thread but the callback's own, none of its
    /// callbacks runs and none will.
    pub fn close(&self, session: u64) -> Result<(), Error> {
        let gone = self.unseat(session);
        // Also where it was closed by one of its own callbacks, which may still run.
        if let Outlet::Callback(dispatch) = &self.outlet {
            dispatch.wait_for_session(session);
        }
        // Listeners are released here, under no lock.
        gone.map(drop)
    }

    fn unseat(&self, session: u64) -> Result<(Seat, Vec<Subscription>), Error> {
        let (address, mut shard) = self.registry.find(Kind::Session, session)?;
        let gone = shard.unseat(address.place).ok_or(Error::Handle)?;
        self.sessions.fetch_sub(1, Ordering::SeqCst);
        Ok(gone)
    }

    /// Takes a report of the host.
    pub fn report(&self, session: u64, fact: &Fact<'_>) -> Result<(), Error> {
        self.visit(session, |seat, now, events| seat.session.apply(fact, now, events))?
    }

    /// Tells every session that the app came back.
    pub fn app_resumed(&self) {
        for (index, shard) in self.registry.shards() {
            let mut events = Events::default();
            let mut guard = shard.lock();
            let now = self.now();
            for (place, seat) in guard.seats.iter_mut() {
                let address = Address { shard: index, place };
                let before = events.as_slice().len();
                // It is accepted in every state.
                let _ = seat.session.apply(&Fact::AppResumed, now, &mut events);
                self.announce(seat, address, now, events.since(before));
                self.enqueue(seat, address);
            }
            drop(guard);
            self.wake_callbacks(&events);
        }
        // Its wait stood still if the device slept.
        self.alarm.ring();
    }

    /// Tells how a session stands.
    pub fn status(&self, session: u64) -> Result<Status, Error> {
        self.visit(session, |seat, now, events| seat.session.status(now, events))
    }

    /// Writes the last facts and events of a session as text.
    pub fn log(&self, session: u64) -> Result<String, Error> {
        self.visit(session, |seat, now, events| {
            seat.session.judge(now, events);
            let mut text = String::new();
            // Writing to a string can not fail.
            let _ = seat.session.write_log(&mut text);
            text
        })
    }

    /// Tells the id a session was opened with.
    pub fn session_id(&self, session: u64) -> Result<String, Error> {
        self.visit(session, |seat, _, _| seat.session_id.to_string())
    }

    /// Writes a session as bytes.
    pub fn snapshot(&self, session: u64) -> Result<Vec<u8>, Error> {
        self.visit(session, |seat, now, events| {
            seat.session.judge(now, events);
            seat.session.to_bytes(&seat.session_id, now)
        })
    }

    /// Opens a session from the bytes of another, `elapsed` after they were written. The listener
    /// is there before anything can fall due.
    pub fn restore(
        self: &Arc<Engine>,
        bytes: &[u8],
        elapsed: Span,
        listener: Option<Arc<dyn Listener>>,
    ) -> Result<Restored, Error> {
        if elapsed > Span::LONGEST {
            return Err(Error::Invalid);
        }
        if listener.is_some() && matches!(self.outlet, Outlet::Poll(_)) {
            return Err(Error::Polled);
        }
        let now = self.now();
        let (id, session) = Session::from_bytes(bytes, now - elapsed).map_err(|why| match why {
            Unreadable::Corrupt => Error::Snapshot,
            Unreadable::Newer => Error::Version,
        })?;
        if listener.is_some() && session.settings().limits.listeners == 0 {
            return Err(Error::Limit);
        }
        let (address, listener) = self.admit(Seat::new(id, session), listener)?;
        let handle = |kind, place| self.registry.handles.handle(kind, Address { place, ..address });
        Ok(Restored {
            session: handle(Kind::Session, address.place),
            listener: listener.map(|place| handle(Kind::Listener, place)),
        })
    }

    /// Tells when the next thing falls due in any session; `None` if nothing will by itself.
    pub fn next_deadline(&self) -> Option<Span> {
        let mut first = Moment::NEVER;
        for (_, shard) in self.registry.shards() {
            for (_, seat) in shard.lock().seats.iter_mut() {
                first = first.min(seat.session.deadline());
            }
        }
        (first < Moment::NEVER).then(|| first - self.now())
    }

    /// Counts the sessions that are open.
    pub(super) fn sessions(&self) -> usize {
        self.sessions.load(Ordering::SeqCst)
    }

    /// Seats a session, with its listener if it brings one, and arms it.
    fn admit(
        self: &Arc<Engine>,
        seat: Seat,
        listener: Option<Arc<dyn Listener>>,
    ) -> Result<(Address, Option<Place>), Error> {
        let most = self.max_sessions;
        let room = |count: usize| (count < most).then_some(count + 1);
        self.sessions
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, room)
            .map_err(|_| Error::Limit)?;
        let seated = self.start_threads().and_then(|()| self.registry.seat(seat, listener));
        let Seated { entry, listener } = seated.inspect_err(|_| {
            self.sessions.fetch_sub(1, Ordering::SeqCst);
        })?;
        if entry.at < Moment::NEVER {
            self.alarm.put(entry);
            self.alarm.wake_for(entry.at, self.now());
            self.bound_inbox();
        }
        Ok((entry.address, listener))
    }

    /// Does something with a session under its mutex, tells what happened and keeps its deadline.
    fn visit<R>(
        &self,
        session: u64,
        act: impl FnOnce(&mut Seat, Moment, &mut Events) -> R,
    ) -> Result<R, Error> {
        let mut act = Some(act);
        let mut result = None;
        self.enter(session, &mut |seat, now, events| {
            result = act.take().map(|act| act(seat, now, events));
        })?;
        result.ok_or(Error::Handle)
    }

    /// What all visits have in common, compiled once.
    fn enter(
        &self,
        session: u64,
        act: &mut dyn FnMut(&mut Seat, Moment, &mut Events),
    ) -> Result<(), Error> {
        let (address, mut guard) = self.registry.find(Kind::Session, session)?;
        // Read under the lock, so that it does not go back within a session.
        let now = self.now();
        let seat = guard.seats.get_mut(address.place).ok_or(Error::Handle)?;
        let mut events = Events::default();
        act(seat, now, &mut events);
        self.announce(seat, address, now, events.as_slice());
        let put = self.enqueue(seat, address);
        drop(guard);
        self.wake_callbacks(&events);
        self.alarm.wake_for(put.unwrap_or(Moment::NEVER), now);
        if put.is_some() {
            self.bound_inbox();
        }
        Ok(())
    }

    /// Wakes the callback thread if there are events. To be called when no lock is held.
    pub(super) fn wake_callbacks(&self, events: &Events) {
        if let Outlet::Callback(dispatch) = &self.outlet
            && !events.as_slice().is_empty()
        {
            dispatch.wake();
        }
    }

    /// Sends events to everybody who listens; under the mutex of the shard, so that they keep
    /// their order.
    pub(super) fn announce(
        &self,
        seat: &Seat,
        address: Address,
        now: Moment,
        events: &[Occurrence],
    ) {
        let handles = &self.registry.handles;
        for &Occurrence { event, late } in events {
            let session = handles.handle(Kind::Session, address);
            let notice = Notice { session, event, at: now - Moment::START, late };
            if matches!(event, Event::SessionTimedOut(_)) {
                self.timed_out.fetch_add(1, Ordering::Relaxed);
            }
            match &self.outlet {
                Outlet::Callback(dispatch) => {
                    for &place in &seat.listeners {
                        let at = Address { place, ..address };
                        dispatch.tell(handles.handle(Kind::Listener, at), notice);
                    }
                }
                Outlet::Poll(queue) => queue.put(notice),
            }
        }
    }

    /// Puts an entry in for a deadline that is earlier than the one in the queue; a later one waits
    /// until the entry comes up, so that company costs the queue nothing. Returns the moment the
    /// timer thread is to be awake at, if it has to know.
    fn enqueue(&self, seat: &mut Seat, address: Address) -> Option<Moment> {
        let at = seat.session.deadline();
        if at >= seat.queued {
            return None;
        }
        self.alarm.put(seat.wait_for(at, address));
        Some(at)
    }
}
