//! `tokio::time::Sleep`, boxed and pinned once and `reset` in place, as its documentation says for one
//! that is to be used again. One task drives them all, with a waker for each that says which has come.
//! Nothing less per sleep is possible; `tasks` is what most programs do.

use super::{Engine, FAR, locked_version, own_runtime, wait_once};
use crate::record::Record;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};
use tokio::{
    runtime::Runtime,
    task::unconstrained,
    time::{Instant, Sleep, sleep},
};

/// Timers whose wakers were called, and the waker of the task that drives them.
#[derive(Default)]
struct Come {
    timers: Mutex<Vec<usize>>,
    driver: Mutex<Option<Waker>>,
}

struct Number {
    timer: usize,
    come: Arc<Come>,
}

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut timers = self.come.timers.lock().expect("nobody panics");
        timers.push(self.timer);
        if timers.len() == 1
            && let Some(driver) = self.come.driver.lock().expect("nobody panics").take()
        {
            driver.wake();
        }
    }
}

struct Timer {
    sleep: Pin<Box<Sleep>>,
    waker: Waker,
}

impl Timer {
    fn poll(&mut self) -> Poll<()> {
        self.sleep.as_mut().poll(&mut Context::from_waker(&self.waker))
    }
}

pub struct SleepEngine {
    timers: Vec<Timer>,
    come: Arc<Come>,
    record: Arc<Record>,
    runtime: Runtime,
}

impl Engine for SleepEngine {
    fn version() -> String {
        locked_version("tokio")
    }

    fn new(record: Arc<Record>) -> Self {
        Self { timers: Vec::new(), come: Arc::default(), record, runtime: own_runtime() }
    }

    fn len(&self) -> usize {
        self.timers.len()
    }

    fn open(&mut self, period: Duration) {
        let _entered = self.runtime.enter();
        let number = Number { timer: self.timers.len(), come: self.come.clone() };
        let mut timer = Timer { sleep: Box::pin(sleep(period)), waker: Arc::new(number).into() };
        // The first poll puts it among the runtime's timers.
        if timer.poll().is_ready() {
            timer.waker.wake_by_ref();
        }
        self.timers.push(timer);
    }

    fn rest(&mut self) {
        wait_once(&self.runtime);
    }

    fn disarm(&mut self, timer: usize) {
        self.timers[timer].sleep.as_mut().reset(Instant::now() + FAR);
    }

    fn arm(&mut self, timer: usize, period: Duration) {
        self.timers[timer].sleep.as_mut().reset(Instant::now() + period);
    }

    fn close_last(&mut self) {
        self.timers.pop();
    }

    fn run(&mut self, record: &Record) {
        let Self { timers, come, runtime, .. } = self;
        let told = &self.record;
        let mut batch = Vec::new();
        // One that has come is polled again, since a reset may have overtaken its waker; without a limit
        // on how many at a time, as nothing else runs on this thread.
        runtime.block_on(unconstrained(poll_fn(|context| {
            *come.driver.lock().expect("nobody panics") = Some(context.waker().clone());
            std::mem::swap(&mut batch, &mut *come.timers.lock().expect("nobody panics"));
            for number in batch.drain(..) {
                if timers[number].poll().is_ready() {
                    told.fired(number);
                }
            }
            if record.is_complete() { Poll::Ready(()) } else { Poll::Pending }
        })));
    }
}
