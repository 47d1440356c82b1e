//! Who is told, and what.

use crate::model::{Event, Span};

/// An event on its way to a host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The handle of the session.
    pub session: u64,
    /// What happened.
    pub event: Event,
    /// When, since the zero of the engine's clock.
    pub at: Span,
    /// How long after its time the library found it.
    pub late: Span,
}

/// Whether a listener is to be told more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listening {
    /// It is.
    Goes,
    /// Whoever listened is gone; the listener is to be removed.
    Over,
}

/// Of which events a listener wants to be told. Where nobody wants to be told of an event, it costs
/// nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interests(u16);

impl Interests {
    /// Every event.
    pub const fn all() -> Interests {
        Interests(u16::MAX)
    }

    /// No event.
    pub const fn none() -> Interests {
        Interests(0)
    }

    /// The events for which `wants` holds, asked for one of each kind.
    pub fn of(wants: impl Fn(&Event) -> bool) -> Interests {
        let wanted = Event::EACH.iter().filter(|event| wants(event));
        Interests(wanted.fold(0, |bits, event| bits | bit(event)))
    }

    /// These and those of another.
    pub const fn or(self, other: Interests) -> Interests {
        Interests(self.0 | other.0)
    }

    /// Tells whether an event is among them.
    pub fn contain(self, event: &Event) -> bool {
        self.0 & bit(event) != 0
    }
}

fn bit(event: &Event) -> u16 {
    1 << event.kind()
}

/// Somebody who is told, by one thread, one event at a time.
///
/// Its destructor gives the host back what it lent: it runs once, after the last event, under no
/// lock.
pub trait Listener: Send + Sync {
    /// Of which events it is to be told; asked once.
    fn interests(&self) -> Interests {
        Interests::all()
    }

    /// Tells an event.
    fn tell(&self, notice: &Notice) -> Listening;
}
