//! The model alone: what a session tells about itself, keeps in its log and writes as bytes.
//!
//! Random histories (`histories.rs`) compare events, results and phases with a second statement of
//! the rules; here is what they do not compare.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test")]

#[path = "model/call.rs"]
mod call;
#[path = "model/counts.rs"]
mod counts;
#[path = "model/deadline.rs"]
mod deadline;
#[path = "model/fields.rs"]
mod fields;
#[path = "model/forgery.rs"]
mod forgery;
#[path = "model/limits.rs"]
mod limits;
#[path = "model/log.rs"]
mod log;
#[path = "model/requests.rs"]
mod requests;
#[path = "model/roster.rs"]
mod roster;
#[path = "model/settings.rs"]
mod settings;
#[path = "model/snapshot.rs"]
mod snapshot;
#[path = "model/status.rs"]
mod status;
#[path = "model/time.rs"]
mod time;
