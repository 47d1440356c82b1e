//! Structs that grow: their first field tells how much of them the host knows.

use std::mem::{MaybeUninit, size_of};

use crate::error::Error;

/// No struct of ours comes near this; a size past it is a size that was never set.
const ABSURD: usize = 4096;

/// A struct of the header that begins with its size.
///
/// # Safety
/// It is `repr(C)`, its first field is the `usize` that tells its size, and every bit pattern is a
/// value of it.
pub(super) unsafe trait Versioned: Copy {
    /// The size of the struct in the first version that had it.
    const FIRST: usize;

    /// The struct with its defaults and its full size.
    fn defaults() -> Self;
}

/// Copies a struct of the host in: what an older host does not know gets its default, what this
/// library does not know must be zero.
///
/// # Safety
/// `host` is NULL or points to a struct that is as long as its first field says.
pub(super) unsafe fn read<S: Versioned>(host: *const S) -> Result<S, Error> {
    // SAFETY: the caller vouches for the struct, and each has its size first.
    let size = unsafe { size_of_host(host)? };
    let mut ours = S::defaults();
    let known = size.min(size_of::<S>());
    // SAFETY: both are at least `known` long, and every bit pattern is a value.
    unsafe { std::ptr::copy_nonoverlapping(host.cast::<u8>(), (&raw mut ours).cast(), known) };
    // SAFETY: the host's struct is `size` long, by its own word.
    let bytes = unsafe { std::slice::from_raw_parts(host.cast::<u8>(), size) };
    let tail = bytes.get(known..).unwrap_or_default();
    if tail.iter().any(|byte| *byte != 0) {
        return Err(Error::Size);
    }
    Ok(ours)
}

/// Where a struct goes out: as much of it as the host knows.
pub(super) struct Place<S> {
    host: *mut S,
    size: usize,
}

impl<S: Versioned> Place<S> {
    /// Checks the place without writing to it.
    ///
    /// # Safety
    /// `host` is NULL or points to a struct that is as long as its first field says.
    pub unsafe fn new(host: *mut S) -> Result<Place<S>, Error> {
        // SAFETY: the caller vouches for the struct.
        let size = unsafe { size_of_host(host)? };
        Ok(Place { host, size })
    }

    /// Tells whether the host knows what lies past an offset.
    pub fn reaches(&self, offset: usize) -> bool {
        self.size > offset
    }

    /// Writes the struct; the host's size field keeps its value, what this library does not know
    /// becomes zero.
    pub fn set(self, mut ours: S) {
        // SAFETY: the first field is the size; it was read through the same pointer.
        unsafe { (&raw mut ours).cast::<usize>().write(self.size) };
        let known = self.size.min(size_of::<S>());
        let host = self.host.cast::<u8>();
        // SAFETY: `new` was told that the place is `size` long.
        unsafe { std::ptr::copy_nonoverlapping((&raw const ours).cast(), host, known) };
        // SAFETY: the same, so that `known` is still inside or just past the end.
        let tail = unsafe { host.add(known) };
        // SAFETY: the same.
        unsafe { tail.write_bytes(0, self.size - known) };
    }
}

/// Writes the defaults into a place of `size` bytes; a size below the first version's gets none.
///
/// # Safety
/// `host` is NULL or points to `size` writable bytes.
pub(super) unsafe fn init<S: Versioned>(host: *mut S, size: usize) {
    if !host.is_null() && (S::FIRST..=ABSURD).contains(&size) {
        Place { host, size }.set(S::defaults());
    }
}

/// # Safety
/// `host` is NULL or points to a struct that begins with its size.
unsafe fn size_of_host<S: Versioned>(host: *const S) -> Result<usize, Error> {
    if host.is_null() {
        return Err(Error::Null);
    }
    // SAFETY: the first field is the size.
    let size = unsafe { host.cast::<usize>().read() };
    if (S::FIRST..=ABSURD).contains(&size) { Ok(size) } else { Err(Error::Size) }
}

/// A struct with every byte zero.
///
/// # Safety
/// Zero is a value of every field of `S`.
pub(super) unsafe fn zeroed<S: Copy>() -> S {
    // SAFETY: the caller vouches for it.
    unsafe { MaybeUninit::zeroed().assume_init() }
}
