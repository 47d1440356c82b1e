//! How a session stands, for a host that asks.

use super::event::EndReason;
use super::settings::SessionType;
use super::time::Span;

/// Whether the media link carries anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// It does.
    Up,
    /// It does not, for now.
    Lost,
    /// It does not, and will not.
    Closed,
}

/// How far a session is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Opened, not joined.
    New,
    /// The local user is in it.
    Joined,
    /// Over.
    Ended(EndReason),
}

/// What the time of a joined session does; the first that holds, in this order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Somebody else counts.
    Accompanied,
    /// Alone, with a period of zero.
    Disabled,
    /// Alone, and the link is lost.
    Paused,
    /// Alone, with a hold.
    Held,
    /// Alone, and queued facts are still arriving.
    Resyncing,
    /// Alone, and the time runs.
    Counting,
    /// Alone, and the prompt is shown.
    Prompting,
}

/// How a session stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    /// How far it is in its life.
    pub stage: Stage,
    /// What its time does; `None` unless joined.
    pub phase: Option<Phase>,
    /// Whether the link is up.
    pub link: Link,
    /// What kind of call it is.
    pub session_type: SessionType,
    /// For how long the user has been alone.
    pub alone_for: Option<Span>,
    /// Time left until the prompt, as if counting went on now.
    pub until_prompt: Option<Span>,
    /// Time left until the session ends for being alone, as if counting went on now.
    pub until_end: Option<Span>,
    /// Time left until the longest duration.
    pub until_max_duration: Option<Span>,
    /// Users who are company.
    pub others: usize,
    /// Connections in the roster.
    pub participants: usize,
    /// Holds that are active.
    pub holds: usize,
    /// Extensions left; `None` is no limit.
    pub extensions_left: Option<u32>,
    /// Prompts shown so far.
    pub prompts: u32,
}
