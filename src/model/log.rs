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

/// The last facts and events; nothing at all where none are kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Log(pub Option<Box<Lines>>);

/// Lines of a log, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Lines {
    pub opened_at: Moment,
    pub lines: VecDeque<(Moment, Noted)>,
    /// How many older ones made room.
    pub dropped: u64,
    pub most: u32,
}

impl Log {
    pub fn new(now: Moment, most: u32) -> Log {
        let lines = || Lines { opened_at: now, lines: VecDeque::new(), dropped: 0, most };
        Log((most > 0).then(|| Box::new(lines())))
    }
}

impl Lines {
    fn note(&mut self, now: Moment, noted: Noted) {
        if self.lines.len() >= self.most as usize {
            self.lines.pop_front();
            self.dropped = self.dropped.saturating_add(1);
        }
        self.lines.push_back((now, noted));
    }

    fn note_events(&mut self, now: Moment, events: &[Occurrence]) {
        for &Occurrence { event, late } in events {
            self.note(now, Noted::Event { event, late });
        }
    }
}

impl Session {
    pub(super) fn log_fact(&mut self, name: FactName, now: Moment, events: &[Occurrence]) {
        let participants = u32::try_from(self.roster.len()).unwrap_or(u32::MAX);
        if let Some(log) = &mut self.log.0 {
            log.note(now, Noted::Fact { name, participants });
            log.note_events(now, events);
        }
    }

    pub(super) fn log_events(&mut self, now: Moment, events: &[Occurrence]) {
        if let Some(log) = &mut self.log.0 {
            log.note_events(now, events);
        }
    }

    /// Writes the last facts and events, a line each, with the time since the session was opened.
    pub fn write_log(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Some(log) = &self.log.0 else { return Ok(()) };
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
