//! What a session tells its listeners.

use std::fmt;

use smallvec::SmallVec;

use super::time::Span;

/// Why the user is alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IdleCause {
    /// Nobody who counts has been there yet.
    Waiting,
    /// Everybody who counted has left.
    OthersLeft,
}

/// Why a session timed out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndCause {
    /// Nobody came.
    Waiting,
    /// Everybody left and nobody came back.
    OthersLeft,
    /// The longest duration of the session was reached.
    MaxDuration,
}

/// Why a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndReason {
    /// The library ended it.
    TimedOut(EndCause),
    /// The user left.
    Left,
    /// The link was closed for good.
    ConnectionClosed,
}

/// Why a prompt is no longer shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DismissCause {
    /// Somebody who counts joined.
    Joined,
    /// The user asked to stay.
    Extended,
    /// The link was lost or closed.
    Link,
    /// A hold was taken.
    Held,
    /// The device slept, or the process was frozen.
    Suspended,
    /// The period was set to 0.
    Disabled,
    /// The period was lengthened.
    Lengthened,
    /// The user left.
    Left,
    /// Its time ran out.
    Expired,
}

/// Something that happened to a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// The local user joined.
    SessionJoined,
    /// The local user left.
    SessionLeft,
    /// The library ended the session.
    SessionTimedOut(EndCause),
    /// The link went down.
    ConnectionLost,
    /// The link came back.
    ConnectionRestored,
    /// The link is gone for good.
    ConnectionClosed,
    /// The user became alone.
    IdleStarted(IdleCause),
    /// The user is alone no more.
    IdleStopped,
    /// "Are you still there?" is to be shown.
    IdlePrompt {
        /// The time until the session ends.
        remaining: Span,
        /// Counts the prompts of the session, from 1.
        number: u32,
    },
    /// The prompt is to be taken away.
    PromptDismissed(DismissCause),
    /// The longest duration is near.
    DurationWarning {
        /// The time until the session ends.
        remaining: Span,
    },
}

impl Event {
    /// One of each kind, in the order of [`Event::kind`].
    pub const EACH: [Event; 11] = [
        Event::SessionJoined,
        Event::SessionLeft,
        Event::SessionTimedOut(EndCause::Waiting),
        Event::ConnectionLost,
        Event::ConnectionRestored,
        Event::ConnectionClosed,
        Event::IdleStarted(IdleCause::Waiting),
        Event::IdleStopped,
        Event::IdlePrompt { remaining: Span::ZERO, number: 0 },
        Event::PromptDismissed(DismissCause::Joined),
        Event::DurationWarning { remaining: Span::ZERO },
    ];

    /// What it says beside its kind: a cause or a time, and a count.
    pub(super) fn numbers(&self) -> (u64, u32) {
        match *self {
            Event::SessionTimedOut(cause) => (cause as u64, 0),
            Event::IdleStarted(cause) => (cause as u64, 0),
            Event::PromptDismissed(cause) => (cause as u64, 0),
            Event::IdlePrompt { remaining, number } => (remaining.as_micros(), number),
            Event::DurationWarning { remaining } => (remaining.as_micros(), 0),
            Event::SessionJoined
            | Event::SessionLeft
            | Event::ConnectionLost
            | Event::ConnectionRestored
            | Event::ConnectionClosed
            | Event::IdleStopped => (0, 0),
        }
    }

    /// The event of a kind that says this, if there is one.
    pub(super) fn from_numbers(kind: u8, first: u64, second: u32) -> Option<Event> {
        let cause = usize::try_from(first).unwrap_or(usize::MAX);
        let remaining = Span::from_micros(first);
        Some(match kind {
            0 => Event::SessionJoined,
            1 => Event::SessionLeft,
            2 => Event::SessionTimedOut(*EndCause::ALL.get(cause)?),
            3 => Event::ConnectionLost,
            4 => Event::ConnectionRestored,
            5 => Event::ConnectionClosed,
            6 => Event::IdleStarted(*IdleCause::ALL.get(cause)?),
            7 => Event::IdleStopped,
            8 => Event::IdlePrompt { remaining, number: second },
            9 => Event::PromptDismissed(*DismissCause::ALL.get(cause)?),
            10 => Event::DurationWarning { remaining },
            _ => return None,
        })
    }

    /// The number of its kind, the same in snapshots and for ever.
    pub const fn kind(&self) -> u8 {
        match self {
            Event::SessionJoined => 0,
            Event::SessionLeft => 1,
            Event::SessionTimedOut(_) => 2,
            Event::ConnectionLost => 3,
            Event::ConnectionRestored => 4,
            Event::ConnectionClosed => 5,
            Event::IdleStarted(_) => 6,
            Event::IdleStopped => 7,
            Event::IdlePrompt { .. } => 8,
            Event::PromptDismissed(_) => 9,
            Event::DurationWarning { .. } => 10,
        }
    }
}

/// An event and how long after its time it was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// What happened.
    pub event: Event,
    /// How late the library was; zero for what a fact caused.
    pub late: Span,
}

/// Events in the order of their happening.
#[derive(Debug, Default)]
pub struct Events(SmallVec<[Occurrence; 4]>);

impl Events {
    /// Adds what a fact caused.
    pub fn push(&mut self, event: Event) {
        self.push_late(event, Span::ZERO);
    }

    /// Adds what time caused, found `late` after its moment.
    pub fn push_late(&mut self, event: Event, late: Span) {
        self.0.push(Occurrence { event, late });
    }

    /// Lists what happened after the first `count` events.
    pub fn since(&self, count: usize) -> &[Occurrence] {
        self.0.get(count..).unwrap_or_default()
    }

    /// Lists what happened.
    pub fn as_slice(&self) -> &[Occurrence] {
        &self.0
    }
}

/// Writes the event as scenario files do.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::SessionJoined => f.write_str("session_joined"),
            Event::SessionLeft => f.write_str("session_left"),
            Event::SessionTimedOut(cause) => write!(f, "session_timed_out {cause}"),
            Event::ConnectionLost => f.write_str("connection_lost"),
            Event::ConnectionRestored => f.write_str("connection_restored"),
            Event::ConnectionClosed => f.write_str("connection_closed"),
            Event::IdleStarted(cause) => write!(f, "idle_started {cause}"),
            Event::IdleStopped => f.write_str("idle_stopped"),
            Event::IdlePrompt { remaining, number } => {
                write!(f, "idle_prompt {remaining} {number}")
            }
            Event::PromptDismissed(cause) => write!(f, "prompt_dismissed {cause}"),
            Event::DurationWarning { remaining } => write!(f, "duration_warning {remaining}"),
        }
    }
}

impl fmt::Display for IdleCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        EndCause::from(*self).fmt(f)
    }
}

impl IdleCause {
    /// Every one, in the order of the numbers that snapshots have.
    pub(super) const ALL: [IdleCause; 2] = [IdleCause::Waiting, IdleCause::OthersLeft];
}

impl EndCause {
    /// Every one, in the order of the numbers that snapshots have.
    pub(super) const ALL: [EndCause; 3] =
        [EndCause::Waiting, EndCause::OthersLeft, EndCause::MaxDuration];
}

impl DismissCause {
    /// Every one, in the order of the numbers that snapshots have.
    pub(super) const ALL: [DismissCause; 9] = [
        DismissCause::Joined,
        DismissCause::Extended,
        DismissCause::Link,
        DismissCause::Held,
        DismissCause::Suspended,
        DismissCause::Disabled,
        DismissCause::Lengthened,
        DismissCause::Left,
        DismissCause::Expired,
    ];
}

impl From<IdleCause> for EndCause {
    fn from(cause: IdleCause) -> EndCause {
        match cause {
            IdleCause::Waiting => EndCause::Waiting,
            IdleCause::OthersLeft => EndCause::OthersLeft,
        }
    }
}

impl fmt::Display for EndCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EndCause::Waiting => "waiting",
            EndCause::OthersLeft => "others_left",
            EndCause::MaxDuration => "max_duration",
        })
    }
}

impl fmt::Display for DismissCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DismissCause::Joined => "joined",
            DismissCause::Extended => "extended",
            DismissCause::Link => "link",
            DismissCause::Held => "held",
            DismissCause::Suspended => "suspended",
            DismissCause::Disabled => "disabled",
            DismissCause::Lengthened => "lengthened",
            DismissCause::Left => "left",
            DismissCause::Expired => "expired",
        })
    }
}
