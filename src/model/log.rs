//! Why did my call end? The last facts and events of a session with their times, as text.
//!
//! Ids are left out on purpose: the text can be sent to a support desk and names nobody.

use std::fmt;

use super::countdown::WATCHED;
use super::event::{Event, Occurrence};
use super::fact::FactName;
use super::session::Session;
use super::time::{Moment, Span};
use crate::prefetch::prefetch_line;

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
/// Every session keeps some and writes them at every report, so a line is one number, what
/// [`Line`] packs, and where there is more to say, [`LONG`] of them.
#[derive(Clone, Debug)]
pub(super) struct Log {
    /// When the session was opened, then a ring whose length is a power of two; nothing at all
    /// where no lines are kept.
    words: Box<[u64]>,
    /// Which of all the words that were ever written is the first that is kept, and which comes
    /// next. They wrap.
    first: u32,
    end: u32,
    /// How many lines are kept, and how many were ever written.
    kept: u32,
    written: u32,
}

/// How many words there is room for at first.
const FEW: usize = 8;
/// How many words a line takes if it does not fit one.
const LONG: u32 = 5;

/// What a line is made of.
#[derive(Clone, Copy)]
struct Line {
    /// The number of a fact's name, or [`EVENTS`] and the kind of an event.
    which: u8,
    at: Moment,
    late: Span,
    /// What an event says beside its kind, or how many connections there were after a fact.
    value: u64,
    count: u32,
}

const EVENTS: u8 = FactName::ALL.len() as u8;

// A word has, from the low bit up: 5 bits of `which`, one that tells whether the line is long, 8 of
// the value, 50 of microseconds since the clock's zero: 35 years.
const WHICH_BITS: u32 = 5;
const IS_LONG: u64 = 1 << WHICH_BITS;
const VALUE_SHIFT: u32 = WHICH_BITS + 1;
const AT_SHIFT: u32 = VALUE_SHIFT + u8::BITS;

impl Line {
    fn new(at: Moment, noted: Noted) -> Line {
        match noted {
            Noted::Fact { name, participants } => {
                let value = participants.into();
                Line { which: name as u8, at, late: Span::ZERO, value, count: 0 }
            }
            Noted::Event { event, late } => {
                let (value, count) = event.numbers();
                let late = if late > WATCHED { late } else { Span::ZERO };
                Line { which: EVENTS + event.kind(), at, late, value, count }
            }
        }
    }

    fn noted(self) -> Option<Noted> {
        let Line { which, late, value, count, .. } = self;
        if let Some(name) = FactName::ALL.get(usize::from(which)) {
            return Some(Noted::Fact { name: *name, participants: value as u32 });
        }
        Some(Noted::Event { event: Event::from_numbers(which - EVENTS, value, count)?, late })
    }

    /// The line as one word, if it fits.
    fn short(self) -> Option<u64> {
        let Line { which, at, late, value, count } = self;
        let micros = at.as_micros().wrapping_sub(Moment::START.as_micros());
        let fits = value <= u8::MAX.into()
            && micros >> (u64::BITS - AT_SHIFT) == 0
            && count == 0
            && late.is_zero();
        fits.then(|| micros << AT_SHIFT | value << VALUE_SHIFT | u64::from(which))
    }

    fn long(self) -> [u64; LONG as usize] {
        let Line { which, at, late, value, count } = self;
        [u64::from(which) | IS_LONG, at.as_micros(), late.as_micros(), value, count.into()]
    }

    /// The line that these words are, the later ones of which count if the first says so.
    fn read([head, at, late, value, count]: [u64; LONG as usize]) -> Line {
        let which = (head & (IS_LONG - 1)) as u8;
        if is_long(head) {
            let (at, late) = (Moment::from_micros(at), Span::from_micros(late));
            return Line { which, at, late, value, count: count as u32 };
        }
        let at = Moment::START + Span::from_micros(head >> AT_SHIFT);
        let value = head >> VALUE_SHIFT & u64::from(u8::MAX);
        Line { which, at, late: Span::ZERO, value, count: 0 }
    }
}

const fn is_long(head: u64) -> bool {
    head & IS_LONG != 0
}

/// How many words a line takes that begins with this one.
const fn length(head: u64) -> u32 {
    if is_long(head) { LONG } else { 1 }
}

#[allow(
    clippy::indexing_slicing,
    reason = "places are below the length, which is never zero there"
)]
impl Log {
    /// Makes an empty log that may have `most` lines.
    pub fn new(opened_at: Moment, most: u32) -> Log {
        let mut log = Log { words: Box::default(), first: 0, end: 0, kept: 0, written: 0 };
        if most > 0 {
            log.words = vec![0; 1 + FEW].into_boxed_slice();
            log.words[0] = opened_at.as_micros();
        }
        log
    }

    /// Begins to bring near where the next line goes.
    #[inline]
    pub fn prefetch(&self) {
        let next = self.words.get(self.place(self.end));
        prefetch_line(next.map_or(std::ptr::null(), std::ptr::from_ref));
    }

    /// Where in memory the word of this number is.
    fn place(&self, number: u32) -> usize {
        1 + (number as usize & self.words.len().wrapping_sub(2))
    }

    /// Writes a line; the oldest one makes room if there are already `most`.
    pub fn note(&mut self, at: Moment, noted: Noted, most: u32) {
        if self.words.is_empty() {
            return;
        }
        if self.kept >= most {
            self.first = self.first.wrapping_add(length(self.words[self.place(self.first)]));
            self.kept -= 1;
        }
        let line = Line::new(at, noted);
        match line.short() {
            Some(word) => self.push(word),
            None => line.long().into_iter().for_each(|word| self.push(word)),
        }
        self.kept += 1;
        self.written = self.written.saturating_add(1);
    }

    #[inline]
    fn push(&mut self, word: u64) {
        if self.end.wrapping_sub(self.first) as usize + 1 >= self.words.len() {
            self.grow();
        }
        let place = self.place(self.end);
        self.words[place] = word;
        self.end = self.end.wrapping_add(1);
    }

    /// Makes room for twice as many words.
    #[cold]
    fn grow(&mut self) {
        let room = 2 * (self.words.len() - 1);
        let mut longer = Log { words: vec![0; 1 + room].into_boxed_slice(), ..*self };
        longer.words[0] = self.words[0];
        let mut number = self.first;
        while number != self.end {
            let place = longer.place(number);
            longer.words[place] = self.words[self.place(number)];
            number = number.wrapping_add(1);
        }
        *self = longer;
    }

    fn note_events(&mut self, now: Moment, events: &[Occurrence], most: u32) {
        for &Occurrence { event, late } in events {
            self.note(now, Noted::Event { event, late }, most);
        }
    }

    /// When the session was opened; `None` where no lines are kept.
    pub fn opened_at(&self) -> Option<Moment> {
        self.words.first().copied().map(Moment::from_micros)
    }

    /// How many lines made room.
    pub fn dropped(&self) -> u32 {
        self.written - self.kept
    }

    pub fn set_dropped(&mut self, dropped: u32) {
        self.written = self.kept.saturating_add(dropped);
    }

    pub fn len(&self) -> u32 {
        self.kept
    }

    /// The lines and when each was written, oldest first.
    pub fn each(&self) -> impl Iterator<Item = (Moment, Noted)> {
        let mut next = self.first;
        std::iter::from_fn(move || {
            if next == self.end {
                return None;
            }
            let words = [0, 1, 2, 3, 4].map(|n| self.words[self.place(next.wrapping_add(n))]);
            next = next.wrapping_add(length(words[0]));
            let line = Line::read(words);
            Some((line.at, line.noted()?))
        })
    }
}

/// They say the same, wherever in the ring.
impl PartialEq for Log {
    fn eq(&self, other: &Log) -> bool {
        self.opened_at() == other.opened_at()
            && self.written == other.written
            && self.each().eq(other.each())
    }
}

impl Eq for Log {}

impl Session {
    pub(super) fn log_fact(&mut self, name: FactName, now: Moment, events: &[Occurrence]) {
        let most = self.settings.limits.log_lines;
        let participants = u32::try_from(self.roster.len()).unwrap_or(u32::MAX);
        self.log.note(now, Noted::Fact { name, participants }, most);
        self.log.note_events(now, events, most);
    }

    pub(super) fn log_events(&mut self, now: Moment, events: &[Occurrence]) {
        self.log.note_events(now, events, self.settings.limits.log_lines);
    }

    /// Writes the last facts and events, a line each, with the time since the session was opened.
    pub fn write_log(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Some(opened_at) = self.log.opened_at() else { return Ok(()) };
        if self.log.dropped() > 0 {
            writeln!(out, "({} older lines made room)", self.log.dropped())?;
        }
        for (at, noted) in self.log.each() {
            let ms = (at - opened_at).as_micros() / 1000;
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

    #[test]
    fn a_line_is_a_word_unless_it_says_much() {
        let mut log = Log::new(Moment::START, 32);
        let mut note = |seconds: u64, participants| {
            let at = Moment::START + Span::from_ms(1000 * seconds);
            log.note(at, Noted::Fact { name: FactName::Roster, participants }, 32);
            (log.end, log.words.len())
        };
        assert_eq!(note(0, 255), (1, 1 + FEW));
        assert_eq!((1..1000).map(|second| note(second, 0)).last(), Some((1000, 33)));
        assert_eq!(note(1000, 256), (1000 + LONG, 65));
        let years = 40 * 365 * 24 * 60 * 60;
        assert_eq!(note(years, 0), (1000 + 2 * LONG, 65));
    }
}
