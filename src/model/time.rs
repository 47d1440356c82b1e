//! Points in time and lengths of time; the model reads no clock, it is told.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A point in time, in microseconds of the engine's clock.
///
/// The origin lies `PAST` before the clock's zero, so that a session which is restored
/// on a machine that was started a minute ago can have begun an hour ago.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Moment(u64);

/// A length of time, in microseconds. Arithmetic saturates: what can not be reached is never.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Span(u64);

const MICROS_PER_MS: u64 = 1000;

impl Moment {
    /// How much time there is before the clock's zero: 2^60 µs, some 36,000 years.
    const PAST: u64 = 1 << 60;
    /// The zero of the clock.
    pub const START: Moment = Moment(Moment::PAST);
    /// Earlier than everything.
    pub const EARLIEST: Moment = Moment(0);
    /// Later than everything: the deadline of what has none.
    pub const NEVER: Moment = Moment(u64::MAX);

    /// Makes the moment that lies `span` after the clock's zero.
    pub const fn after_start(span: Span) -> Moment {
        Moment(Moment::PAST.saturating_add(span.0))
    }

    /// Makes the moment that is so many microseconds after [`Moment::EARLIEST`].
    pub const fn from_micros(micros: u64) -> Moment {
        Moment(micros)
    }

    /// Counts the microseconds since [`Moment::EARLIEST`].
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Tells whether this moment has come; `NEVER` does not come.
    pub fn is_due(self, now: Moment) -> bool {
        self <= now && self < Moment::NEVER
    }

    /// Tells how long after `other` this lies in microseconds, negative if it lies before.
    pub(super) fn offset_from(self, other: Moment) -> i64 {
        let micros = i128::from(self.0) - i128::from(other.0);
        micros.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }

    /// Makes the moment that lies `micros` after this one, before it if negative.
    pub(super) fn offset_by(self, micros: i64) -> Moment {
        Moment(self.0.saturating_add_signed(micros))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// The longest span a host may give: 2^53 ms, what a double holds exactly (Dart, JavaScript).
    pub const LONGEST: Span = Span::from_ms(1 << 53);

    /// Makes a span of `ms` milliseconds.
    pub const fn from_ms(ms: u64) -> Span {
        Span(ms.saturating_mul(MICROS_PER_MS))
    }

    /// Makes a span of `micros` microseconds.
    pub const fn from_micros(micros: u64) -> Span {
        Span(micros)
    }

    /// Counts the milliseconds, a begun one as a whole: what remains is never told too short.
    pub const fn as_ms(self) -> u64 {
        self.0.div_ceil(MICROS_PER_MS)
    }

    /// Counts the microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Tells whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<Span> for Moment {
    type Output = Moment;
    fn add(self, span: Span) -> Moment {
        Moment(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Moment {
    type Output = Moment;
    fn sub(self, span: Span) -> Moment {
        Moment(self.0.saturating_sub(span.0))
    }
}

/// The time from the right moment to the left one; zero if that lies in the past.
impl Sub for Moment {
    type Output = Span;
    fn sub(self, earlier: Moment) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

/// Writes hours, minutes, seconds and milliseconds, those that are not zero: `1h30m`, `1s500ms`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.as_ms();
        if ms == 0 {
            return f.write_str("0s");
        }
        let parts = [
            (ms / 3_600_000, "h"),
            (ms / 60_000 % 60, "m"),
            (ms / 1000 % 60, "s"),
            (ms % 1000, "ms"),
        ];
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{count}{unit}")?;
        }
        Ok(())
    }
}
