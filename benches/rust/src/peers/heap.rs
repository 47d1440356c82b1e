//! std's `BinaryHeap` under a `Mutex` and a thread that waits on a `Condvar`, as people write it by
//! hand: what is disarmed stays in the heap, and its generation says that it counts no more.

use super::Engine;
use crate::record::Record;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// A deadline of a timer, which counts while the timer's generation is that one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    due: Instant,
    timer: u32,
    generation: u64,
}

/// A timer's generation while it is disarmed.
const NONE: u64 = 0;

#[derive(Default)]
struct State {
    heap: BinaryHeap<Reverse<Entry>>,
    generations: Vec<u64>,
    last_generation: u64,
    is_over: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    earlier: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics under the lock")
    }

    fn arm(&self, timer: usize, period: Duration) {
        let due = Instant::now() + period;
        let mut state = self.lock();
        state.last_generation += 1;
        let generation = state.last_generation;
        state.generations[timer] = generation;
        let entry = Entry { due, timer: timer as u32, generation };
        let is_first = state.heap.peek().is_none_or(|first| due < first.0.due);
        state.heap.push(Reverse(entry));
        drop(state);
        if is_first {
            self.earlier.notify_one();
        }
    }

    /// The timer thread's life.
    fn serve(&self, record: &Record) {
        let mut state = self.lock();
        while !state.is_over {
            let now = Instant::now();
            match state.heap.peek().map(|first| first.0.due) {
                Some(due) if due <= now => {
                    let Some(Reverse(entry)) = state.heap.pop() else { continue };
                    if state.generations.get(entry.timer as usize) == Some(&entry.generation) {
                        // No callback runs under the lock.
                        drop(state);
                        record.fired(entry.timer as usize);
                        state = self.lock();
                    }
                }
                Some(due) => {
                    let waited = self.earlier.wait_timeout(state, due - now);
                    state = waited.expect("nobody panics under the lock").0;
                }
                None => state = self.earlier.wait(state).expect("nobody panics under the lock"),
            }
        }
    }
}

/// Several threads may have a handle of one engine; the handle with the timer thread ends it.
pub struct HeapEngine {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Engine for HeapEngine {
    fn version() -> String {
        env!("COMPILER").to_owned()
    }

    fn new(record: Arc<Record>) -> Self {
        let shared = Arc::<Shared>::default();
        let served = shared.clone();
        let thread = Some(thread::spawn(move || served.serve(&record)));
        Self { shared, thread }
    }

    fn for_threads(count: usize, record: &Arc<Record>) -> Vec<Self> {
        let first = Self::new(record.clone());
        let another = || Self { shared: first.shared.clone(), thread: None };
        let mut all: Vec<Self> = (1..count).map(|_| another()).collect();
        all.push(first);
        all
    }

    fn len(&self) -> usize {
        self.shared.lock().generations.len()
    }

    fn open(&mut self, period: Duration) {
        let timer = {
            let mut state = self.shared.lock();
            state.generations.push(NONE);
            state.generations.len() - 1
        };
        self.shared.arm(timer, period);
    }

    fn disarm(&mut self, timer: usize) {
        self.shared.lock().generations[timer] = NONE;
    }

    fn arm(&mut self, timer: usize, period: Duration) {
        self.shared.arm(timer, period);
    }

    fn close_last(&mut self) {
        self.shared.lock().generations.pop();
    }

    fn run(&mut self, record: &Record) {
        while !record.is_complete() {
            thread::park();
        }
    }
}

impl Drop for HeapEngine {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.shared.lock().is_over = true;
            self.shared.earlier.notify_one();
            let _ = thread.join();
        }
    }
}
