//! Linux and Android: a sleep that ends when its time has come, also while the device slept.

use std::ffi::c_int;
use std::io;

use parking_lot::lock_api::Mutex;

use crate::engine::Bell;
use crate::model::{Moment, Span};
use crate::raw_mutex::RawMutex;

/// A time that has passed, and none at all.
const PAST: libc::timespec = libc::timespec { tv_sec: 0, tv_nsec: 1 };
const NONE: libc::timespec = libc::timespec { tv_sec: 0, tv_nsec: 0 };

/// A timer of the system on the clock that counts sleep, and whoever waits for its descriptor.
///
/// Whoever wakes the sleeper sets the timer to the past. The sleeper sets its own time under the
/// same lock under which it has seen that nobody woke it, so that whoever does so comes before and
/// is seen, or comes after and sets the timer last.
///
/// The host may close the descriptor, as programs do that close all they find, and the number be
/// another's then. So nothing is read from it, which a timer that is set anew does not need, and
/// what has not the mark of this one is given up: the bell takes its place. Who sleeps meanwhile can not be
/// woken, but wakes up at its time.
#[derive(Default)]
pub struct BootTimer {
    timer: Mutex<RawMutex, Timer>,
    bell: Bell,
}

struct Timer {
    /// -1 before the first sleep, and when it was refused or lost.
    descriptor: c_int,
    sleeper: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Awake,
    /// Woken since it slept last.
    Woken,
    Asleep,
    /// With the bell, and so is everybody from now on.
    Elsewhere,
}

impl BootTimer {
    pub fn sleep(&self, until: Moment, now: Moment) -> bool {
        let mut timer = self.timer.lock();
        timer.begin_sleep(until);
        let Timer { descriptor, sleeper } = *timer;
        drop(timer);
        match sleeper {
            State::Awake | State::Woken => return true,
            State::Elsewhere => return self.bell.sleep(until, now),
            State::Asleep => {}
        }
        let waited = wait(descriptor, until, now);
        let mut timer = self.timer.lock();
        let goes_on = timer.sleeper != State::Elsewhere;
        timer.sleeper = match waited {
            // Too early: it is lost, or does not go by the clock that this process is shown.
            Waited::Timer if timer.sleeper == State::Asleep && is_ahead(until) => {
                timer.set(NONE);
                State::Elsewhere
            }
            Waited::Timer | Waited::Time if goes_on => State::Awake,
            Waited::Timer | Waited::Time | Waited::Refused => State::Elsewhere,
        };
        goes_on
    }

    pub fn wake(&self) -> bool {
        let mut timer = self.timer.lock();
        let woken = match timer.sleeper {
            State::Awake | State::Woken => true,
            State::Asleep => timer.set(PAST),
            State::Elsewhere => return self.bell.wake(),
        };
        timer.sleeper = if woken { State::Woken } else { State::Elsewhere };
        woken
    }
}

impl Default for Timer {
    fn default() -> Timer {
        Timer { descriptor: -1, sleeper: State::Awake }
    }
}

impl Timer {
    fn begin_sleep(&mut self, until: Moment) {
        self.sleeper = match self.sleeper {
            State::Woken => State::Awake,
            State::Elsewhere => State::Elsewhere,
            State::Awake | State::Asleep => {
                if self.descriptor < 0 {
                    self.create();
                }
                if self.set(time(until)) { State::Asleep } else { State::Elsewhere }
            }
        }
    }

    fn create(&mut self) {
        let flags = libc::TFD_CLOEXEC | libc::TFD_NONBLOCK;
        // SAFETY: no pointers.
        self.descriptor = unsafe { libc::timerfd_create(libc::CLOCK_BOOTTIME, flags) };
        self.write(NONE);
    }

    /// Sets the timer, or gives it up if it is none, or another's.
    fn set(&mut self, at: libc::timespec) -> bool {
        let set = self.is_there() && self.write(at);
        if !set {
            self.descriptor = -1;
        }
        set
    }

    fn is_there(&self) -> bool {
        let mut is = libc::itimerspec { it_interval: NONE, it_value: NONE };
        // SAFETY: a place for what it is set to. What is no timer tells nothing.
        unsafe { libc::timerfd_gettime(self.descriptor, &raw mut is) };
        let (interval, mark) = (is.it_interval, self.mark());
        interval.tv_sec == mark.tv_sec && interval.tv_nsec == mark.tv_nsec
    }

    fn write(&self, at: libc::timespec) -> bool {
        let at = libc::itimerspec { it_interval: self.mark(), it_value: at };
        let before = std::ptr::null_mut();
        // SAFETY: a time, and no place for the one before. What is no timer refuses it.
        unsafe {
            libc::timerfd_settime(self.descriptor, libc::TFD_TIMER_ABSTIME, &raw const at, before)
                == 0
        }
    }

    /// By which it knows its timer: an interval of decades that no other has.
    fn mark(&self) -> libc::timespec {
        let own = std::ptr::from_ref(self) as usize / align_of::<Timer>() % 1_000_000_000;
        libc::timespec { tv_sec: 1 << 30, tv_nsec: own as _ }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if self.set(NONE) {
            // SAFETY: a timer of ours that nobody uses any more.
            unsafe { libc::close(self.descriptor) };
        }
    }
}

/// A moment as the system has it; later than it can tell is some decades away.
fn time(at: Moment) -> libc::timespec {
    let micros = (at - Moment::START).as_micros();
    libc::timespec {
        tv_sec: libc::time_t::try_from(micros / 1_000_000).unwrap_or(libc::time_t::MAX),
        tv_nsec: (micros % 1_000_000 * 1000) as _,
    }
}

/// What has ended a wait.
enum Waited {
    Timer,
    Time,
    Refused,
}

/// Waits for the timer; also by the time that is left, so that it comes without the descriptor, too.
fn wait(descriptor: c_int, until: Moment, now: Moment) -> Waited {
    let left = if until == Moment::NEVER { -1 } else { milliseconds(until - now) };
    let mut waiting = libc::pollfd { fd: descriptor, events: libc::POLLIN, revents: 0 };
    // SAFETY: one place.
    match unsafe { libc::poll(&raw mut waiting, 1, left) } {
        1.. => Waited::Timer,
        0 => Waited::Time,
        _ if io::Error::last_os_error().raw_os_error() == Some(libc::EINTR) => Waited::Time,
        _ => Waited::Refused,
    }
}

fn is_ahead(at: Moment) -> bool {
    at > Moment::after_start(super::unix::now())
}

fn milliseconds(span: Span) -> c_int {
    c_int::try_from(span.as_ms()).unwrap_or(c_int::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::*;

    /// One that works, and one where the system has refused the timer.
    fn timers() -> [BootTimer; 2] {
        let refused = BootTimer::default();
        refused.timer.lock().descriptor = c_int::MAX;
        [BootTimer::default(), refused]
    }

    fn sleep(timer: &BootTimer) {
        assert!(timer.sleep(Moment::NEVER, Moment::START), "nobody took its place");
    }

    #[test]
    fn who_was_woken_before_does_not_sleep() {
        for timer in timers() {
            for _ in 0..3 {
                assert!(timer.wake() && timer.wake());
                sleep(&timer);
            }
        }
    }

    #[test]
    fn who_sleeps_until_what_has_passed_wakes_up_by_itself() {
        for timer in timers() {
            let passed = Moment::START + Span::from_micros(1);
            assert!(timer.sleep(passed, passed));
        }
    }

    #[test]
    fn each_wake_before_or_in_a_sleep_ends_it() {
        const ROUNDS: u32 = 5000;
        for timer in timers() {
            let (asked, done) = (AtomicU32::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| {
                    while done.load(Ordering::SeqCst) < ROUNDS {
                        // With no other reason to wake up, a wake that is lost is never made good.
                        while asked.load(Ordering::SeqCst) == done.load(Ordering::SeqCst) {
                            sleep(&timer);
                        }
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
                for round in 1..=ROUNDS {
                    asked.store(round, Ordering::SeqCst);
                    assert!(timer.wake());
                    while done.load(Ordering::SeqCst) < round {
                        thread::yield_now();
                    }
                }
            });
        }
    }

    #[test]
    fn who_sleeps_on_what_is_no_timer_any_more_is_told_that_another_took_its_place() {
        let timer = BootTimer::default();
        let now = Moment::after_start(super::super::unix::now());
        thread::scope(|scope| {
            let sleeper = scope.spawn(|| timer.sleep(now + Span::from_ms(200), now));
            while timer.timer.lock().sleeper != State::Asleep && !sleeper.is_finished() {
                thread::yield_now();
            }
            let lost = std::mem::replace(&mut timer.timer.lock().descriptor, c_int::MAX);
            let unreached = !timer.wake();
            let goes_on = sleeper.join().expect("no panic");
            // Where it was slow it had woken up by itself.
            assert_eq!(unreached, !goes_on);
            assert!(timer.wake(), "the bell takes its place");
            sleep(&timer);
            // SAFETY: a descriptor that the timer has forgotten.
            unsafe { libc::close(lost) };
        });
    }
}
