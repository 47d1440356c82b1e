//! Events as values: for poll mode, and the constants that callbacks pass.

use super::session::hangtime_session;
use crate::engine::Notice;
use crate::model::{DismissCause, EndCause, Event, IdleCause};

/// Why the user is alone, or why a session timed out: one of HANGTIME_CAUSE_...
pub type hangtime_cause = u32;
/// No cause belongs to this.
pub const HANGTIME_CAUSE_NONE: hangtime_cause = 0;
/// Nobody who counts has been there yet.
pub const HANGTIME_CAUSE_WAITING: hangtime_cause = 1;
/// Everybody who counted has left.
pub const HANGTIME_CAUSE_OTHERS_LEFT: hangtime_cause = 2;
/// The longest duration of the session was reached.
pub const HANGTIME_CAUSE_MAX_DURATION: hangtime_cause = 3;

/// Why a prompt is no longer shown: one of HANGTIME_DISMISSED_...
pub type hangtime_dismissed = u32;
/// Somebody who counts joined.
pub const HANGTIME_DISMISSED_JOINED: hangtime_dismissed = 1;
/// The user asked to stay.
pub const HANGTIME_DISMISSED_EXTENDED: hangtime_dismissed = 2;
/// The link was lost or closed.
pub const HANGTIME_DISMISSED_LINK: hangtime_dismissed = 3;
/// A hold was taken.
pub const HANGTIME_DISMISSED_HELD: hangtime_dismissed = 4;
/// The device slept, or the process was frozen.
pub const HANGTIME_DISMISSED_SUSPENDED: hangtime_dismissed = 5;
/// The period was set to 0.
pub const HANGTIME_DISMISSED_DISABLED: hangtime_dismissed = 6;
/// The period was lengthened.
pub const HANGTIME_DISMISSED_LENGTHENED: hangtime_dismissed = 7;
/// The user left.
pub const HANGTIME_DISMISSED_LEFT: hangtime_dismissed = 8;
/// Its time ran out.
pub const HANGTIME_DISMISSED_EXPIRED: hangtime_dismissed = 9;

/// What happened: one of HANGTIME_EVENT_..., each described at the callback of that name.
pub type hangtime_event_type = u32;
/// See on_session_joined of hangtime_listener; likewise the others.
pub const HANGTIME_EVENT_SESSION_JOINED: hangtime_event_type = 1;
/// See on_session_left.
pub const HANGTIME_EVENT_SESSION_LEFT: hangtime_event_type = 2;
/// See on_session_timed_out; cause is set.
pub const HANGTIME_EVENT_SESSION_TIMED_OUT: hangtime_event_type = 3;
/// See on_connection_lost.
pub const HANGTIME_EVENT_CONNECTION_LOST: hangtime_event_type = 4;
/// See on_connection_restored.
pub const HANGTIME_EVENT_CONNECTION_RESTORED: hangtime_event_type = 5;
/// See on_connection_closed.
pub const HANGTIME_EVENT_CONNECTION_CLOSED: hangtime_event_type = 6;
/// See on_idle_started; cause is set.
pub const HANGTIME_EVENT_IDLE_STARTED: hangtime_event_type = 7;
/// See on_idle_stopped.
pub const HANGTIME_EVENT_IDLE_STOPPED: hangtime_event_type = 8;
/// See on_idle_prompt; remaining_ms and number are set.
pub const HANGTIME_EVENT_IDLE_PROMPT: hangtime_event_type = 9;
/// See on_idle_prompt_dismissed; dismissed is set.
pub const HANGTIME_EVENT_IDLE_PROMPT_DISMISSED: hangtime_event_type = 10;
/// See on_duration_warning; remaining_ms is set.
pub const HANGTIME_EVENT_DURATION_WARNING: hangtime_event_type = 11;

/// An event as poll mode gives it. An element of arrays, it has no size field and never grows;
/// what does not belong to the event is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_event {
    /// The session it happened to.
    pub session: hangtime_session,
    /// When, in milliseconds of the engine's clock.
    pub at_ms: u64,
    /// How long after its time the library found a prompt, a time-out or a warning, because the
    /// scheduler was late, the device slept or the process was frozen; 0 for every other event.
    pub late_ms: u64,
    /// The time left, of a prompt or a warning.
    pub remaining_ms: u64,
    /// What happened: HANGTIME_EVENT_...
    pub event_type: hangtime_event_type,
    /// HANGTIME_CAUSE_...
    pub cause: hangtime_cause,
    /// HANGTIME_DISMISSED_...
    pub dismissed: hangtime_dismissed,
    /// The number of a prompt, from 1.
    pub number: u32,
}

pub(super) fn idle_cause(cause: IdleCause) -> hangtime_cause {
    end_cause(cause.into())
}

pub(super) fn end_cause(cause: EndCause) -> hangtime_cause {
    match cause {
        EndCause::Waiting => HANGTIME_CAUSE_WAITING,
        EndCause::OthersLeft => HANGTIME_CAUSE_OTHERS_LEFT,
        EndCause::MaxDuration => HANGTIME_CAUSE_MAX_DURATION,
    }
}

pub(super) fn dismissed(cause: DismissCause) -> hangtime_dismissed {
    match cause {
        DismissCause::Joined => HANGTIME_DISMISSED_JOINED,
        DismissCause::Extended => HANGTIME_DISMISSED_EXTENDED,
        DismissCause::Link => HANGTIME_DISMISSED_LINK,
        DismissCause::Held => HANGTIME_DISMISSED_HELD,
        DismissCause::Suspended => HANGTIME_DISMISSED_SUSPENDED,
        DismissCause::Disabled => HANGTIME_DISMISSED_DISABLED,
        DismissCause::Lengthened => HANGTIME_DISMISSED_LENGTHENED,
        DismissCause::Left => HANGTIME_DISMISSED_LEFT,
        DismissCause::Expired => HANGTIME_DISMISSED_EXPIRED,
    }
}

/// Writes a notice as the header has it.
pub(super) fn event(notice: &Notice) -> hangtime_event {
    let plain = |event_type| hangtime_event {
        session: notice.session,
        at_ms: notice.at.as_ms(),
        late_ms: notice.late.as_ms(),
        remaining_ms: 0,
        event_type,
        cause: HANGTIME_CAUSE_NONE,
        dismissed: 0,
        number: 0,
    };
    match notice.event {
        Event::SessionJoined => plain(HANGTIME_EVENT_SESSION_JOINED),
        Event::SessionLeft => plain(HANGTIME_EVENT_SESSION_LEFT),
        Event::SessionTimedOut(cause) => {
            hangtime_event { cause: end_cause(cause), ..plain(HANGTIME_EVENT_SESSION_TIMED_OUT) }
        }
        Event::ConnectionLost => plain(HANGTIME_EVENT_CONNECTION_LOST),
        Event::ConnectionRestored => plain(HANGTIME_EVENT_CONNECTION_RESTORED),
        Event::ConnectionClosed => plain(HANGTIME_EVENT_CONNECTION_CLOSED),
        Event::IdleStarted(cause) => {
            hangtime_event { cause: idle_cause(cause), ..plain(HANGTIME_EVENT_IDLE_STARTED) }
        }
        Event::IdleStopped => plain(HANGTIME_EVENT_IDLE_STOPPED),
        Event::IdlePrompt { remaining, number } => hangtime_event {
            remaining_ms: remaining.as_ms(),
            number,
            ..plain(HANGTIME_EVENT_IDLE_PROMPT)
        },
        Event::PromptDismissed(cause) => hangtime_event {
            dismissed: dismissed(cause),
            ..plain(HANGTIME_EVENT_IDLE_PROMPT_DISMISSED)
        },
        Event::DurationWarning { remaining } => hangtime_event {
            remaining_ms: remaining.as_ms(),
            ..plain(HANGTIME_EVENT_DURATION_WARNING)
        },
    }
}
