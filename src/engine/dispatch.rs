//! The thread that runs callbacks: one at a time, in order, under no lock.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

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
    Tell {
        listener: u64,
        notice: Notice,
    },
    /// Let go of a listener that was detached.
    Release(Arc<dyn Listener>),
}

#[derive(Default)]
struct Queue {
    deliveries: VecDeque<Delivery>,
    /// How many were ever put in.
    sent: u64,
}

/// The events on their way to listeners, and the one callback that runs.
pub(super) struct Dispatch {
    // The standard library's, because waiting on them leaves nothing behind on a host's thread;
    // a queue of our own, because the callback thread takes all there is at once.
    queue: Mutex<Queue>,
    arrived: Condvar,
    progress: Condvar,
    /// Whether the callback thread sleeps until something arrives.
    asleep: AtomicBool,
    /// How many deliveries are done, in the order in which they were sent.
    done: AtomicU64,
    /// The listener whose callback runs and its session, 0 for none. Set under the mutex of their
    /// shard.
    running: AtomicU64,
    running_of: AtomicU64,
    /// How many threads wait for progress.
    waiting: AtomicU64,
    stopping: AtomicBool,
    stopped: AtomicBool,
    pub delivered: AtomicU64,
    /// Listeners dropped because whoever listened was gone.
    pub dropped: AtomicU64,
}

impl Dispatch {
    pub fn new() -> Dispatch {
        Dispatch {
            queue: Mutex::default(),
            arrived: Condvar::new(),
            progress: Condvar::new(),
            asleep: AtomicBool::new(false),
            done: AtomicU64::new(0),
            running: AtomicU64::new(0),
            running_of: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
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

    /// Puts an event in; [`Dispatch::wake`] is to follow when no lock is held.
    pub fn tell(&self, listener: u64, notice: Notice) {
        self.send(Delivery::Tell { listener, notice });
    }

    /// Lets the callback thread drop a listener, after what runs now.
    pub fn release(&self, listener: Arc<dyn Listener>) {
        self.send(Delivery::Release(listener));
        self.wake();
    }

    /// Wakes the callback thread if it sleeps.
    pub fn wake(&self) {
        if self.asleep.load(Ordering::SeqCst) && self.asleep.swap(false, Ordering::SeqCst) {
            // It says that it sleeps before it does, with the mutex held: past this, it does.
            drop(self.lock());
            self.arrived.notify_one();
        }
    }

    pub fn queued(&self) -> u64 {
        self.lock().sent.saturating_sub(self.done.load(Ordering::SeqCst))
    }

    /// Waits while a listener, taken out before by whoever it was, is in its callback. On the
    /// callback thread itself that callback is the last, and there is nothing to wait for.
    pub fn wait_for_listener(&self, listener: u64) {
        self.wait_for(&self.running, listener);
    }

    /// The same for all listeners of a session.
    pub fn wait_for_session(&self, session: u64) {
        self.wait_for(&self.running_of, session);
    }

    fn wait_for(&self, running: &AtomicU64, handle: u64) {
        // 0 is nobody's handle and says that nothing runs.
        if handle != 0 && !self.is_here() {
            self.wait_while(&|| running.load(Ordering::SeqCst) == handle);
        }
    }

    /// Waits until everything told so far has been delivered.
    pub fn flush(&self) -> Result<(), Error> {
        if self.is_here() {
            return Err(Error::InCallback);
        }
        let sent = self.lock().sent;
        self.wake();
        let pending = || self.done.load(Ordering::SeqCst) < sent;
        self.wait_while(&pending);
        // Nobody waits for a thread that is over; while an engine lives, only a panic ends it.
        if pending() { Err(Error::Panic) } else { Ok(()) }
    }

    /// Makes the callback thread end after what runs now.
    pub fn stop(&self) {
        let queue = self.lock();
        self.stopping.store(true, Ordering::SeqCst);
        drop(queue);
        self.wake();
    }

    /// Drops what is left, when the callback thread is over: events are lost, listeners released.
    pub fn clear(&self) {
        let left = std::mem::take(&mut self.lock().deliveries);
        drop(left);
    }

    /// Makes the calling thread the callback thread.
    pub fn settle(&self) {
        CALLBACKS_OF.with(|cell| cell.set(self.identity()));
    }

    /// Delivers until it is told to stop; the body of the callback thread.
    pub fn run(&self, registry: &Registry) {
        // Whoever waits for this thread is let go even if it ends by a panic.
        let _over = Over(self);
        let mut batch = VecDeque::new();
        while self.take_batch(&mut batch) {
            while let Some(delivery) = batch.pop_front() {
                if self.stopping.load(Ordering::SeqCst) {
                    return;
                }
                match delivery {
                    Delivery::Tell { listener, notice } => {
                        self.deliver(registry, listener, &notice);
                    }
                    Delivery::Release(listener) => drop(listener),
                }
                self.done.fetch_add(1, Ordering::SeqCst);
                self.tell_progress();
            }
        }
    }

    /// Waits for deliveries and takes all there are; false when it is time to stop.
    fn take_batch(&self, batch: &mut VecDeque<Delivery>) -> bool {
        let mut queue = self.lock();
        while queue.deliveries.is_empty() && !self.stopping.load(Ordering::SeqCst) {
            self.asleep.store(true, Ordering::SeqCst);
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        self.asleep.store(false, Ordering::SeqCst);
        std::mem::swap(&mut queue.deliveries, batch);
        !self.stopping.load(Ordering::SeqCst)
    }

    fn deliver(&self, registry: &Registry, handle: u64, notice: &Notice) {
        let Some(listener) = self.enter(registry, handle, notice.session) else { return };
        let listening = listener.tell(notice);
        // Dropped before others are told that it is over: theirs is then the last, or this was.
        drop(listener);
        self.leave();
        self.delivered.fetch_add(1, Ordering::Relaxed);
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
    fn enter(&self, registry: &Registry, handle: u64, session: u64) -> Option<Arc<dyn Listener>> {
        let (address, shard) = registry.find(Kind::Listener, handle).ok()?;
        let subscription = shard.subscriptions.get(address.place)?;
        self.running.store(handle, Ordering::SeqCst);
        self.running_of.store(session, Ordering::SeqCst);
        Some(Arc::clone(&subscription.listener))
    }

    fn leave(&self) {
        self.running.store(0, Ordering::SeqCst);
        self.running_of.store(0, Ordering::SeqCst);
    }

    fn tell_progress(&self) {
        if self.waiting.load(Ordering::SeqCst) > 0 {
            // Whoever has counted itself in and found nothing yet is waiting after this.
            drop(self.lock());
            self.progress.notify_all();
        }
    }

    fn wait_while(&self, condition: &dyn Fn() -> bool) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut queue = self.lock();
        while condition() && !self.stopped.load(Ordering::SeqCst) {
            queue = self.progress.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        drop(queue);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, delivery: Delivery) {
        let mut queue = self.lock();
        queue.deliveries.push_back(delivery);
        queue.sent += 1;
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
        let queue = dispatch.lock();
        dispatch.leave();
        dispatch.stopped.store(true, Ordering::SeqCst);
        drop(queue);
        dispatch.progress.notify_all();
    }
}
