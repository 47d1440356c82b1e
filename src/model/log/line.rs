//! A line of the log as one number, or a few.

use super::Noted;
use crate::model::countdown::WATCHED;
use crate::model::event::Event;
use crate::model::fact::FactName;
use crate::model::time::{Moment, Span};

/// How many words a line takes if it does not fit one.
pub(super) const LONG: u32 = 5;

/// What a line is made of.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// The number of a fact's name, or [`EVENTS`] and the kind of an event.
    which: u8,
    pub at: Moment,
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
    #[inline]
    pub fn new(at: Moment, noted: Noted) -> Line {
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

    pub fn noted(self) -> Option<Noted> {
        let Line { which, late, value, count, .. } = self;
        if let Some(name) = FactName::ALL.get(usize::from(which)) {
            return Some(Noted::Fact { name: *name, participants: value as u32 });
        }
        Some(Noted::Event { event: Event::from_numbers(which - EVENTS, value, count)?, late })
    }

    /// The line as one word, if it fits.
    #[inline]
    pub fn short(self) -> Option<u64> {
        let Line { which, at, late, value, count } = self;
        let micros = at.as_micros().wrapping_sub(Moment::START.as_micros());
        let fits = value <= u8::MAX.into()
            && micros >> (u64::BITS - AT_SHIFT) == 0
            && count == 0
            && late.is_zero();
        fits.then(|| micros << AT_SHIFT | value << VALUE_SHIFT | u64::from(which))
    }

    /// The line as many words.
    pub fn long(self) -> [u64; LONG as usize] {
        let Line { which, at, late, value, count } = self;
        [u64::from(which) | IS_LONG, at.as_micros(), late.as_micros(), value, count.into()]
    }

    /// The line that these words are, the later ones of which count if the first says so.
    pub fn read([head, at, late, value, count]: [u64; LONG as usize]) -> Line {
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
pub(super) const fn length(head: u64) -> u32 {
    if is_long(head) { LONG } else { 1 }
}
