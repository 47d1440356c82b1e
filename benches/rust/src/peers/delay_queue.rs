//! `tokio_util::time::DelayQueue`: `insert` and, with the key it returns, `remove`, as in the example
//! of its documentation; a task polls it for what has expired.

use super::{Engine, locked_version, own_runtime, wait_once};
use crate::record::Record;
use std::{
    future::{pending, poll_fn},
    sync::Arc,
    time::Duration,
};
use tokio::runtime::Runtime;
use tokio_util::time::{DelayQueue, delay_queue::Key};

pub struct DelayQueueEngine {
    queue: DelayQueue<usize>,
    keys: Vec<Option<Key>>,
    record: Arc<Record>,
    runtime: Runtime,
}

impl Engine for DelayQueueEngine {
    fn version() -> String {
        locked_version("tokio-util")
    }

    fn new(record: Arc<Record>) -> Self {
        Self { queue: DelayQueue::new(), keys: Vec::new(), record, runtime: own_runtime() }
    }

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn open(&mut self, period: Duration) {
        self.keys.push(None);
        self.arm(self.keys.len() - 1, period);
    }

    fn rest(&mut self) {
        wait_once(&self.runtime);
    }

    fn disarm(&mut self, timer: usize) {
        if let Some(key) = self.keys[timer].take() {
            self.queue.remove(&key);
        }
    }

    fn arm(&mut self, timer: usize, period: Duration) {
        let _entered = self.runtime.enter();
        self.keys[timer] = Some(self.queue.insert(timer, period));
    }

    fn close_last(&mut self) {
        self.disarm(self.keys.len() - 1);
        self.keys.pop();
    }

    fn run(&mut self, record: &Record) {
        let Self { queue, keys, runtime, .. } = self;
        runtime.block_on(async {
            while !record.is_complete() {
                match poll_fn(|context| queue.poll_expired(context)).await {
                    Some(expired) => {
                        let timer = expired.into_inner();
                        keys[timer] = None;
                        self.record.fired(timer);
                    }
                    // The queue is empty, and nobody else fills it.
                    None => pending().await,
                }
            }
        });
    }
}
