//! A hint to the processor, which changes nothing but the time that is taken.

/// What is brought near at a time: a cache line of nearly every processor.
pub(crate) const LINE: usize = 64;

/// Begins to bring so many lines near from where a value begins, without waiting for them: read one
/// after the other, they would be waited for one after the other.
#[inline]
pub(crate) fn prefetch<const LINES: usize, T: ?Sized>(value: *const T) {
    let first = value.cast::<i8>();
    // Not in a loop, which would remain one where the size counts.
    hint(first);
    if LINES > 1 {
        hint(first.wrapping_add(LINE));
    }
    if LINES > 2 {
        hint(first.wrapping_add(2 * LINE));
    }
    if LINES > 3 {
        hint(first.wrapping_add(3 * LINE));
    }
    if LINES > 4 {
        hint(first.wrapping_add(4 * LINE));
    }
    const { assert!(0 < LINES && LINES <= 5) };
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn hint(line: *const i8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: it reads nothing; of any address it is a hint only.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(line) }
}

#[cfg(target_arch = "aarch64")]
#[inline]
fn hint(line: *const i8) {
    // SAFETY: it reads nothing; of any address it is a hint only.
    unsafe {
        std::arch::asm!("prfm pldl1keep, [{0}]", in(reg) line, options(readonly, nostack, preserves_flags));
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
#[inline]
fn hint(_line: *const i8) {}
