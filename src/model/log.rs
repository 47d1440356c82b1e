//! Why did my call end? The last facts and events of a session with their times, as text.
//!
//! Ids are left out on purpose: the text can be sent to a support desk and names nobody.

use std::fmt;

use super::event::{Event, Occurrence};
use super::fact::FactName;
use super::session::Session;
use super::time::{Moment, Span};
use crate::prefetch::prefetch;

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
pub(super) struct Log(pub Option<Lines>);

/// Lines of a log, oldest first.
///
/// Every session keeps some and writes them at every report, so they are small and in one piece of
/// memory: a [`Head`], then a ring of pairs. A line is a pair, its moment and what [`Line`] packs,
/// and one more pair where there is more to say.
#[derive(Clone, Debug)]
pub(super) struct Lines(Box<[[u64; 2]]>);

/// What the first pairs say.
#[derive(Clone, Copy)]
struct Head {
    opened_at: Moment,
    /// How many older lines made room.
    dropped: u64,
    /// Where in the ring the first pair is, and how many there are.
    first: u32,
    used: u32,
    /// How many lines there are, and how many there may be.
    lines: u32,
    most: u32,
}

const HEAD: usize = 2;
/// How many pairs there is room for at first: with the head, two cache lines.
const FEW: usize = 6;

/// What the second number of a line is made of.
#[derive(Clone, Copy)]
struct Line {
    /// The number of a fact's name, or [`EVENTS`] and the kind of an event.
    which: u8,
    value: u8,
    /// Whether a pair follows: how late it was, and the value.
    has_more: bool,
    count: u32,
}

const EVENTS: u8 = FactName::ALL.len() as u8;

impl Line {
    fn pack(self) -> u64 {
        let Line { which, value, has_more, count } = self;
        u64::from(count) << 32
            | u64::from(has_more) << 16
            | u64::from(value) << 8
            | u64::from(which)
    }

    /// How many pairs the line takes.
    fn pairs(self) -> u32 {
        1 + u32::from(self.has_more)
    }

    fn unpack(packed: u64) -> Line {
        Line {
            which: packed as u8,
            value: (packed >> 8) as u8,
            has_more: packed >> 16 & 1 == 1,
            count: (packed >> 32) as u32,
        }
    }
}

impl Log {
    pub fn new(now: Moment, most: u32) -> Log {
        Log((most > 0).then(|| Lines::new(now, most)))
    }

    /// Begins to bring near what the next line needs.
    pub fn prefetch(&self) {
        if let Some(Lines(pairs)) = &self.0 {
            prefetch(&raw const **pairs);
        }
    }
}

#[allow(clippy::indexing_slicing, reason = "the head is always there, and the ring is kept")]
impl Lines {
    fn new(opened_at: Moment, most: u32) -> Lines {
        let mut lines = Lines(vec![[0; 2]; HEAD + FEW].into_boxed_slice());
        lines.set_head(Head { opened_at, dropped: 0, first: 0, used: 0, lines: 0, most });
        lines
    }

    fn head(&self) -> Head {
        let ([opened_at, dropped], [ring, lines]) = (self.0[0], self.0[1]);
        Head {
            opened_at: Moment::from_micros(opened_at),
            dropped,
            first: ring as u32,
            used: (ring >> 32) as u32,
            lines: lines as u32,
            most: (lines >> 32) as u32,
        }
    }

    fn set_head(&mut self, head: Head) {
        let Head { opened_at, dropped, first, used, lines, most } = head;
        let both = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
        self.0[0] = [opened_at.as_micros(), dropped];
        self.0[1] = [both(first, used), both(lines, most)];
    }

    /// The pair of this number, counted from the first one.
    fn place(&self, head: Head, number: u32) -> usize {
        let room = self.0.len() - HEAD;
        let at = head.first as usize + number as usize;
        HEAD + if at < room { at } else { at - room }
    }

    pub fn note(&mut self, now: Moment, noted: Noted) {
        let mut head = self.head();
        if head.lines == head.most {
            let first = self.0[self.place(head, 0)];
            let pairs = Line::unpack(first[1]).pairs();
            head.first = (self.place(head, pairs) - HEAD) as u32;
            head.used -= pairs;
            head.lines -= 1;
            head.dropped = head.dropped.saturating_add(1);
        }
        let (which, late, (value, count)) = match noted {
            Noted::Fact { name, participants } => (name as u8, Span::ZERO, (0, participants)),
            Noted::Event { event, late } => (EVENTS + event.kind(), late, event.numbers()),
        };
        let has_more = value > u8::MAX.into() || !late.is_zero();
        let line = Line { which, value: value as u8, has_more, count };
        if head.used + line.pairs() > (self.0.len() - HEAD) as u32 {
            self.grow(&mut head);
        }
        let at = self.place(head, head.used);
        self.0[at] = [now.as_micros(), line.pack()];
        if has_more {
            let at = self.place(head, head.used + 1);
            self.0[at] = [late.as_micros(), value];
        }
        head.used += line.pairs();
        head.lines += 1;
        self.set_head(head);
    }

    /// Makes room for twice as many pairs, but first for as many as there may be lines: a new line
    /// is then where the one was that makes room.
    #[cold]
    fn grow(&mut self, head: &mut Head) {
        let room = self.0.len() - HEAD;
        let more = if room < head.most as usize { head.most as usize } else { usize::MAX };
        let mut longer = vec![[0; 2]; HEAD + more.min(2 * room)].into_boxed_slice();
        for number in 0..head.used {
            longer[HEAD + number as usize] = self.0[self.place(*head, number)];
        }
        head.first = 0;
        self.0 = longer;
    }

    fn note_events(&mut self, now: Moment, events: &[Occurrence]) {
        for &Occurrence { event, late } in events {
            self.note(now, Noted::Event { event, late });
        }
    }

    pub fn opened_at(&self) -> Moment {
        self.head().opened_at
    }

    pub fn dropped(&self) -> u64 {
        self.head().dropped
    }

    pub fn set_dropped(&mut self, dropped: u64) {
        self.set_head(Head { dropped, ..self.head() });
    }

    pub fn len(&self) -> u32 {
        self.head().lines
    }

    /// The lines and when each was written, oldest first.
    pub fn each(&self) -> impl Iterator<Item = (Moment, Noted)> {
        let head = self.head();
        let mut pairs = (0..head.used).map(move |number| self.0[self.place(head, number)]);
        std::iter::from_fn(move || {
            let [at, packed] = pairs.next()?;
            let Line { which, value, has_more, count } = Line::unpack(packed);
            let plain = [0, value.into()];
            let [late, value] = if has_more { pairs.next()? } else { plain };
            let noted = if let Some(name) = FactName::ALL.get(usize::from(which)) {
                Noted::Fact { name: *name, participants: count }
            } else {
                let event = Event::from_numbers(which - EVENTS, value, count)?;
                Noted::Event { event, late: Span::from_micros(late) }
            };
            Some((Moment::from_micros(at), noted))
        })
    }
}

/// They say the same, wherever in the ring.
impl PartialEq for Lines {
    fn eq(&self, other: &Lines) -> bool {
        let all = |lines: &Lines| {
            let Head { opened_at, dropped, most, .. } = lines.head();
            (opened_at, dropped, most, lines.each().collect::<Vec<_>>())
        };
        all(self) == all(other)
    }
}

impl Eq for Lines {}

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
        if log.dropped() > 0 {
            writeln!(out, "({} older lines made room)", log.dropped())?;
        }
        for (at, noted) in log.each() {
            let ms = (at - log.opened_at()).as_micros() / 1000;
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
