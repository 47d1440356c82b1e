//! What a timer engine does, and those that are measured.

mod delay_queue;
mod heap;
mod sleep;
mod tasks;

pub use self::{
    delay_queue::DelayQueueEngine, heap::HeapEngine, sleep::SleepEngine, tasks::TasksEngine,
};
use crate::record::Record;
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::{Builder, Runtime},
    time::sleep,
};

/// A timer engine as one thread uses it. Timers have numbers, from 0 on in the order of opening.
pub trait Engine: Send + 'static {
    /// The crate's version, or the compiler's for std.
    fn version() -> String;

    /// An engine without timers that tells time-outs to `record`.
    fn new(record: Arc<Record>) -> Self;

    /// One for each of so many threads: by itself, unless the engine is made to be shared.
    fn for_threads(count: usize, record: &Arc<Record>) -> Vec<Self>
    where
        Self: Sized,
    {
        (0..count).map(|_| Self::new(record.clone())).collect()
    }

    /// Lets each of those made for threads be asked about the timers of all, where that is possible.
    fn share(_all: &mut [Self])
    where
        Self: Sized,
    {
    }

    /// How many timers this one can be asked about.
    fn len(&self) -> usize;

    /// Makes a timer that comes after `period`.
    fn open(&mut self, period: Duration);
    /// Waits until all that were opened are armed.
    fn settle(&mut self) {}
    /// Lets the engine wait for its timers once, as it does between pieces of news; one that never did
    /// would be woken for each.
    fn rest(&mut self) {}
    fn disarm(&mut self, timer: usize);
    /// Lets a timer that is disarmed or has come do so after `period`.
    fn arm(&mut self, timer: usize, period: Duration);
    /// Takes away the timer that was opened last of those left, and disarms it.
    fn close_last(&mut self);

    /// Works until the record is complete.
    fn run(&mut self, record: &Record);
}

/// A year: what a tokio `Sleep` that is disarmed is reset to, as there is no other way.
const FAR: Duration = Duration::from_secs(86_400 * 365);

/// A runtime of the calling thread's own.
fn own_runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime is made")
}

/// Lets a runtime wait for its timers once.
fn wait_once(runtime: &Runtime) {
    runtime.block_on(async { sleep(Duration::from_millis(1)).await });
}

/// The version of a crate that this program was built with.
fn locked_version(name: &str) -> String {
    let lock = include_str!("../../Cargo.lock");
    let head = format!("name = \"{name}\"\nversion = \"");
    let after = lock.split(&head).nth(1).and_then(|rest| rest.split('"').next());
    after.unwrap_or("unknown").to_owned()
}
