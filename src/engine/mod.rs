//! The engine: sessions in a registry, deadlines in a queue, events on their way to the host.
#![forbid(unsafe_code)]

mod apart;
mod bell;
mod clock;
mod deadlines;
mod dispatch;
mod handle;
mod hearers;
mod kept;
mod listener;
mod lock;
mod places;
mod poll;
mod presets;
mod registry;
mod seat;
mod session;
mod stats;
mod subscription;
mod system;
mod timer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};

use apart::Apart;
use clock::Clock;
use deadlines::Deadlines;
use dispatch::Dispatch;
use lock::lock;
use poll::PollQueue;
use presets::Presets;
use registry::Registry;
use stats::Lateness;
use timer::Alarm;

use crate::error::Error;
use crate::model::{Moment, Span};

pub use bell::Bell;
pub use kept::Kept;
pub use listener::{Interests, Listener, Listening, Notice};
pub use session::Restored;
pub use stats::{Census, Stats};
pub use system::{Role, Running, Signal, System};

/// Which clock an engine goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockChoice {
    /// The system's.
    System,
    /// One that stands until the host moves it.
    Manual,
}

/// How events reach the host.
pub enum Delivery {
    /// A thread of the engine calls the listeners.
    Callback,
    /// The host takes them, and waits for the signal in its own event loop.
    Poll(Box<dyn Signal>),
}

/// What a host may choose for an engine.
pub struct Options {
    /// Which clock it goes by.
    pub clock: ClockChoice,
    /// How events reach the host.
    pub delivery: Delivery,
    /// How many sessions may be open at a time.
    pub max_sessions: usize,
    /// A number of the engine's own, which makes its handles unlike those of others.
    pub handle_mask: u32,
}

enum Outlet {
    Callback(Dispatch),
    Poll(PollQueue),
}

#[derive(Default)]
struct Threads {
    timer: Option<Box<dyn Running>>,
    callbacks: Option<Box<dyn Running>>,
    /// Whether the callback thread is to wind up, because the engine was freed inside a callback.
    freed_inside: bool,
}

/// Sessions, their deadlines and their events.
pub struct Engine {
    /// For a timer thread that takes the place of another.
    this: Weak<Engine>,
    system: Box<dyn System>,
    clock: Clock,
    registry: Registry,
    presets: Presets,
    deadlines: Mutex<Deadlines>,
    /// How many entries are in that queue.
    deadlines_queued: AtomicUsize,
    alarm: Alarm,
    outlet: Outlet,
    threads: Mutex<Threads>,
    max_sessions: usize,
    sessions: AtomicUsize,
    listeners: AtomicU64,
    timed_out: Apart<AtomicU64>,
    lateness: Lateness,
    stopping: AtomicBool,
    broken: AtomicBool,
}

impl Engine {
    /// Makes an engine; threads start with the first session.
    pub fn new(system: Box<dyn System>, options: Options) -> Arc<Engine> {
        Arc::new_cyclic(|this| Engine {
            this: Weak::clone(this),
            system,
            clock: match options.clock {
                ClockChoice::System => Clock::System,
                ClockChoice::Manual => Clock::manual(),
            },
            registry: Registry::new(options.handle_mask),
            presets: Presets::default(),
            deadlines: Mutex::new(Deadlines::new()),
            deadlines_queued: AtomicUsize::new(0),
            alarm: Alarm::new(),
            outlet: match options.delivery {
                Delivery::Callback => Outlet::Callback(Dispatch::new()),
                Delivery::Poll(signal) => Outlet::Poll(PollQueue::new(signal)),
            },
            threads: Mutex::default(),
            max_sessions: options.max_sessions,
            sessions: AtomicUsize::new(0),
            listeners: AtomicU64::new(0),
            timed_out: Apart::default(),
            lateness: Lateness::default(),
            stopping: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        })
    }

    /// Tells whether a defect was caught; then only [`Engine::free`] is of use.
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }

    /// Notes that a defect was caught.
    pub fn set_broken(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    /// Ends everything: no callback runs afterwards, every listener is released. From inside a
    /// callback, that callback is the last and the rest happens as it returns.
    pub fn free(self: Arc<Engine>) {
        self.stopping.store(true, Ordering::SeqCst);
        self.wake_timer();
        let threads = std::mem::take(&mut *lock(&self.threads));
        let Outlet::Callback(dispatch) = &self.outlet else {
            return self.wind_up(threads.timer);
        };
        dispatch.stop();
        match threads.callbacks {
            // The callback thread winds up as its callback returns.
            Some(_) if dispatch.is_here() => {
                let timer = threads.timer;
                *lock(&self.threads) = Threads { timer, callbacks: None, freed_inside: true };
            }
            Some(callbacks) => {
                callbacks.join();
                self.wind_up(threads.timer);
            }
            None => self.wind_up(threads.timer),
        }
    }

    /// Moves a manual clock forward, stopping at each deadline on the way.
    pub fn advance(&self, by: Span) -> Result<(), Error> {
        self.check_manual(by)?;
        self.advance_by(by);
        Ok(())
    }

    /// Moves a manual clock forward at once, as if the device had slept.
    pub fn suspend(&self, span: Span) -> Result<(), Error> {
        self.check_manual(span)?;
        self.jump_by(span);
        Ok(())
    }

    /// Waits until every event so far has been delivered.
    pub fn flush(&self) -> Result<(), Error> {
        match &self.outlet {
            Outlet::Callback(dispatch) if !self.has_callback_thread() => {
                if dispatch.is_here() {
                    Err(Error::InCallback)
                } else {
                    Ok(())
                }
            }
            Outlet::Callback(dispatch) => dispatch.flush(),
            Outlet::Poll(_) => Err(Error::Polled),
        }
    }

    /// Gives up to `most` events to `take`, oldest first.
    pub fn take_events(&self, most: usize, take: impl FnMut(Notice)) -> Result<(), Error> {
        match &self.outlet {
            Outlet::Callback(_) => Err(Error::NotPolled),
            Outlet::Poll(queue) => {
                queue.take(most, take);
                Ok(())
            }
        }
    }

    /// Tells what to wait for until there are events to take.
    pub fn event_fd(&self) -> Result<isize, Error> {
        match &self.outlet {
            Outlet::Callback(_) => Err(Error::NotPolled),
            Outlet::Poll(queue) => Ok(queue.descriptor()),
        }
    }

    fn check_manual(&self, span: Span) -> Result<(), Error> {
        if span > Span::LONGEST {
            Err(Error::Invalid)
        } else if self.clock.is_manual() {
            Ok(())
        } else {
            Err(Error::NotManual)
        }
    }

    fn now(&self) -> Moment {
        self.clock.now(&*self.system)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    fn has_callback_thread(&self) -> bool {
        lock(&self.threads).callbacks.is_some()
    }

    /// Starts the threads that are missing.
    fn start_threads(&self) -> Result<(), Error> {
        let mut threads = lock(&self.threads);
        if self.is_stopping() {
            return Err(Error::Ended);
        }
        if threads.timer.is_none() && !self.clock.is_manual() {
            threads.timer = Some(self.spawn(Role::Timer, Engine::run_timer)?);
        }
        if threads.callbacks.is_none() && matches!(self.outlet, Outlet::Callback(_)) {
            threads.callbacks = Some(self.spawn(Role::Callbacks, Engine::run_callbacks)?);
        }
        Ok(())
    }

    fn spawn(&self, role: Role, body: fn(&Engine)) -> Result<Box<dyn Running>, Error> {
        let engine = self.this.upgrade().ok_or(Error::Thread)?;
        let guarded = move || {
            if catch_unwind(AssertUnwindSafe(|| body(&engine))).is_err() {
                engine.set_broken();
            }
        };
        self.system.spawn(role, Box::new(guarded))
    }

    fn run_callbacks(&self) {
        let Outlet::Callback(dispatch) = &self.outlet else { return };
        dispatch.settle();
        self.system.callbacks_begin();
        dispatch.run(self);
        let threads = std::mem::take(&mut *lock(&self.threads));
        if threads.freed_inside {
            self.wind_up(threads.timer);
        }
        self.system.callbacks_end();
    }

    /// Drops all that is left, when no callback runs and none will.
    fn wind_up(&self, timer: Option<Box<dyn Running>>) {
        if let Some(timer) = timer {
            timer.join();
        }
        self.registry.clear();
        if let Outlet::Callback(dispatch) = &self.outlet {
            dispatch.clear();
        }
    }
}
