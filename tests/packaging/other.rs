//! Another library in Rust with a C interface, which knows nothing of the first.

use std::panic::catch_unwind;
use std::sync::Mutex;
use std::thread;

static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Remembers a number, on a thread of its own; returns how many it has.
#[unsafe(no_mangle)]
pub extern "C" fn other_remember(number: u32) -> usize {
    thread::spawn(move || TOLD.lock().unwrap().push(format!("{number}"))).join().unwrap();
    TOLD.lock().unwrap().len()
}

/// Panics and catches it; returns 1 if that went well.
#[unsafe(no_mangle)]
pub extern "C" fn other_panics_and_catches() -> i32 {
    let caught = catch_unwind(|| panic!("the other library's panic"));
    caught.unwrap_err().downcast_ref::<&str>().is_some_and(|&text| text.starts_with("the other")) as i32
}
