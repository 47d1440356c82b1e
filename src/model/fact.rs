//! What a host reports, and what makes a report wrong in itself.

use std::fmt;

use compact_str::CompactString;

use super::time::Span;
use crate::error::Error;

/// What somebody in a session is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A person, and everybody of whom nothing else is known.
    Human,
    /// A person on a telephone line.
    Phone,
    /// A person who only watches.
    Viewer,
    /// A program that takes part.
    Bot,
    /// A program that records.
    Recorder,
    /// Somebody the others are not shown.
    Hidden,
}

impl Kind {
    /// Every one, in the order of the numbers that snapshots have.
    pub(super) const ALL: [Kind; 6] =
        [Kind::Human, Kind::Phone, Kind::Viewer, Kind::Bot, Kind::Recorder, Kind::Hidden];

    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The longest id or label, in bytes.
pub(crate) const LONGEST_TEXT: usize = 255;

/// An id or a label: 1 to 255 bytes of UTF-8 (the length that fits one byte in snapshots and wire
/// formats, and is longer than the identifiers calling systems use).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    /// Takes a text of a fitting length.
    pub fn new(text: &'a str) -> Result<Text<'a>, Error> {
        match text.len() {
            1..=LONGEST_TEXT => Ok(Text(text)),
            _ => Err(Error::Invalid),
        }
    }

    /// Gives the text itself.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Copies it; what is short takes no memory of its own. Not inlined, for its size.
    #[inline(never)]
    pub fn to_compact(self) -> CompactString {
        self.0.into()
    }
}

/// One connection as the host reports it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// Whose connection it is.
    pub uid: Text<'a>,
    /// Which connection it is.
    pub pid: Text<'a>,
    /// What is at its end; `None` keeps what is known of it.
    pub kind: Option<Kind>,
}

/// A report of the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fact<'a> {
    /// The local user joined and found these.
    Joined {
        /// The local user.
        uid: Text<'a>,
        /// Who was there.
        roster: &'a [Entry<'a>],
    },
    /// A connection came, or something about it changed.
    ParticipantJoined(Entry<'a>),
    /// A connection turned out to be of another kind.
    ParticipantChanged {
        /// Which connection.
        pid: Text<'a>,
        /// What it is.
        kind: Kind,
    },
    /// A connection went.
    ParticipantLeft {
        /// Which connection.
        pid: Text<'a>,
    },
    /// Every connection of a user went.
    UserLeft {
        /// Which user.
        uid: Text<'a>,
    },
    /// These are there, and nobody else.
    Roster(&'a [Entry<'a>]),
    /// The link went down.
    ConnectionLost,
    /// The link came back; these are there, if that is known.
    ConnectionRestored(Option<&'a [Entry<'a>]>),
    /// The link is gone for good.
    ConnectionClosed,
    /// The user asked to stay.
    Extend,
    /// Something is a reason to stay.
    Hold {
        /// The reason's name.
        label: Text<'a>,
        /// After how long it is released by itself; zero is never.
        max_age: Span,
    },
    /// A reason to stay is over.
    ReleaseHold {
        /// The reason's name.
        label: Text<'a>,
    },
    /// The period is another from now on.
    SetIdleTimeout(Span),
    /// The period while nobody has been there is another from now on.
    SetWaitingTimeout(Span),
    /// The app came back from the background or the device from sleep.
    AppResumed,
    /// The local user left.
    Left,
}

impl Fact<'_> {
    /// Tells whether the fact is wrong in itself, whatever the state.
    pub(super) fn check(&self) -> Result<(), Error> {
        let (Fact::Hold { max_age: span, .. }
        | Fact::SetIdleTimeout(span)
        | Fact::SetWaitingTimeout(span)) = *self
        else {
            return Ok(());
        };
        if span > Span::LONGEST { Err(Error::Invalid) } else { Ok(()) }
    }

    /// The roster that comes with the fact, if one does.
    pub(super) fn roster(&self) -> Option<&[Entry<'_>]> {
        if let Fact::Joined { roster, .. } | Fact::Roster(roster) = *self {
            Some(roster)
        } else if let Fact::ConnectionRestored(roster) = *self {
            roster
        } else {
            None
        }
    }
}

/// What a fact is called, for the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FactName {
    Joined,
    ParticipantJoined,
    ParticipantChanged,
    ParticipantLeft,
    UserLeft,
    Roster,
    ConnectionLost,
    ConnectionRestored,
    ConnectionClosed,
    Extend,
    Hold,
    ReleaseHold,
    SetIdleTimeout,
    SetWaitingTimeout,
    AppResumed,
    Left,
}

impl Fact<'_> {
    pub(super) fn name(&self) -> FactName {
        match self {
            Fact::Joined { .. } => FactName::Joined,
            Fact::ParticipantJoined(_) => FactName::ParticipantJoined,
            Fact::ParticipantChanged { .. } => FactName::ParticipantChanged,
            Fact::ParticipantLeft { .. } => FactName::ParticipantLeft,
            Fact::UserLeft { .. } => FactName::UserLeft,
            Fact::Roster(_) => FactName::Roster,
            Fact::ConnectionLost => FactName::ConnectionLost,
            Fact::ConnectionRestored(_) => FactName::ConnectionRestored,
            Fact::ConnectionClosed => FactName::ConnectionClosed,
            Fact::Extend => FactName::Extend,
            Fact::Hold { .. } => FactName::Hold,
            Fact::ReleaseHold { .. } => FactName::ReleaseHold,
            Fact::SetIdleTimeout(_) => FactName::SetIdleTimeout,
            Fact::SetWaitingTimeout(_) => FactName::SetWaitingTimeout,
            Fact::AppResumed => FactName::AppResumed,
            Fact::Left => FactName::Left,
        }
    }
}

impl FactName {
    /// Every one, in the order of the numbers that snapshots have.
    pub(super) const ALL: [FactName; 16] = [
        FactName::Joined,
        FactName::ParticipantJoined,
        FactName::ParticipantChanged,
        FactName::ParticipantLeft,
        FactName::UserLeft,
        FactName::Roster,
        FactName::ConnectionLost,
        FactName::ConnectionRestored,
        FactName::ConnectionClosed,
        FactName::Extend,
        FactName::Hold,
        FactName::ReleaseHold,
        FactName::SetIdleTimeout,
        FactName::SetWaitingTimeout,
        FactName::AppResumed,
        FactName::Left,
    ];
}

impl fmt::Display for FactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FactName::Joined => "joined",
            FactName::ParticipantJoined => "participant_joined",
            FactName::ParticipantChanged => "participant_changed",
            FactName::ParticipantLeft => "participant_left",
            FactName::UserLeft => "user_left",
            FactName::Roster => "roster",
            FactName::ConnectionLost => "connection_lost",
            FactName::ConnectionRestored => "connection_restored",
            FactName::ConnectionClosed => "connection_closed",
            FactName::Extend => "extend",
            FactName::Hold => "hold",
            FactName::ReleaseHold => "release",
            FactName::SetIdleTimeout => "set_idle_timeout",
            FactName::SetWaitingTimeout => "set_waiting_timeout",
            FactName::AppResumed => "app_resumed",
            FactName::Left => "left",
        })
    }
}
