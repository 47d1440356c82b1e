//! Why did my call end? The last facts and events of a session with their times, as text.
//!
//! Ids are left out on purpose: the text can be sent to a support desk and names nobody.

use std::collections::VecDeque;
use std::fmt;

use super::event::{Event, Occurrence};
use super::fact::FactName;
use super::session::Session;
use super::time::{Moment, Span};

/// What one line of the log says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Noted {
    /// The host reported this; so many connections were in the roster afterwards.
    Fact { name: FactName, participants: u32 },
    /// The library told this, so long after its time.
    Event { event: Event, late: Span },
}

/// The last facts and events, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Log {
    pub opened_at: Moment,
    pub lines: VecDeque<(Moment, Noted)>,
    /// How many older ones made room.
    pub dropped: u64,
}

impl Log {
    pub fn new(now: Moment) -> Log {
        Log { opened_at: now, lines: VecDeque::new(), dropped: 0 }
    }

    fn note(&mut self, now: Moment, noted: Noted, limit: usize) {
        if limit == 0 {
            return;
        }
        if self.lines.len() >= limit {
            self.lines.pop_front();
            self.dropped = self.dropped.saturating_add(1);
        }
        self.lines.push_back((now, noted));
    }
}

impl Session {
    pub(super) fn log_fact(&mut self, name: FactName, now: Moment, events: &[Occurrence]) {
        let participants = u32::try_from(self.roster.len()).unwrap_or(u32::MAX);
        let limit = self.settings.limits.log_lines as usize;
        self.log.note(now, Noted::Fact { name, participants }, limit);
        self.log_events(now, events);
    }

    pub(super) fn log_events(&mut self, now: Moment, events: &[Occurrence]) {
        let limit = self.settings.limits.log_lines as usize;
        for &Occurrence { event, late } in events {
            self.log.note(now, Noted::Event { event, late }, limit);
        }
    }

    /// Writes the last facts and events, a line each, with the time since the session was opened.
    pub fn write_log(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let log = &self.log;
        if log.dropped > 0 {
            writeln!(out, "({} older lines made room)", log.dropped)?;
        }
        for (at, noted) in &log.lines {
            let ms = (*at - log.opened_at).as_micros() / 1000;
            write!(out, "{:>8}.{:03} s  ", ms / 1000, ms % 1000)?;
            match noted {
                Noted::Fact { name, participants } => {
                    writeln!(out, "{name} (participants: {participants})")?;
                }
                Noted::Event { event, late } if late.as_ms() > 1000 => {
                    writeln!(out, "> {event} (found {late} late)")?;
                }
                Noted::Event { event, .. } => writeln!(out, "> {event}")?,
            }
        }
        Ok(())
    }
}
