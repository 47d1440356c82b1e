//! The thread that runs callbacks: one at a time, in order, under no lock.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::handle::Kind;
use super::listener::{Listener, Listening, Notice};
use super::registry::Registry;
use crate::error::Error;

thread_local! {
    /// Which engine's callback thread this is, 0 for none. Without a destructor: it also exists
    /// on the threads of the host.
    static CALLBACKS_OF: Cell<usize> = const { Cell::new(0) };
}

/// What the callback thread is to do next.
enum Delivery {
    Tell { listener: u64, notice: Notice },
    /// Let go of a listener that was detached.
    Release(Arc<dyn Listener>),
    /// Everything before this has been delivered.
    Flushed(u64),
    /// Look whether to stop.
    Stop,
}

#[derive(Default)]
struct Flushes {
    asked: u64,
    done: u64,
}

/// The events on their way to listeners, and the one callback that runs.
pub(super) struct Dispatch {
    sender: Sender<Delivery>,
    receiver: Receiver<Delivery>,
    /// The listener whose callback runs, 0 for none. Set under the mutex of its shard.
    running: AtomicU64,
    /// How many threads wait for something the callback thread does.
    waiting: AtomicU64,
    // The standard library's, because waiting on them leaves nothing behind on a host's thread.
    flushes: Mutex<Flushes>,
    progress: Condvar,
    stopping: AtomicBool,
    stopped: AtomicBool,
    pub delivered: AtomicU64,
    /// Listeners dropped because whoever listened was gone.
    pub dropped: AtomicU64,
}

impl Dispatch {
    pub fn new() -> Dispatch {
        let (sender, receiver) = unbounded();
        Dispatch {
            sender,
            receiver,
            running: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            flushes: Mutex::default(),
            progress: Condvar::new(),
            stopping: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            delivered: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
        }
    }

    /// Tells whether the calling thread is the one that runs this engine's callbacks.
    pub fn is_here(&self) -> bool {
        CALLBACKS_OF.with(Cell::get) == self.identity()
    }

    pub fn tell(&self, listener: u64, notice: Notice) {
        self.send(Delivery::Tell { listener, notice });
    }

    /// Lets the callback thread drop a listener, after what runs now.
    pub fn release(&self, listener: Arc<dyn Listener>) {
        self.send(Delivery::Release(listener));
    }

    pub fn queued(&self) -> usize {
        self.receiver.len()
    }

    /// Waits while one of these listeners, taken out before, is in its callback. On the callback
    /// thread itself that callback is the last, and there is nothing to wait for.
    pub fn wait_for(&self, listeners: &[u64]) {
        if !self.is_here() {
            self.wait_while(|_| listeners.contains(&self.running.load(Ordering::SeqCst)));
        }
    }

    /// Waits until everything told so far has been delivered.
    pub fn flush(&self) -> Result<(), Error> {
        if self.is_here() {
            return Err(Error::InCallback);
        }
        let number = {
            let mut flushes = self.lock();
            flushes.asked += 1;
            flushes.asked
        };
        self.send(Delivery::Flushed(number));
        self.wait_while(|flushes| flushes.done < number);
        Ok(())
    }

    /// Makes the callback thread end after what runs now.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.send(Delivery::Stop);
    }

    /// Drops what is left, when the callback thread is over: events are lost, listeners released.
    pub fn clear(&self) {
        while self.receiver.try_recv().is_ok() {}
    }

    /// Delivers until it is told to stop; the body of the callback thread.
    pub fn run(&self, registry: &Registry) {
        CALLBACKS_OF.with(|cell| cell.set(self.identity()));
        // Whoever waits for this thread is let go even if it ends by a panic.
        let _over = Over(self);
        for delivery in &self.receiver {
            if self.stopping.load(Ordering::SeqCst) {
                // What it carries, if anything, is released like everything else in the queue.
                self.send(delivery);
                break;
            }
            match delivery {
                Delivery::Tell { listener, notice } => self.deliver(registry, listener, &notice),
                Delivery::Release(listener) => drop(listener),
                Delivery::Flushed(number) => {
                    let mut flushes = self.lock();
                    flushes.done = flushes.done.max(number);
                    drop(flushes);
                    self.progress.notify_all();
                }
                Delivery::Stop => {}
            }
        }
    }

    fn deliver(&self, registry: &Registry, handle: u64, notice: &Notice) {
        let Some(listener) = self.enter(registry, handle) else { return };
        let listening = listener.tell(notice);
        // Dropped before others are told that it is over: theirs is then the last, or this was.
        drop(listener);
        self.running.store(0, Ordering::SeqCst);
        self.delivered.fetch_add(1, Ordering::Relaxed);
        if self.waiting.load(Ordering::SeqCst) > 0 {
            drop(self.lock());
            self.progress.notify_all();
        }
        if listening == Listening::Over
            && let Ok((address, mut shard)) = registry.find(Kind::Listener, handle)
        {
            let gone = shard.unsubscribe(address.place);
            drop(shard);
            if gone.is_some() {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Marks a listener as being in its callback, unless it was removed.
    fn enter(&self, registry: &Registry, handle: u64) -> Option<Arc<dyn Listener>> {
        let (address, shard) = registry.find(Kind::Listener, handle).ok()?;
        let subscription = shard.subscriptions.get(address.place)?;
        self.running.store(handle, Ordering::SeqCst);
        Some(Arc::clone(&subscription.listener))
    }

    fn wait_while(&self, condition: impl Fn(&Flushes) -> bool) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut guard = self.lock();
        while condition(&guard) && !self.stopped.load(Ordering::SeqCst) {
            guard = self.progress.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        drop(guard);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Flushes> {
        self.flushes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, delivery: Delivery) {
        // It can not fail: the receiver lives as long as the sender.
        let _ = self.sender.send(delivery);
    }

    fn identity(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

/// Notes the end of the callback thread, whichever way it comes.
struct Over<'a>(&'a Dispatch);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        let dispatch = self.0;
        let flushes = dispatch.lock();
        dispatch.running.store(0, Ordering::SeqCst);
        dispatch.stopped.store(true, Ordering::SeqCst);
        drop(flushes);
        dispatch.progress.notify_all();
    }
}
