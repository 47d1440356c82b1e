//! The thread that runs callbacks: one at a time, in order, under no lock.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Engine;
use super::apart::Apart;
use super::handle::Kind;
use super::listener::{Listener, Listening, Notice};
use super::lock::lock;
use super::registry::FAR_AHEAD;
use super::seat::Near;
use super::stats::Longest;
use crate::error::Error;
use crate::model::Span;

/// How often the callback thread looks for what is expected before it sleeps all the same: some tens
/// of milliseconds.
const MOST_LOOKS: u32 = 1 << 17;

/// What a burst needs of the queue and a quiet engine does not.
const LARGE: usize = 1024;

thread_local! {
    /// Which engine's callback thread this is, 0 for none. Without a destructor: it also exists
    /// on the threads of the host.
    static CALLBACKS_OF: Cell<usize> = const { Cell::new(0) };
}

/// Runs while a listener that was detached is released: no handle is like it.
const RELEASE: u64 = u64::MAX;

/// What the callback thread is to do next.
enum Delivery {
    Tell {
        listener: u64,
        notice: Notice,
        near: Near,
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
///
/// Who waits is told by `done` and `running`: only the callback thread writes them.
pub(super) struct Dispatch {
    // The standard library's, because waiting on them leaves nothing behind on a host's thread;
    // a queue of our own, because the callback thread takes all there is at once.
    queue: Apart<Mutex<Queue>>,
    arrived: Condvar,
    progress: Condvar,
    /// Whether the callback thread sleeps until something arrives.
    asleep: AtomicBool,
    /// Whether many are about to arrive, so that it does not pay to sleep until then.
    expected: AtomicBool,
    /// How many deliveries are done, in the order in which they were sent.
    done: AtomicU64,
    /// The listener whose callback runs and its session, 0 for none. Set under the mutex of their
    /// place: who took a listener out under it sees whether its callback began before.
    running: AtomicU64,
    running_of: AtomicU64,
    /// When the callback that runs began, in microseconds of the system's clock: when the one before
    /// ended, so that a callback costs one look at the clock.
    began: AtomicU64,
    /// How many threads wait for progress.
    waiting: AtomicU64,
    stopping: AtomicBool,
    stopped: AtomicBool,
    pub delivered: AtomicU64,
    /// Listeners dropped because whoever listened was gone.
    pub dropped: AtomicU64,
    pub longest: Longest,
}

impl Dispatch {
    pub fn new() -> Dispatch {
        Dispatch {
            queue: Apart::default(),
            arrived: Condvar::new(),
            progress: Condvar::new(),
            asleep: AtomicBool::new(false),
            expected: AtomicBool::new(false),
            done: AtomicU64::new(0),
            running: AtomicU64::new(0),
            running_of: AtomicU64::new(0),
            began: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            delivered: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            longest: Longest::default(),
        }
    }

    /// Tells whether the calling thread is the one that runs this engine's callbacks.
    pub fn is_here(&self) -> bool {
        CALLBACKS_OF.with(Cell::get) == self.identity()
    }

    /// Puts events in, each with the listener it is for; [`Dispatch::wake`] is to follow when no
    /// lock is held. Tells whether there were any.
    pub fn tell(&self, events: impl Iterator<Item = (u64, Notice, Near)>) -> bool {
        let mut events = events.peekable();
        if events.peek().is_none() {
            return false;
        }
        let mut queue = self.lock();
        for (listener, notice, near) in events {
            queue.deliveries.push_back(Delivery::Tell { listener, notice, near });
            queue.sent += 1;
        }
        true
    }

    /// Lets the callback thread drop a listener, after what runs now.
    pub fn release(&self, listener: Arc<dyn Listener>) {
        let mut queue = self.lock();
        queue.deliveries.push_back(Delivery::Release(listener));
        queue.sent += 1;
        drop(queue);
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

    /// Has the callback thread wait awake for what is about to arrive, or no longer.
    pub fn expect(&self, expected: bool) {
        if self.expected.swap(expected, Ordering::SeqCst) != expected && expected {
            self.wake();
        }
    }

    pub fn queued(&self) -> u64 {
        self.lock().sent.saturating_sub(self.done.load(Ordering::SeqCst))
    }

    /// When the callback that runs now began, by the system's clock.
    pub fn began(&self) -> Option<Span> {
        let runs = self.running.load(Ordering::Acquire) != 0;
        runs.then(|| Span::from_micros(self.began.load(Ordering::Relaxed)))
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
    pub fn run(&self, engine: &Engine) {
        // Whoever waits for this thread is let go even if it ends by a panic.
        let _over = Over(self);
        let mut batch = VecDeque::new();
        while self.take_batch(&mut batch) {
            self.look_at_clock(engine);
            while let Some(delivery) = batch.pop_front() {
                if self.stopping.load(Ordering::SeqCst) {
                    return;
                }
                if let Some(Delivery::Tell { near, .. }) = batch.get(FAR_AHEAD) {
                    near.prefetch();
                }
                match delivery {
                    Delivery::Tell { listener, notice, .. } => {
                        self.deliver(engine, listener, &notice);
                    }
                    Delivery::Release(listener) => {
                        self.running.store(RELEASE, Ordering::Release);
                        self.finish(engine, listener);
                    }
                }
                let done = self.done.load(Ordering::Relaxed) + 1;
                self.done.store(done, Ordering::Release);
                self.tell_progress();
            }
            if batch.capacity() > LARGE {
                batch = VecDeque::new();
            }
        }
    }

    /// Waits for deliveries and takes all there are; false when it is time to stop.
    fn take_batch(&self, batch: &mut VecDeque<Delivery>) -> bool {
        let mut queue = self.lock();
        while queue.deliveries.is_empty() && !self.stopping.load(Ordering::SeqCst) {
            self.asleep.store(true, Ordering::SeqCst);
            if self.expected.load(Ordering::SeqCst) {
                drop(queue);
                self.wait_awake();
                queue = self.lock();
            } else {
                queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        }
        self.asleep.store(false, Ordering::SeqCst);
        std::mem::swap(&mut queue.deliveries, batch);
        !self.stopping.load(Ordering::SeqCst)
    }

    /// Waits until something arrives that was expected, or is no longer.
    fn wait_awake(&self) {
        for _ in 0..MOST_LOOKS {
            if !self.asleep.load(Ordering::SeqCst) || !self.expected.load(Ordering::SeqCst) {
                return;
            }
            thread::yield_now();
        }
        self.expected.store(false, Ordering::SeqCst);
    }

    fn deliver(&self, engine: &Engine, handle: u64, notice: &Notice) {
        let Some(listener) = self.enter(engine, handle, notice.session) else {
            self.look_at_clock(engine);
            return;
        };
        let listening = listener.tell(notice);
        self.finish(engine, listener);
        let delivered = self.delivered.load(Ordering::Relaxed) + 1;
        self.delivered.store(delivered, Ordering::Relaxed);
        if listening == Listening::Over && engine.take_listener(handle).is_ok() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Marks a listener as being in its callback, unless it was removed.
    fn enter(&self, engine: &Engine, handle: u64, session: u64) -> Option<Arc<dyn Listener>> {
        let (address, mut slot) = engine.registry.find(Kind::Listener, handle).ok()?;
        let (_, seat) = slot.any_seat(address.place.index)?;
        let listener = seat.listener(address.place.generation)?;
        self.running.store(handle, Ordering::Release);
        self.running_of.store(session, Ordering::Relaxed);
        Some(Arc::clone(listener))
    }

    /// Lets go of a listener whose callback is over, and notes how long it took.
    fn finish(&self, engine: &Engine, listener: Arc<dyn Listener>) {
        // Dropped before others are told that it is over: theirs is then the last, or this was.
        drop(listener);
        self.longest.note(self.look_at_clock(engine));
        self.leave();
    }

    /// Tells how long ago the last look was.
    fn look_at_clock(&self, engine: &Engine) -> Span {
        let now = engine.system.now();
        let before = Span::from_micros(self.began.load(Ordering::Relaxed));
        self.began.store(now.as_micros(), Ordering::Relaxed);
        now - before
    }

    fn leave(&self) {
        self.running.store(0, Ordering::Release);
        self.running_of.store(0, Ordering::Release);
    }

    fn tell_progress(&self) {
        // Either this sees who waits, or they see what was done: see `wait_while`.
        fence(Ordering::SeqCst);
        if self.waiting.load(Ordering::Relaxed) > 0 {
            // Whoever has counted itself in and found nothing yet is waiting after this.
            drop(self.lock());
            self.progress.notify_all();
        }
    }

    fn wait_while(&self, condition: &dyn Fn() -> bool) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        let mut queue = self.lock();
        while condition() && !self.stopped.load(Ordering::SeqCst) {
            queue = self.progress.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        drop(queue);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
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
