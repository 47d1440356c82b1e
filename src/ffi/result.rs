//! Results of calls, with their names and sentences.

use std::ffi::c_char;

use crate::error::Error;

/// The result of a call: HANGTIME_OK or one of HANGTIME_ERR_... A call that fails has changed
/// nothing: no state, no output, no ownership.
pub type hangtime_result = i32;

/// The call did what it says.
pub const HANGTIME_OK: hangtime_result = 0;
/// A required pointer is NULL.
pub const HANGTIME_ERR_NULL: hangtime_result = 1;
/// A struct's size field is not set, or is longer than this library knows and uses it; or a
/// buffer is too small.
pub const HANGTIME_ERR_SIZE: hangtime_result = 2;
/// An argument is wrong in itself: an id or label (1 to 255 bytes of UTF-8), a duration over
/// 2^53 ms, an unknown constant, a bad setting; or a period shorter than the prompt.
pub const HANGTIME_ERR_INVALID: hangtime_result = 3;
/// No such session or listener in this engine: closed, removed, of another engine, of the other
/// kind, or invented.
pub const HANGTIME_ERR_HANDLE: hangtime_result = 4;
/// No such participant, user, hold or preset.
pub const HANGTIME_ERR_NOT_FOUND: hangtime_result = 5;
/// The session has not been joined.
pub const HANGTIME_ERR_NOT_JOINED: hangtime_result = 6;
/// The session has been joined before.
pub const HANGTIME_ERR_ALREADY_JOINED: hangtime_result = 7;
/// The session has ended.
pub const HANGTIME_ERR_ENDED: hangtime_result = 8;
/// There is no countdown to extend: somebody who counts is there, or the period is 0.
pub const HANGTIME_ERR_NOT_ALONE: hangtime_result = 9;
/// A hold with that label is active.
pub const HANGTIME_ERR_ALREADY_HELD: hangtime_result = 10;
/// A limit of the options or settings is reached.
pub const HANGTIME_ERR_LIMIT: hangtime_result = 11;
/// The call would wait for the callback it is made from.
pub const HANGTIME_ERR_IN_CALLBACK: hangtime_result = 12;
/// Only an engine with HANGTIME_CLOCK_MANUAL can do that.
pub const HANGTIME_ERR_NOT_MANUAL: hangtime_result = 13;
/// Only an engine with HANGTIME_DELIVERY_POLL can do that.
pub const HANGTIME_ERR_NOT_POLLED: hangtime_result = 14;
/// An engine with HANGTIME_DELIVERY_POLL calls no listeners.
pub const HANGTIME_ERR_POLLED: hangtime_result = 15;
/// The engine was made before fork() and this is the child.
pub const HANGTIME_ERR_FORKED: hangtime_result = 16;
/// The system refused to start a thread.
pub const HANGTIME_ERR_THREAD: hangtime_result = 17;
/// The system refused a memory page or a file descriptor.
pub const HANGTIME_ERR_SYSTEM: hangtime_result = 18;
/// A defect of the library was caught; this engine only accepts hangtime_engine_free.
pub const HANGTIME_ERR_PANIC: hangtime_result = 19;
/// The bytes are no snapshot, or damaged.
pub const HANGTIME_ERR_SNAPSHOT: hangtime_result = 20;
/// The snapshot was made by a newer version of the library.
pub const HANGTIME_ERR_VERSION: hangtime_result = 21;

/// Names a result: "OK", "NOT_JOINED", ... ; "UNKNOWN" for a number that is none.
///
/// result: any number.
///
/// Returns: static text, never NULL. Threads: any. From a callback: allowed.
/// Pointers: the text is valid for ever, nothing to free. Since: 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn hangtime_result_name(result: hangtime_result) -> *const c_char {
    match error(result) {
        Some(error) => error.name().as_ptr(),
        None if result == HANGTIME_OK => c"OK".as_ptr(),
        None => c"UNKNOWN".as_ptr(),
    }
}

/// Explains a result in a sentence: what is wrong and what to do.
///
/// result: any number.
///
/// Returns: static text, never NULL. Threads: any. From a callback: allowed.
/// Pointers: the text is valid for ever, nothing to free. Since: 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn hangtime_result_message(result: hangtime_result) -> *const c_char {
    match error(result) {
        Some(error) => error.message().as_ptr(),
        None if result == HANGTIME_OK => c"The call did what it says.".as_ptr(),
        None => c"This number is no result of this library.".as_ptr(),
    }
}

fn error(result: hangtime_result) -> Option<Error> {
    Error::ALL.into_iter().find(|error| *error as hangtime_result == result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_numbers_are_those_of_the_causes() {
        let numbers: Vec<hangtime_result> = Error::ALL.iter().map(|e| *e as _).collect();
        assert_eq!(numbers, (HANGTIME_ERR_NULL..=HANGTIME_ERR_VERSION).collect::<Vec<_>>());
    }
}
