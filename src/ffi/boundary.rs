//! The boundary: every pointer of the host passes here, and no panic gets out.

use std::ffi::{c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::engine::hangtime_engine;
use super::result::{HANGTIME_OK, hangtime_result};
use crate::engine::Engine;
use crate::error::Error;
use crate::model::{LONGEST_TEXT, Span, Text};

/// Runs a call that needs no engine; a panic ends here.
pub(super) fn guard(call: impl FnOnce() -> Result<(), Error>) -> hangtime_result {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(())) => HANGTIME_OK,
        Ok(Err(error)) => error as hangtime_result,
        Err(_) => Error::Panic as hangtime_result,
    }
}

/// Runs a call on an engine; after a panic the engine is of no more use than to be freed.
///
/// # Safety
/// `engine` is NULL or a live engine.
pub(super) unsafe fn with_engine(
    engine: *const hangtime_engine,
    call: impl FnOnce(&Arc<Engine>) -> Result<(), Error>,
) -> hangtime_result {
    // SAFETY: the caller vouches for the engine.
    match unsafe { living(engine) } {
        Ok(engine) => run(engine, &mut once(call)),
        Err(error) => error as hangtime_result,
    }
}

/// Runs a call that may release listeners: the host may free the engine inside `on_release`.
///
/// # Safety
/// `engine` is NULL or a live engine.
pub(super) unsafe fn with_lasting_engine(
    engine: *const hangtime_engine,
    call: impl FnOnce(&Arc<Engine>) -> Result<(), Error>,
) -> hangtime_result {
    // SAFETY: the caller vouches for the engine.
    match unsafe { living(engine) }.map(Arc::clone) {
        Ok(engine) => run(&engine, &mut once(call)),
        Err(error) => error as hangtime_result,
    }
}

/// The engine, if it is one that can be used here.
///
/// # Safety
/// `engine` is NULL or a live engine and outlives `'a`.
unsafe fn living<'a>(engine: *const hangtime_engine) -> Result<&'a Arc<Engine>, Error> {
    // SAFETY: the header asks for a live engine or NULL.
    let host = unsafe { engine.as_ref() }.ok_or(Error::Null)?;
    if host.origin.is_elsewhere() {
        Err(Error::Forked)
    } else if host.engine.is_broken() {
        Err(Error::Panic)
    } else {
        Ok(&host.engine)
    }
}

/// A call as something that can be called through a reference.
fn once(
    call: impl FnOnce(&Arc<Engine>) -> Result<(), Error>,
) -> impl FnMut(&Arc<Engine>) -> Result<(), Error> {
    let mut call = Some(call);
    move |engine| call.take().map_or(Ok(()), |call| call(engine))
}

/// What all calls have in common, compiled once: in each function it would double the library.
fn run(
    engine: &Arc<Engine>,
    call: &mut dyn FnMut(&Arc<Engine>) -> Result<(), Error>,
) -> hangtime_result {
    let result = guard(|| call(engine));
    if result == Error::Panic as hangtime_result {
        engine.set_broken();
    }
    result
}

/// Reads an id or a label.
///
/// # Safety
/// `text` is NULL or NUL-terminated and outlives `'a`.
pub(super) unsafe fn text<'a>(text: *const c_char) -> Result<Text<'a>, Error> {
    if text.is_null() {
        return Err(Error::Null);
    }
    // SAFETY: the caller vouches for the terminator; no more than one byte past the longest is read.
    let length = unsafe { libc::strnlen(text, LONGEST_TEXT + 1) };
    // SAFETY: these bytes were just read.
    let bytes = unsafe { std::slice::from_raw_parts(text.cast(), length) };
    let text = if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8, and this is looked at in a fraction of the time.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    } else {
        std::str::from_utf8(bytes).map_err(|_| Error::Invalid)?
    };
    Text::new(text)
}

/// Takes a duration in milliseconds.
pub(super) fn duration(ms: u64) -> Result<Span, Error> {
    let span = Span::from_ms(ms);
    if span > Span::LONGEST { Err(Error::Invalid) } else { Ok(span) }
}

/// Where a value goes out; written on success only.
pub(super) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Checks the place without writing to it.
    ///
    /// # Safety
    /// `place` is NULL or writable until [`Out::set`].
    pub unsafe fn new(place: *mut T) -> Result<Out<T>, Error> {
        if place.is_null() { Err(Error::Null) } else { Ok(Out(place)) }
    }

    pub fn set(self, value: T) {
        // SAFETY: `new` was told that the place is writable.
        unsafe { self.0.write(value) };
    }
}

/// A buffer of the host that gets as many bytes as it has room for, all or none.
pub(super) struct Buffer {
    place: *mut u8,
    capacity: usize,
    out_length: Out<usize>,
}

impl Buffer {
    /// Checks the buffer without writing to it; NULL stands for one without room.
    ///
    /// # Safety
    /// `place` is NULL or has room for `capacity` bytes; `out_length` is NULL or writable.
    pub unsafe fn new(
        place: *mut c_void,
        capacity: usize,
        out_length: *mut usize,
    ) -> Result<Buffer, Error> {
        // SAFETY: the caller vouches for the place.
        let out_length = unsafe { Out::new(out_length)? };
        if place.is_null() && capacity > 0 {
            return Err(Error::Null);
        }
        Ok(Buffer { place: place.cast(), capacity, out_length })
    }

    /// Writes the bytes, or only tells their number where there is no buffer.
    pub fn set(self, bytes: &[u8]) -> Result<(), Error> {
        self.put(bytes, bytes.len())
    }

    /// Writes a text and the NUL after it; the length told is without the NUL.
    pub fn set_text(self, text: String) -> Result<(), Error> {
        let length = text.len();
        let mut bytes = text.into_bytes();
        bytes.push(0);
        self.put(&bytes, length)
    }

    fn put(self, bytes: &[u8], length: usize) -> Result<(), Error> {
        if self.capacity > 0 {
            if bytes.len() > self.capacity {
                return Err(Error::Size);
            }
            // SAFETY: `new` was told that there is room for `capacity` bytes.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.place, bytes.len()) };
        }
        self.out_length.set(length);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_at_the_boundary() {
        assert_eq!(guard(|| panic!("a defect")), Error::Panic as hangtime_result);
    }
}
