//! The C interface: checks what comes in, asks the engine, writes what goes out.

mod boundary;
mod dart_port;
mod engine;
mod event;
mod fact;
mod listener;
mod participant;
mod result;
mod session;
mod settings;
mod snapshot;
mod status;
mod structs;
mod system;
mod version;

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
