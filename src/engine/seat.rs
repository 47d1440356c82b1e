//! A session and what the engine keeps beside it.

use std::sync::Arc;

use compact_str::CompactString;

use super::deadlines::Entry;
use super::handle::Address;
use super::hearers::{Hearer, Hearers};
use super::listener::{Interests, Listener};
use super::places::LINES;
use crate::error::Error;
use crate::model::{Moment, Occurrence, Session};
use crate::prefetch::prefetch;

/// A session and what the engine keeps beside it.
pub(super) struct Seat {
    pub session: Session,
    /// What a report does not need, elsewhere: it is not brought near with the rest.
    pub rest: Box<Rest>,
    /// When its entry in the queue of deadlines comes up; later than the deadline is never.
    pub queued: Moment,
    /// The ticket of that entry: all that were put in before are stale.
    ticket: u32,
    /// What any of the listeners wants to be told.
    interests: Interests,
}

/// What is seldom asked for.
pub(super) struct Rest {
    pub session_id: CompactString,
    pub listeners: Hearers,
}

/// Where in memory a session was when it was told, with its listener and what else it has elsewhere.
/// Since then they may have gone: these are places to be brought near and nothing else.
#[derive(Clone, Copy)]
pub(super) struct Near {
    seat: usize,
    rest: usize,
    listener: usize,
}

impl Near {
    pub fn prefetch(self) {
        prefetch::<LINES, u8>(self.seat as *const u8);
        prefetch::<2, u8>(self.rest as *const u8);
        prefetch::<2, u8>(self.listener as *const u8);
    }
}

impl Seat {
    pub fn new(session_id: CompactString, session: Session) -> Seat {
        let listeners = Hearers::default();
        Seat {
            session,
            rest: Box::new(Rest { session_id, listeners }),
            queued: Moment::NEVER,
            ticket: 0,
            interests: Interests::none(),
        }
    }

    /// Begins to bring near what it has elsewhere.
    pub fn prefetch(&self) {
        prefetch::<2, _>(&raw const *self.rest);
        self.session.prefetch();
    }

    /// Where it is, with that and one of its listeners.
    pub fn near(&self, hearer: &Hearer) -> Near {
        Near {
            seat: &raw const *self as usize,
            rest: &raw const *self.rest as usize,
            listener: Arc::as_ptr(&hearer.listener).cast::<u8>() as usize,
        }
    }

    /// Makes the entry that the session waits for from now on.
    pub fn wait_for(&mut self, at: Moment, address: Address) -> Entry {
        self.queued = at;
        self.ticket = self.ticket.wrapping_add(1);
        Entry::new(at, address, self.ticket)
    }

    /// Tells whether an entry is the one the session waits for. One of a session that was at the
    /// same place before may be taken for it: then this one is judged once more than it needs.
    pub fn waits_for(&self, entry: &Entry) -> bool {
        self.ticket == entry.ticket
    }

    /// Refuses one listener more than there may be.
    pub fn check_room(&self) -> Result<(), Error> {
        let most = self.session.settings().limits.listeners as usize;
        if self.rest.listeners.len() < most { Ok(()) } else { Err(Error::Limit) }
    }

    /// Takes a listener in.
    pub fn admit(&mut self, hearer: Hearer) {
        self.interests = self.interests.or(hearer.interests);
        self.rest.listeners.add(hearer);
    }

    /// Tells whether somebody wants to be told one of these.
    pub fn is_heard(&self, events: &[Occurrence]) -> bool {
        events.iter().any(|occurrence| self.interests.contain(&occurrence.event))
    }

    /// The listener of this number.
    pub fn listener(&self, number: u32) -> Option<&Arc<dyn Listener>> {
        let hearer = self.rest.listeners.iter().find(|hearer| hearer.number == number)?;
        Some(&hearer.listener)
    }

    /// Takes the listener of this number out.
    pub fn dismiss(&mut self, number: u32) -> Option<Arc<dyn Listener>> {
        let gone = self.rest.listeners.take(number)?;
        let left = self.rest.listeners.iter().map(|hearer| hearer.interests);
        self.interests = left.fold(Interests::none(), Interests::or);
        Some(gone.listener)
    }
}
