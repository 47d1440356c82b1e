//! Which library this is.

use std::ffi::c_char;

/// The version of the header, as major * 10000 + minor * 100 + patch.
pub const HANGTIME_VERSION_NUMBER: u32 = 100;

/// Tells the version of the library that runs, as major * 10000 + minor * 100 + patch.
///
/// Returns: the number; compare it with HANGTIME_VERSION_NUMBER of the header you were compiled
/// with. Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn hangtime_version_number() -> u32 {
    const NUMBER: u32 = number(env!("CARGO_PKG_VERSION_MAJOR")) * 10_000
        + number(env!("CARGO_PKG_VERSION_MINOR")) * 100
        + number(env!("CARGO_PKG_VERSION_PATCH"));
    const { assert!(NUMBER == HANGTIME_VERSION_NUMBER, "the header's version is the package's") };
    NUMBER
}

/// Tells the version of the library that runs as text, such as "0.1.0".
///
/// Returns: static text, never NULL. Threads: any. From a callback: allowed.
/// Pointers: the text is valid for ever, nothing to free. Since: 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn hangtime_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

const fn number(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => panic!("the package's version is made of numbers"),
    }
}
