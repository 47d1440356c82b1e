//! The rules of presence and time, pure: facts and the present time go in, events come out.
//!
//! Nothing here reads a clock, starts a thread, takes a lock or does input and output.
#![forbid(unsafe_code)]

mod countdown;
mod event;
mod fact;
mod few;
mod hold;
mod log;
mod roster;
mod session;
mod settings;
mod snapshot;
mod status;
mod time;

pub(crate) use countdown::WATCHED;
pub use event::{DismissCause, EndCause, EndReason, Event, Events, IdleCause, Occurrence};
pub(crate) use fact::LONGEST_TEXT;
pub use fact::{Entry, Fact, Kind, Text};
pub(crate) use few::Few;
pub use session::Session;
pub use settings::{Fault, Kinds, Limits, LinkLost, SessionType, Settings};
pub use snapshot::Unreadable;
pub use status::{Link, Phase, Stage, Status};
pub use time::{Moment, Span};
