//! hangtime ends the calls nobody is in. Three layers, each of which knows only those below it:
//!
//! * [`ffi`]: the C interface, thin; unsafe expressions live here and decide nothing.
//! * [`engine`]: the registry of sessions, the timer thread, the delivery of events.
//! * [`model`]: the rules, pure; behaviour is decided here and nowhere else.
//! * [`error`]: every cause of failure, once.
//! * `prefetch`, `raw_mutex`: a hint to the processor, and a lock of one byte; each unsafe in a line
//!   or two.

pub mod engine;
pub mod error;
#[allow(non_camel_case_types, clippy::missing_safety_doc)] // Names and promises are the header's.
pub mod ffi;
pub mod model;
mod prefetch;
mod raw_mutex;
