//! What can be done with a session: each call finds it by its handle, under one mutex.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::handle::{Address, Kind};
use super::hearers::Hearer;
use super::listener::{Listener, Notice};
use super::registry::Seated;
use super::seat::Seat;
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
        let session = Session::new(self.presets.share(settings), self.now());
        let (address, _) = self.admit(Seat::new(id.to_compact(), session), None)?;
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

    fn unseat(&self, session: u64) -> Result<Seat, Error> {
        let gone = self.registry.unseat(session)?;
        self.sessions.fetch_sub(1, Ordering::SeqCst);
        self.listeners.fetch_sub(gone.rest.listeners.len() as u64, Ordering::Relaxed);
        Ok(gone)
    }

    /// Takes a report of the host.
    pub fn report(&self, session: u64, fact: &Fact<'_>) -> Result<(), Error> {
        let mut result = Ok(());
        // Not through `visit`: this is what is called all the time.
        self.enter(session, &mut |seat: &mut Seat, now, events: &mut Events| {
            result = seat.session.apply(fact, now, events);
        })?;
        result
    }

    /// Tells every session that the app came back.
    pub fn app_resumed(&self) {
        for (shard, places) in self.registry.shards() {
            places.visit(|slot, place| {
                let Some(seat) = slot.seat(place) else { return };
                let address = Address { shard, place };
                self.change(seat, address, self.now(), &mut |seat: &mut Seat, now, events| {
                    // It is accepted in every state.
                    let _ = seat.session.apply(&Fact::AppResumed, now, events);
                });
            });
            self.wake_callbacks();
        }
        // Its wait stood still if the device slept.
        self.wake_timer();
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
        self.visit(session, |seat, _, _| seat.rest.session_id.to_string())
    }

    /// Writes a session as bytes.
    pub fn snapshot(&self, session: u64) -> Result<Vec<u8>, Error> {
        self.visit(session, |seat, now, events| {
            seat.session.judge(now, events);
            seat.session.to_bytes(&seat.rest.session_id, now)
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
        let seat = Seat::new(id, session);
        if listener.is_some() {
            seat.check_room()?;
        }
        let (address, number) = self.admit(seat, listener.map(Hearer::new))?;
        Ok(Restored {
            session: self.registry.handles.handle(Kind::Session, address),
            listener: number.map(|number| self.listener_handle(address, number)),
        })
    }

    /// Tells when the next thing falls due in any session; `None` if nothing will by itself.
    pub fn next_deadline(&self) -> Option<Span> {
        let mut first = Moment::NEVER;
        for (_, places) in self.registry.shards() {
            places.visit(|slot, place| {
                let deadline = slot.seat(place).map(|seat| seat.session.deadline());
                first = first.min(deadline.unwrap_or(Moment::NEVER));
            });
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
        listener: Option<Hearer>,
    ) -> Result<(Address, Option<u32>), Error> {
        let most = self.max_sessions;
        let room = |count: usize| (count < most).then_some(count + 1);
        self.sessions
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, room)
            .map_err(|_| Error::Limit)?;
        let seated = self.start_threads().and_then(|()| self.registry.seat(seat, listener));
        let Seated { address, entry, listener } = seated.inspect_err(|_| {
            self.sessions.fetch_sub(1, Ordering::SeqCst);
        })?;
        if listener.is_some() {
            self.listeners.fetch_add(1, Ordering::Relaxed);
        }
        if entry.at < Moment::NEVER {
            self.alarm.put(entry);
            self.wake_timer_for(entry.at, self.now());
            self.bound_inbox();
        }
        Ok((address, listener))
    }

    /// Does something with a session under its mutex, tells what happened and keeps its deadline.
    fn visit<R>(
        &self,
        session: u64,
        act: impl FnOnce(&mut Seat, Moment, &mut Events) -> R,
    ) -> Result<R, Error> {
        let mut act = Some(act);
        let mut result = None;
        let mut once = |seat: &mut Seat, now, events: &mut Events| {
            result = act.take().map(|act| act(seat, now, events));
        };
        // As an object, so that what all visits have in common is compiled once.
        let once: &mut dyn FnMut(&mut Seat, Moment, &mut Events) = &mut once;
        self.enter(session, once)?;
        result.ok_or(Error::Handle)
    }

    fn enter(
        &self,
        session: u64,
        act: &mut (impl FnMut(&mut Seat, Moment, &mut Events) + ?Sized),
    ) -> Result<(), Error> {
        let (address, mut slot) = self.registry.find(Kind::Session, session)?;
        let seat = slot.seat(address.place).ok_or(Error::Handle)?;
        seat.session.prefetch();
        // Read under the lock, so that it does not go back within a session.
        let now = self.now();
        let follow = self.change(seat, address, now, act);
        drop(slot);
        self.follow(follow, now);
        Ok(())
    }

    /// Does something with a session, tells what happened and puts an entry in for a deadline that
    /// is earlier than the one in the queue; a later one waits until the entry comes up, so that
    /// company costs the queue nothing.
    fn change(
        &self,
        seat: &mut Seat,
        address: Address,
        now: Moment,
        act: &mut (impl FnMut(&mut Seat, Moment, &mut Events) + ?Sized),
    ) -> Follow {
        let mut events = Events::default();
        let due = seat.session.deadline();
        act(seat, now, &mut events);
        self.lateness.note(due, &seat.session, now);
        let told = self.announce(seat, address, now, events.as_slice());
        let at = seat.session.deadline();
        let put = at < seat.queued;
        if put {
            self.alarm.put(seat.wait_for(at, address));
        }
        Follow { told, put: put.then_some(at) }
    }

    /// Does what a report entails when no lock is held.
    #[inline]
    fn follow(&self, follow: Follow, now: Moment) {
        if follow.told {
            self.wake_callbacks();
        }
        self.wake_timer_for(follow.put.unwrap_or(Moment::NEVER), now);
        if follow.put.is_some() {
            self.bound_inbox();
        }
    }

    /// Wakes the callback thread if it sleeps. To be called when no lock is held.
    pub(super) fn wake_callbacks(&self) {
        if let Outlet::Callback(dispatch) = &self.outlet {
            dispatch.wake();
        }
    }

    /// Has the callback thread stay awake, or no longer. To be called when no session is locked.
    pub(super) fn expect_callbacks(&self, expected: bool) {
        if let Outlet::Callback(dispatch) = &self.outlet {
            dispatch.expect(expected);
        }
    }

    /// Sends events to everybody who listens; under the mutex of the session, so that they keep
    /// their order. Tells whether there is something for the callback thread.
    #[inline]
    pub(super) fn announce(
        &self,
        seat: &Seat,
        address: Address,
        now: Moment,
        events: &[Occurrence],
    ) -> bool {
        events.iter().for_each(|occurrence| self.count(occurrence));
        let is_asked_for = matches!(self.outlet, Outlet::Poll(_)) || seat.is_heard(events);
        is_asked_for && self.send(seat, address, now, events)
    }

    #[inline(never)]
    fn send(&self, seat: &Seat, address: Address, now: Moment, events: &[Occurrence]) -> bool {
        let session = self.registry.handles.handle(Kind::Session, address);
        let at = now - Moment::START;
        let mut told = false;
        for &Occurrence { event, late } in events {
            let notice = Notice { session, event, at, late };
            match &self.outlet {
                Outlet::Callback(dispatch) => {
                    let wants = |hearer: &&Hearer| hearer.interests.contain(&event);
                    let hearers = seat.rest.listeners.iter().filter(wants);
                    told |= dispatch.tell(hearers.map(|hearer| {
                        (self.listener_handle(address, hearer.number), notice, seat.near(hearer))
                    }));
                }
                Outlet::Poll(queue) => queue.put(notice),
            }
        }
        told
    }

    fn count(&self, occurrence: &Occurrence) {
        if matches!(occurrence.event, Event::SessionTimedOut(_)) {
            self.timed_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What is left to do after a report when no lock is held.
struct Follow {
    /// Whether there is something for the callback thread.
    told: bool,
    /// The deadline of the entry that was put in, if one was.
    put: Option<Moment>,
}
