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

/// Somebody who is told, by one thread, one event at a time.
///
/// Its destructor gives the host back what it lent: it runs once, after the last event, under no
/// lock.
pub trait Listener: Send + Sync {
    /// Tells an event.
    fn tell(&self, notice: &Notice) -> Listening;
}
