//! The C interface: checks what comes in, asks the engine, writes what goes out.

mod boundary;
mod structs;
mod system;

// In the order in which the header is read; the blank lines keep it.
mod result;

mod engine;

mod settings;

mod session;

mod status;

mod participant;

mod fact;

mod event;

mod listener;

mod dart_port;

mod dart_engine;

mod snapshot;

mod version;

pub use dart_engine::*;
pub use dart_port::*;
pub use engine::*;
pub use event::*;
pub use fact::*;
pub use listener::*;
pub use participant::*;
pub use result::*;
pub use session::*;
pub use settings::*;
pub use snapshot::*;
pub use status::*;
pub use version::*;
