//! The thread that waits for deadlines. It decides nothing: it asks each session again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::{hint, thread};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Engine;
use super::bell::LONGEST_SLEEP;
use super::deadlines::{Deadlines, Entry};
use super::handle::Address;
use super::lock::lock;
use super::registry::{AHEAD, FAR_AHEAD};
use crate::model::{Events, Moment, Span};

/// Stale entries are swept when they outnumber the sessions by this.
const SWEEP_ABOVE: usize = 1024;
/// So many new entries are taken in at once before a deadline wants them, or a burst would begin
/// with a long look into the inbox.
const FULL_INBOX: usize = 4096;
/// Systems wake a thread some 50 µs after its time. So a sleep of more than 10 ms ends so much earlier,
/// and what is left is waited for awake: a time-out comes earlier, for one part in 200 of the time of a
/// processor at the most.
const WAKING: Span = Span::from_micros(50);
const LONG_SLEEP: Span = Span::from_ms(10);
/// So many looks at a clock that goes take longer than that.
const MOST_LOOKS: u32 = 1 << 13;
/// How many sessions are judged by one look at the clock, and with one wake-up of the callback
/// thread.
const BATCH: usize = 64;
/// How often the thread gives way before it looks again, while a crowd is coming up: for some 20 µs.
const YIELDS: u32 = 24;

/// What the timer thread waits for: new entries, and to be woken when one of them is earlier than
/// the end of its sleep.
pub(super) struct Alarm {
    sender: Sender<Entry>,
    receiver: Receiver<Entry>,
    /// Until when the timer thread sleeps, in microseconds of the clock; 0 while it is awake, or
    /// was woken.
    asleep_until: AtomicU64,
}

impl Alarm {
    pub fn new() -> Alarm {
        let (sender, receiver) = unbounded();
        Alarm { sender, receiver, asleep_until: AtomicU64::new(0) }
    }

    /// Puts an entry in; [`Engine::wake_timer_for`] is to follow when no lock is held.
    pub fn put(&self, entry: Entry) {
        // It can not fail: the receiver lives as long as the sender.
        let _ = self.sender.try_send(entry);
    }

    pub fn is_full(&self) -> bool {
        self.receiver.len() > FULL_INBOX
    }

    pub fn len(&self) -> usize {
        self.receiver.len()
    }

    fn asleep_until(&self) -> Moment {
        Moment::after_start(Span::from_micros(self.asleep_until.load(Ordering::SeqCst)))
    }

    fn sleeps_until(&self, at: Moment) {
        self.asleep_until.store((at - Moment::START).as_micros(), Ordering::SeqCst);
    }

    fn wakes(&self) {
        self.sleeps_until(Moment::START);
    }
}

impl Engine {
    /// Waits for deadlines until the engine stops; the body of the timer thread.
    pub(super) fn run_timer(&self) {
        while !self.is_stopping() {
            let next = self.judge_due();
            let now = self.now();
            let is_long = next < Moment::NEVER && next - now > LONG_SLEEP;
            let until = if is_long { next - WAKING } else { next };
            // Not in the channel: each sender would wake the thread, and a thread-local with a
            // destructor be left on the host's threads.
            if !self.system.sleep(until, now) {
                return;
            }
            self.alarm.wakes();
            self.await_awake(next);
        }
    }

    /// Looks at the clock until a moment that is about to come.
    fn await_awake(&self, at: Moment) {
        for _ in 0..MOST_LOOKS {
            let now = self.now();
            if at.is_due(now) || at - now > WAKING {
                return;
            }
            hint::spin_loop();
        }
    }

    /// Wakes the timer thread if it would sleep past this moment, and if it should have woken by
    /// itself before `now`: its sleep stood still while the device slept.
    #[inline]
    pub(super) fn wake_timer_for(&self, at: Moment, now: Moment) {
        let until = self.alarm.asleep_until();
        if until > Moment::START && (at < until || until.is_due(now)) {
            self.wake_timer();
        }
    }

    /// Wakes the timer thread.
    pub(super) fn wake_timer(&self) {
        self.alarm.wakes();
        // In one step, so that nobody who frees the engine waits for a thread that can not be woken.
        let mut threads = lock(&self.threads);
        if self.system.wake() {
            return;
        }
        // It will end by itself, and another takes its place. If there is none to have, the next
        // session that is opened asks again.
        threads.timer = None;
        drop(threads);
        let _ = self.start_threads();
    }

    /// Judges every session that is due; returns when there is something to do next, having said
    /// so to others.
    fn judge_due(&self) -> Moment {
        let mut deadlines = lock(&self.deadlines);
        loop {
            self.collect(&mut deadlines);
            self.judge_until(&mut deadlines);
            let next = deadlines.next();
            // Where sleeps stand still while the device does, they end after 10 s: past that, who
            // reports finds that it should be awake.
            let most = if next < Moment::NEVER { self.now() + LONGEST_SLEEP } else { next };
            self.alarm.sleeps_until(next.min(most));
            // Who put an entry in before it could see that is found here; who does later rings.
            if !self.collect(&mut deadlines) {
                return next;
            }
            self.alarm.wakes();
        }
    }

    /// Moves a manual clock forward, stopping at each deadline on the way.
    pub(super) fn advance_by(&self, by: Span) {
        let mut deadlines = lock(&self.deadlines);
        let to = self.now() + by;
        self.collect(&mut deadlines);
        while deadlines.next().is_due(to) {
            self.clock.move_to(deadlines.next());
            self.judge_until(&mut deadlines);
            self.collect(&mut deadlines);
        }
        self.clock.move_to(to);
    }

    /// Moves a manual clock forward at once, then judges what is due.
    pub(super) fn jump_by(&self, by: Span) {
        let mut deadlines = lock(&self.deadlines);
        self.clock.move_to(self.now() + by);
        self.collect(&mut deadlines);
        self.judge_until(&mut deadlines);
    }

    /// Judges what is due, and what falls due meanwhile.
    fn judge_until(&self, deadlines: &mut Deadlines) {
        loop {
            let now = self.now();
            let batch = deadlines.take_due(now, BATCH);
            let crowded = deadlines.is_crowded(now) && !self.clock.is_manual();
            if batch.is_empty() && !deadlines.next().is_due(now) {
                self.expect_callbacks(crowded);
                if !crowded {
                    return;
                }
            }
            if self.is_stopping() {
                return;
            }
            let mut told = false;
            for (number, entry) in batch.iter().enumerate() {
                let ahead = |count| batch.get(number + count).map(Entry::place);
                if let Some(place) = ahead(FAR_AHEAD) {
                    self.registry.prefetch(place);
                }
                if let Some(place) = ahead(AHEAD) {
                    self.registry.prefetch_rest(place);
                }
                told |= self.judge_entry(entry, now, deadlines);
            }
            if told {
                self.wake_callbacks();
            }
            // Who reports meanwhile may have an earlier deadline than those that are left.
            self.collect(deadlines);
            if crowded && batch.len() < BATCH {
                // More at a time are judged in less time each.
                (0..YIELDS).for_each(|_| thread::yield_now());
            }
        }
    }

    /// Judges the session of an entry that came up, and puts in the entry that takes its place.
    /// Tells whether there is something for the callback thread.
    fn judge_entry(&self, entry: &Entry, now: Moment, deadlines: &mut Deadlines) -> bool {
        let (shard, index) = entry.place();
        let Some(mut slot) = self.registry.lock(shard, index) else { return false };
        let Some((place, seat)) = slot.any_seat(index).filter(|(_, seat)| seat.waits_for(entry))
        else {
            return false;
        };
        let address = Address { shard, place };
        let mut events = Events::default();
        let due = seat.session.deadline();
        // The time may be a little older than that of the last report: then nothing is due.
        seat.session.judge(now, &mut events);
        self.lateness.note(due, &seat.session, now);
        let told = self.announce(seat, address, now, events.as_slice());
        let at = seat.session.deadline();
        let again = seat.wait_for(at, address);
        drop(slot);
        if at < Moment::NEVER {
            deadlines.push(again);
        }
        told
    }

    /// Has the new entries taken in before there are many: before they outnumber the sessions by
    /// far, as they would where these are opened and closed faster than deadlines come up.
    pub(super) fn bound_inbox(&self) {
        if !self.alarm.is_full() {
            return;
        }
        if !self.clock.is_manual() {
            // Earlier than any sleep ends.
            self.wake_timer_for(Moment::EARLIEST, Moment::EARLIEST);
        } else if let Ok(mut deadlines) = self.deadlines.try_lock() {
            self.collect(&mut deadlines);
        }
    }

    /// Takes the new entries in; tells whether there were any.
    fn collect(&self, deadlines: &mut Deadlines) -> bool {
        let before = deadlines.len();
        self.alarm.receiver.try_iter().for_each(|entry| deadlines.push(entry));
        let found = deadlines.len() > before;
        if deadlines.len() > 2 * self.sessions() + SWEEP_ABOVE {
            deadlines.retain(|entry| self.registry.is_current(entry));
        }
        self.deadlines_queued.store(deadlines.len(), Ordering::Relaxed);
        found
    }
}
