//! Numbers and texts as bytes, little end first.

use compact_str::CompactString;

use super::Text;
use crate::model::time::{Moment, Span};

/// Stands for a moment that never comes.
const NEVER: i64 = i64::MAX;

/// Writes values one after another; moments relative to the writing.
pub(super) struct Writer {
    pub bytes: Vec<u8>,
    pub now: Moment,
}

impl Writer {
    #[inline(never)]
    pub fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn flag(&mut self, value: bool) {
        self.byte(value.into());
    }

    #[inline(never)]
    pub fn number(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    #[inline(never)]
    pub fn long(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn span(&mut self, value: Span) {
        self.long(value.as_micros());
    }

    #[inline(never)]
    pub fn moment(&mut self, value: Moment) {
        let micros = if value == Moment::NEVER { NEVER } else { value.offset_from(self.now) };
        self.bytes.extend_from_slice(&micros.to_le_bytes());
    }

    /// Writes an id or a label, whose length fits a byte.
    pub fn text(&mut self, value: &str) {
        self.byte(value.len() as u8);
        self.bytes.extend_from_slice(value.as_bytes());
    }

    /// Writes what may be missing.
    pub fn option<T>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Writer, &T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub fn list<'a, T: 'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = &'a T>,
        mut write: impl FnMut(&mut Writer, &T),
    ) {
        self.number(values.len() as u32);
        values.for_each(|value| write(self, value));
    }
}

/// Reads what a [`Writer`] wrote. Where it could not have written that, `sound` becomes false and
/// what is read from then on means nothing.
pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
    /// The moment of the writing, on the clock of the reader.
    pub written_at: Moment,
    pub sound: bool,
}

impl<'a> Reader<'a> {
    #[inline(never)]
    fn take(&mut self, length: usize) -> &'a [u8] {
        if let Some((taken, rest)) = self.bytes.split_at_checked(length) {
            self.bytes = rest;
            taken
        } else {
            self.sound = false;
            &[]
        }
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    #[inline(never)]
    pub fn byte(&mut self) -> u8 {
        u8::from_le_bytes(self.array())
    }

    #[inline(never)]
    pub fn flag(&mut self) -> bool {
        self.one_of(&[false, true])
    }

    #[inline(never)]
    pub fn number(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    #[inline(never)]
    pub fn long(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    pub fn span(&mut self) -> Span {
        Span::from_micros(self.long())
    }

    #[inline(never)]
    pub fn moment(&mut self) -> Moment {
        let micros = i64::from_le_bytes(self.array());
        if micros == NEVER { Moment::NEVER } else { self.written_at.offset_by(micros) }
    }

    #[inline(never)]
    pub fn text(&mut self) -> CompactString {
        let length = self.byte();
        let text = std::str::from_utf8(self.take(length.into())).map(Text::new);
        if let Ok(Ok(text)) = text {
            text.to_compact()
        } else {
            self.sound = false;
            CompactString::default()
        }
    }

    /// Reads which of these it is.
    pub fn one_of<T: Copy, const N: usize>(&mut self, all: &[T; N]) -> T {
        let number = usize::from(self.byte());
        self.sound &= number < N;
        #[allow(clippy::indexing_slicing, reason = "it is below the length")]
        all[number % N]
    }

    pub fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.number();
        // Not reserved: the count is a claim, and memory comes with what is really there.
        let mut values = Vec::new();
        while self.sound && values.len() < count as usize {
            values.push(read(self));
        }
        values
    }

    /// Reads what may be missing.
    pub fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.flag() { Some(read(self)) } else { None }
    }
}
