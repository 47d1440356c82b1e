//! Why did my call end? The last facts and events of a session with their times, as text.
//!
//! Ids are left out on purpose: the text can be sent to a support desk and names nobody.

mod line;
mod ring;

use std::fmt;

use super::event::{Event, Occurrence};
use super::fact::FactName;
use super::session::Session;
use super::time::{Moment, Span};
use crate::prefetch::LINE;
use line::Line;
use ring::Ring;

/// What one line of the log says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Noted {
    /// The host reported this; so many connections were in the roster afterwards.
    Fact { name: FactName, participants: u32 },
    /// The library told this, so long after its time; kept only of what was not watched.
    Event { event: Event, late: Span },
}

/// The last facts and events, oldest first.
///
/// Every session keeps some and writes them at every report. So a line is one number where it says
/// no more than most do, and the latest of these lie in the session itself, which a report has
/// near; when there is no more room for them there, they are put where the older ones are.
#[derive(Clone, Debug)]
pub(super) struct Log {
    /// When the session was opened.
    pub opened_at: Moment,
    older: Ring,
    /// The latest lines, of which the first `count` are there.
    latest: [u64; LATEST],
    /// How many lines are kept: the settings say it, too, but are not near.
    most: u32,
    count: u8,
}

/// How many lines a report mostly writes: the fact, and an event.
const LINES: usize = 2;
/// How many lie in the session: as many as a cache line has room for.
const LATEST: usize = LINE / size_of::<u64>();

impl Log {
    /// Makes an empty log that may have `most` lines.
    pub fn new(opened_at: Moment, most: u32) -> Log {
        Log { opened_at, older: Ring::default(), latest: [0; LATEST], most, count: 0 }
    }

    /// Begins to bring near where the latest lines go, if a report would have no room for its own.
    #[inline]
    pub fn prefetch(&self) {
        if usize::from(self.count) + LINES > LATEST {
            self.older.prefetch();
        }
    }

    /// Writes a line; the oldest one makes room if there are as many as are kept.
    #[inline]
    pub fn note(&mut self, at: Moment, noted: Noted) {
        if self.most == 0 {
            return;
        }
        let line = Line::new(at, noted);
        match (line.short(), self.latest.get_mut(usize::from(self.count))) {
            (Some(word), Some(place)) => {
                *place = word;
                self.count += 1;
            }
            _ => self.note_elsewhere(line),
        }
    }

    /// Writes a line for which there is no room in the session.
    #[inline(never)]
    fn note_elsewhere(&mut self, line: Line) {
        let latest = self.latest.get(..usize::from(self.count)).unwrap_or_default();
        let count = u32::from(self.count);
        self.older.add(latest, count, self.most.saturating_sub(count));
        self.count = 0;
        match (line.short(), self.latest.first_mut()) {
            (Some(word), Some(place)) => {
                *place = word;
                self.count = 1;
            }
            _ => self.older.add(&line.long(), 1, self.most - 1),
        }
    }

    /// How many lines made room.
    pub fn dropped(&self) -> u32 {
        self.older.forgotten().saturating_add(self.surplus())
    }

    /// Has so many lines made room before those that are there.
    pub fn set_dropped(&mut self, dropped: u32) {
        // No memory where there is nothing to be known.
        if dropped.min(self.most) > 0 {
            self.older.set_forgotten(dropped.saturating_sub(self.surplus()));
        }
    }

    /// How many lines there are.
    pub fn len(&self) -> u32 {
        self.written() - self.surplus()
    }

    fn written(&self) -> u32 {
        self.older.lines() + u32::from(self.count)
    }

    /// How many of those that are written are more than are kept.
    fn surplus(&self) -> u32 {
        self.written().saturating_sub(self.most)
    }

    /// The lines and when each was written, oldest first.
    pub fn each(&self) -> impl Iterator<Item = (Moment, Noted)> {
        let latest = self.latest.iter().take(self.count.into());
        let lines = self.older.each().chain(latest.map(|word| Line::read([*word, 0, 0, 0, 0])));
        lines.skip(self.surplus() as usize).map_while(|line| Some((line.at, line.noted()?)))
    }
}

/// They say the same, wherever it lies.
impl PartialEq for Log {
    fn eq(&self, other: &Log) -> bool {
        (self.opened_at, self.dropped()) == (other.opened_at, other.dropped())
            && self.each().eq(other.each())
    }
}

impl Eq for Log {}

impl Session {
    pub(super) fn log_fact(&mut self, name: FactName, now: Moment, events: &[Occurrence]) {
        let participants = u32::try_from(self.roster.len()).unwrap_or(u32::MAX);
        self.log.note(now, Noted::Fact { name, participants });
        self.log_events(now, events);
    }

    pub(super) fn log_events(&mut self, now: Moment, events: &[Occurrence]) {
        for &Occurrence { event, late } in events {
            self.log.note(now, Noted::Event { event, late });
        }
    }

    /// Writes the last facts and events, a line each, with the time since the session was opened.
    pub fn write_log(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        if self.log.dropped() > 0 {
            writeln!(out, "({} older lines made room)", self.log.dropped())?;
        }
        for (at, noted) in self.log.each() {
            let ms = (at - self.log.opened_at).as_micros() / 1000;
            write!(out, "{:>8}.{:03} s  ", ms / 1000, ms % 1000)?;
            match noted {
                Noted::Fact { name, participants } => {
                    writeln!(out, "{name} (participants: {participants})")?;
                }
                Noted::Event { event, late } if !late.is_zero() => {
                    writeln!(out, "> {event} (found {late} late)")?;
                }
                Noted::Event { event, .. } => writeln!(out, "> {event}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(log: &mut Log, seconds: u64, participants: u32) {
        let at = Moment::START + Span::from_ms(1000 * seconds);
        log.note(at, Noted::Fact { name: FactName::Roster, participants });
    }

    #[test]
    fn the_latest_lines_are_kept_wherever_they_lie() {
        let years = 40 * 365 * 24 * 60 * 60;
        for most in 0..40 {
            let mut log = Log::new(Moment::START, most);
            for number in 0..100 {
                // Some that are long: for who is there, or for the time.
                let participants = if number % 7 == 3 { 1000 + number } else { number };
                let seconds = if number % 13 == 5 { years } else { number.into() };
                note(&mut log, seconds, participants);
                let written = number + 1;
                assert_eq!(log.len(), written.min(most));
                let dropped = if most == 0 { 0 } else { written - log.len() };
                assert_eq!(log.dropped(), dropped);
                let there = log.each().map(|(_, noted)| match noted {
                    Noted::Fact { participants, .. } => participants % 1000,
                    Noted::Event { .. } => panic!("a fact"),
                });
                assert!(there.eq(written - log.len()..written), "{most}, {written}");
                assert!(log.older.lines() <= most.max(LATEST as u32), "no more than need be");
            }
        }
    }

    #[test]
    fn what_was_dropped_takes_memory_only_where_something_was() {
        let mut log = Log::new(Moment::START, 32);
        log.set_dropped(0);
        assert_eq!((log.dropped(), log.older.room()), (0, 0));
        let mut none = Log::new(Moment::START, 0);
        none.set_dropped(7);
        assert_eq!((none.dropped(), none.older.room()), (0, 0));
        log.set_dropped(u32::MAX);
        assert_eq!(log.dropped(), u32::MAX);
        (0..100).for_each(|number| note(&mut log, number, 0));
        assert_eq!((log.dropped(), log.len()), (u32::MAX, 32));
    }

    #[test]
    fn the_latest_lines_lie_in_the_session() {
        let mut log = Log::new(Moment::START, 32);
        (0..LATEST as u64).for_each(|number| note(&mut log, number, 0));
        assert_eq!((usize::from(log.count), log.older.room()), (LATEST, 0));
        note(&mut log, 8, 0);
        assert_eq!((log.count, log.older.lines(), log.older.room()), (1, 8, 32));
    }

    #[test]
    fn a_line_is_a_word_unless_it_says_much() {
        let years = 40 * 365 * 24 * 60 * 60;
        for (seconds, participants, is_short) in
            [(1, 255, true), (1, 256, false), (years, 0, false)]
        {
            let mut log = Log::new(Moment::START, 32);
            note(&mut log, seconds, participants);
            assert_eq!(log.count == 1, is_short, "{seconds} {participants}");
            assert_eq!(log.older.lines() == 1, !is_short, "{seconds} {participants}");
        }
    }
}
