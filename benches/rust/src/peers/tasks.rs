//! `tokio::time::Sleep` in a task for each timer on the multi-thread runtime, which is what
//! `#[tokio::main]` makes: the task awaits the sleep, and who has news of it resets it under a mutex.

use super::{Engine, FAR, locked_version};
use crate::record::Record;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::*},
    },
    thread,
    time::Duration,
};
use tokio::{
    runtime::Runtime,
    task::AbortHandle,
    time::{Instant, Sleep, sleep},
};

type SharedSleep = Arc<Mutex<Pin<Box<Sleep>>>>;

pub struct TasksEngine {
    timers: Vec<(SharedSleep, AbortHandle)>,
    /// How many tasks have begun.
    begun: Arc<AtomicUsize>,
    record: Arc<Record>,
    runtime: Arc<Runtime>,
}

impl TasksEngine {
    fn on(runtime: Arc<Runtime>, record: Arc<Record>) -> Self {
        Self { timers: Vec::new(), begun: Arc::default(), record, runtime }
    }

    fn reset(&self, timer: usize, period: Duration) {
        let mut sleep = self.timers[timer].0.lock().expect("nobody panics");
        sleep.as_mut().reset(Instant::now() + period);
    }
}

impl Engine for TasksEngine {
    fn version() -> String {
        locked_version("tokio")
    }

    fn new(record: Arc<Record>) -> Self {
        Self::on(Arc::new(Runtime::new().expect("a runtime is made")), record)
    }

    fn for_threads(count: usize, record: &Arc<Record>) -> Vec<Self> {
        let runtime = Arc::new(Runtime::new().expect("a runtime is made"));
        (0..count).map(|_| Self::on(runtime.clone(), record.clone())).collect()
    }

    fn share(all: &mut [Self]) {
        let timers: Vec<_> = all.iter().flat_map(|one| one.timers.iter().cloned()).collect();
        all.iter_mut().for_each(|one| one.timers = timers.clone());
    }

    fn len(&self) -> usize {
        self.timers.len()
    }

    fn open(&mut self, period: Duration) {
        let _entered = self.runtime.enter();
        let timer = self.timers.len();
        let shared: SharedSleep = Arc::new(Mutex::new(Box::pin(sleep(period))));
        let (own, begun, record) = (shared.clone(), self.begun.clone(), self.record.clone());
        let task = tokio::spawn(async move {
            begun.fetch_add(1, Relaxed);
            poll_fn(|context| own.lock().expect("nobody panics").as_mut().poll(context)).await;
            record.fired(timer);
        });
        self.timers.push((shared, task.abort_handle()));
    }

    fn settle(&mut self) {
        while self.begun.load(Relaxed) < self.timers.len() {
            thread::sleep(Duration::from_micros(100));
        }
    }

    fn disarm(&mut self, timer: usize) {
        self.reset(timer, FAR);
    }

    fn arm(&mut self, timer: usize, period: Duration) {
        self.reset(timer, period);
    }

    fn close_last(&mut self) {
        if let Some((_, task)) = self.timers.pop() {
            task.abort();
        }
    }

    fn run(&mut self, record: &Record) {
        while !record.is_complete() {
            thread::park();
        }
    }
}
