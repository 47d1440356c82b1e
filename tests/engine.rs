//! The engine with a system of the tests': what the C interface can not bring about.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test")]

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Instant;

use hangtime::engine::{
    Bell, ClockChoice, Delivery, Engine, Interests, Listener, Listening, Notice, Options, Role,
    Running, System,
};
use hangtime::error::Error;
use hangtime::model::{EndCause, Entry, Event, Fact, Moment, Settings, Span, Text};

/// Real threads and a real clock that can be made to fail.
struct TestSystem {
    born: Instant,
    refuses: Arc<Mutex<Option<Role>>>,
    clock_breaks: Arc<AtomicBool>,
    /// How far the clock has been put ahead, in microseconds, as if the device had slept.
    ahead: Arc<AtomicU64>,
    bell: Bell,
    /// Told until when the timer thread is to sleep, each time that it does.
    sleeps: Sender<Moment>,
    /// The first sleep can not be ended.
    sleeps_fast: AtomicBool,
    wakes: Arc<AtomicUsize>,
    /// Where the first who wakes it says so, and waits.
    stops_at_wake: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

struct Joined(JoinHandle<()>);

impl Running for Joined {
    fn join(self: Box<Self>) {
        self.0.join().expect("the engine catches its panics");
    }
}

impl System for TestSystem {
    fn now(&self) -> Span {
        assert!(!self.clock_breaks.load(Ordering::SeqCst), "the clock breaks, as planned");
        let ahead = self.ahead.load(Ordering::SeqCst);
        Span::from_micros(self.born.elapsed().as_micros() as u64 + ahead)
    }

    fn spawn(&self, role: Role, body: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Running>, Error> {
        if *self.refuses.lock().expect("no panic") == Some(role) {
            return Err(Error::Thread);
        }
        Ok(Box::new(Joined(std::thread::spawn(body))))
    }

    fn sleep(&self, until: Moment, now: Moment) -> bool {
        let first = self.sleeps_fast.load(Ordering::SeqCst);
        // Most tests do not listen.
        let _ = self.sleeps.send(until);
        if first { Bell::default().sleep(until, now) } else { self.bell.sleep(until, now) }
    }

    fn wake(&self) -> bool {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        if let Some((stopped, go)) = self.stops_at_wake.lock().expect("no panic").take() {
            self.sleeps_fast.store(false, Ordering::SeqCst);
            stopped.send(()).expect("the test listens");
            go.recv().expect("the test says so");
            return false;
        }
        !self.sleeps_fast.swap(false, Ordering::SeqCst) && self.bell.wake()
    }

    fn callbacks_begin(&self) {}
    fn callbacks_end(&self) {}
}

fn system() -> TestSystem {
    TestSystem {
        born: Instant::now(),
        refuses: Arc::default(),
        clock_breaks: Arc::default(),
        ahead: Arc::default(),
        bell: Bell::default(),
        sleeps: channel().0,
        sleeps_fast: AtomicBool::new(false),
        wakes: Arc::default(),
        stops_at_wake: Mutex::default(),
    }
}

fn engine_of(system: TestSystem, clock: ClockChoice) -> Arc<Engine> {
    let delivery = Delivery::Callback;
    let options = Options { clock, delivery, max_sessions: 100_000, handle_mask: 0x5eed };
    Engine::new(Box::new(system), options)
}

fn manual() -> Arc<Engine> {
    engine_of(system(), ClockChoice::Manual)
}

fn text(text: &str) -> Text<'_> {
    Text::new(text).expect("a short text")
}

fn open(engine: &Arc<Engine>, idle_ms: u64) -> u64 {
    let settings = Settings { idle_timeout: Span::from_ms(idle_ms), ..Settings::default() };
    engine.open(text("room"), settings).expect("room for one")
}

fn join(engine: &Engine, session: u64) {
    let joined = Fact::Joined { uid: text("alice"), roster: &[] };
    engine.report(session, &joined).expect("a new session");
}

fn company(engine: &Engine, session: u64) -> Result<(), Error> {
    let bob = Entry { uid: text("bob"), pid: text("bob-1"), kind: None };
    engine.report(session, &Fact::ParticipantJoined(bob))
}

fn alone(engine: &Engine, session: u64) -> Result<(), Error> {
    engine.report(session, &Fact::ParticipantLeft { pid: text("bob-1") })
}

/// Tells a channel what it is told, and counts its own end.
struct Ear {
    heard: Mutex<Sender<Notice>>,
    released: Arc<AtomicUsize>,
}

impl Listener for Ear {
    fn tell(&self, notice: &Notice) -> Listening {
        // The test may have stopped to listen.
        let _ = self.heard.lock().expect("nobody panics in here").send(*notice);
        Listening::Goes
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.released.fetch_add(1, Ordering::SeqCst);
    }
}

fn ear() -> (Arc<Ear>, Receiver<Notice>, Arc<AtomicUsize>) {
    let (sender, receiver) = channel();
    let released = Arc::new(AtomicUsize::new(0));
    let ear = Ear { heard: Mutex::new(sender), released: Arc::clone(&released) };
    (Arc::new(ear), receiver, released)
}

/// Wants to be told of the end and of nothing else.
struct Patient(Arc<Ear>);

impl Listener for Patient {
    fn interests(&self) -> Interests {
        Interests::of(|event| matches!(event, Event::SessionTimedOut(_)))
    }

    fn tell(&self, notice: &Notice) -> Listening {
        self.0.tell(notice)
    }
}

#[test]
fn what_nobody_wants_to_be_told_is_not_sent() {
    let engine = manual();
    let session = open(&engine, 1000);
    let (all, heard_all, _) = ear();
    let all = engine.add_listener(session, all).expect("room");
    let (patient, heard, _) = ear();
    engine.add_listener(session, Arc::new(Patient(patient))).expect("room");
    join(&engine, session);
    engine.flush().expect("not in a callback");
    assert_eq!(engine.stats().events_delivered, 2);
    engine.remove_listener(all).expect("it was added");
    company(&engine, session).expect("joined");
    alone(&engine, session).expect("joined");
    engine.advance(Span::from_ms(1000)).expect("a manual clock");
    engine.flush().expect("not in a callback");
    assert_eq!(engine.stats().events_delivered, 3);
    engine.free();
    assert_eq!(heard_all.iter().count(), 2);
    let ended = |notice: Notice| matches!(notice.event, Event::SessionTimedOut(_));
    assert_eq!(heard.iter().map(ended).collect::<Vec<_>>(), [true]);
}

struct Panicking;

impl Listener for Panicking {
    fn tell(&self, _: &Notice) -> Listening {
        panic!("a defect, as planned")
    }
}

#[test]
fn after_a_panic_on_the_callback_thread_nobody_waits_and_the_engine_can_be_freed() {
    let engine = manual();
    let session = open(&engine, 1000);
    let listener = engine.add_listener(session, Arc::new(Panicking)).expect("room");
    join(&engine, session);
    assert_eq!(engine.flush(), Err(Error::Panic), "it does not wait for ever");
    while !engine.is_broken() {
        std::thread::yield_now();
    }
    engine.remove_listener(listener).expect("removing does not hang either");
    engine.free();
}

#[test]
fn after_a_panic_on_the_timer_thread_the_engine_can_be_freed() {
    let clock_breaks = Arc::new(AtomicBool::new(false));
    let system = TestSystem { clock_breaks: Arc::clone(&clock_breaks), ..system() };
    let engine = engine_of(system, ClockChoice::System);
    let session = open(&engine, 20);
    let (ear, heard, released) = ear();
    engine.add_listener(session, ear).expect("room");
    join(&engine, session);
    clock_breaks.store(true, Ordering::SeqCst);
    while !engine.is_broken() {
        std::thread::yield_now();
    }
    engine.free();
    assert_eq!(released.load(Ordering::SeqCst), 1);
    assert!(heard.iter().all(|notice| !matches!(notice.event, Event::SessionTimedOut(_))));
}

#[test]
fn where_the_system_refuses_a_thread_nothing_is_opened() {
    for role in [Role::Timer, Role::Callbacks] {
        let refuses = Arc::new(Mutex::new(Some(role)));
        let engine = engine_of(TestSystem { refuses, ..system() }, ClockChoice::System);
        let refused = engine.open(text("room"), Settings::default());
        assert_eq!(refused, Err(Error::Thread));
        assert_eq!(engine.stats().sessions, 0);
        engine.free();
    }
}

#[test]
fn the_timer_thread_sleeps_until_just_before_the_first_deadline_and_for_ever_without_one() {
    const HOUR: Span = Span::from_ms(3_600_000);
    const WAKING: Span = Span::from_micros(50);
    let (sleeps, slept) = channel();
    let system = TestSystem { sleeps, ..system() };
    let started = system.born;
    let now = || Moment::after_start(Span::from_micros(started.elapsed().as_micros() as u64));
    let next = || slept.recv().expect("the timer thread sleeps again");
    let engine = engine_of(system, ClockChoice::System);
    let session = open(&engine, HOUR.as_ms());
    assert_eq!(next(), Moment::NEVER);
    let before = now();
    join(&engine, session);
    let almost = next();
    let deadline = almost + WAKING;
    assert!(before + HOUR <= deadline && deadline <= now() + HOUR);
    // What is left in the queue is no reason to look at the clock.
    company(&engine, session).expect("joined");
    engine.app_resumed();
    assert_eq!(next(), almost);
    engine.close(session).expect("open");
    engine.app_resumed();
    assert_eq!(next(), almost);
    engine.free();
    assert_eq!(slept.try_recv(), Err(TryRecvError::Disconnected), "it was not woken otherwise");
}

/// An engine whose timer thread sleeps for ever and can not be woken, and a session in it.
fn engine_fast_asleep(refuses: &Arc<Mutex<Option<Role>>>) -> (Arc<Engine>, u64) {
    let (sleeps, slept) = channel();
    let refuses = Arc::clone(refuses);
    let sleeps_fast = AtomicBool::new(true);
    let system = TestSystem { sleeps, refuses, sleeps_fast, ..system() };
    let engine = engine_of(system, ClockChoice::System);
    let session = open(&engine, 20);
    assert_eq!(slept.recv(), Ok(Moment::NEVER));
    (engine, session)
}

fn await_time_out(heard: &Receiver<Notice>) {
    let timed_out = |notice: &Notice| matches!(notice.event, Event::SessionTimedOut(_));
    heard.iter().find(timed_out).expect("it times out");
}

#[test]
fn another_takes_the_place_of_a_timer_thread_that_can_not_be_woken() {
    let (engine, session) = engine_fast_asleep(&Arc::default());
    let (ear, heard, _) = ear();
    engine.add_listener(session, ear).expect("room");
    join(&engine, session);
    await_time_out(&heard);
    engine.free();
}

#[test]
fn nobody_waits_for_a_timer_thread_that_can_not_be_woken() {
    engine_fast_asleep(&Arc::default()).0.free();
}

#[test]
fn nor_does_who_frees_the_engine_as_another_finds_that_out() {
    let ((stopped, stops), (go, goes), (sleeps, slept)) = (channel(), channel(), channel());
    let stops_at_wake = Mutex::new(Some((stopped, goes)));
    let sleeps_fast = AtomicBool::new(true);
    let system = TestSystem { sleeps, sleeps_fast, stops_at_wake, ..system() };
    let engine = engine_of(system, ClockChoice::System);
    open(&engine, 20);
    assert_eq!(slept.recv(), Ok(Moment::NEVER));
    std::thread::scope(|scope| {
        scope.spawn(|| engine.app_resumed());
        stops.recv().expect("it wakes the timer thread");
        scope.spawn(|| Arc::clone(&engine).free());
        // Long enough for it to come to where it would wait.
        std::thread::sleep(std::time::Duration::from_millis(50));
        go.send(()).expect("it waits for that");
    });
}

#[test]
fn a_report_after_a_sleep_of_the_device_wakes_a_timer_thread_whose_sleep_stood_still() {
    let (sleeps, slept) = channel();
    let (ahead, wakes) = (Arc::<AtomicU64>::default(), Arc::<AtomicUsize>::default());
    let system =
        TestSystem { ahead: Arc::clone(&ahead), wakes: Arc::clone(&wakes), sleeps, ..system() };
    let engine = engine_of(system, ClockChoice::System);
    let (soon, later) = (open(&engine, 60_000), open(&engine, 3_600_000));
    assert_eq!(slept.recv(), Ok(Moment::NEVER));
    join(&engine, soon);
    assert!(slept.recv().expect("it sleeps again") < Moment::NEVER);
    join(&engine, later);
    let before = wakes.load(Ordering::SeqCst);
    company(&engine, later).expect("joined");
    assert_eq!(wakes.load(Ordering::SeqCst), before, "nothing is due before");
    ahead.store(30_000_000, Ordering::SeqCst);
    alone(&engine, later).expect("joined");
    assert_eq!(wakes.load(Ordering::SeqCst), before + 1);
    engine.free();
}

#[test]
fn where_no_other_thread_is_to_be_had_the_next_session_asks_again() {
    let refuses = Arc::new(Mutex::new(None));
    let (engine, session) = engine_fast_asleep(&refuses);
    let (ear, heard, _) = ear();
    engine.add_listener(session, ear).expect("room");
    *refuses.lock().expect("no panic") = Some(Role::Timer);
    join(&engine, session);
    assert_eq!(engine.open(text("room"), Settings::default()), Err(Error::Thread));
    *refuses.lock().expect("no panic") = None;
    open(&engine, 20);
    await_time_out(&heard);
    engine.free();
}

#[test]
fn what_a_report_finds_late_is_counted_once() {
    const HOUR: u64 = 3_600_000_000;
    let find: [fn(&Arc<Engine>, u64); 3] = [
        |engine, session| company(engine, session).expect("joined"),
        |engine, session| assert!(engine.status(session).is_ok()),
        |engine, _| engine.app_resumed(),
    ];
    for find in find {
        let ahead = Arc::new(AtomicU64::new(0));
        let system = TestSystem { ahead: Arc::clone(&ahead), ..system() };
        let engine = engine_of(system, ClockChoice::System);
        let session = open(&engine, 60_000);
        join(&engine, session);
        ahead.store(HOUR, Ordering::SeqCst);
        // Neither looks at what is due.
        engine.session_id(session).expect("open");
        engine.census();
        find(&engine, session);
        find(&engine, session);
        let stats = engine.stats();
        assert_eq!(stats.late, 1);
        assert!(stats.longest_late > Span::from_micros(HOUR - 60_000_000));
        engine.free();
    }
}

#[test]
fn a_callback_begins_when_it_begins_and_not_when_the_one_before_did() {
    let ahead = Arc::new(AtomicU64::new(0));
    let system = TestSystem { ahead: Arc::clone(&ahead), ..system() };
    let engine = engine_of(system, ClockChoice::Manual);
    let session = open(&engine, 60_000);
    let (ear, _heard, _) = ear();
    engine.add_listener(session, ear).expect("room");
    let steps: [fn(&Engine, u64); 2] =
        [join, |engine, session| company(engine, session).expect("joined")];
    for step in steps {
        // Time in which no callback runs.
        ahead.fetch_add(3_600_000_000, Ordering::SeqCst);
        step(&engine, session);
        engine.flush().expect("not in a callback");
    }
    assert_eq!(engine.stats().events_delivered, 3);
    assert!(engine.stats().longest_callback < Span::from_micros(3_600_000_000));
    assert_eq!(engine.stats().callbacks_running, 0);
    engine.free();
}

#[test]
fn company_that_comes_and_goes_costs_the_queue_nothing() {
    let engine = manual();
    let session = open(&engine, 60_000);
    join(&engine, session);
    for _ in 0..10_000 {
        company(&engine, session).expect("joined");
        alone(&engine, session).expect("joined");
        assert_eq!(engine.stats().deadlines_queued, 1);
    }
    engine.free();
}

#[test]
fn deadlines_that_come_nearer_again_and_again_do_not_pile_up() {
    let engine = manual();
    let session = open(&engine, 1 << 40);
    join(&engine, session);
    for _ in 0..20_000 {
        let set = |ms| engine.report(session, &Fact::SetIdleTimeout(Span::from_ms(ms)));
        set(1 << 40).expect("joined");
        engine.report(session, &Fact::Extend).expect("alone");
        set(11_000).expect("joined");
        engine.advance(Span::from_ms(1000)).expect("a manual clock");
    }
    let queued = engine.stats().deadlines_queued;
    assert!(queued <= 2 + 1024 + 1, "{queued} entries for one session");
    engine.free();
}

#[test]
fn a_real_deadline_fires_once_and_not_early() {
    let engine = engine_of(system(), ClockChoice::System);
    let (ear, heard, released) = ear();
    let session = open(&engine, 30);
    engine.add_listener(session, ear).expect("room");
    let began = Instant::now();
    join(&engine, session);
    let timed_out = |notice: &Notice| notice.event == Event::SessionTimedOut(EndCause::Waiting);
    heard.iter().find(timed_out).expect("it times out");
    assert!(began.elapsed().as_millis() >= 30);
    engine.close(session).expect("still open");
    assert_eq!(released.load(Ordering::SeqCst), 1);
    assert_eq!(heard.iter().count(), 0, "nothing comes after the time-out, and no second one");
    engine.free();
}

#[test]
fn each_of_many_sessions_times_out_once_while_threads_report_and_the_clock_runs() {
    const THREADS: usize = 4;
    const SESSIONS: usize = 50;
    let engine = manual();
    let (ear, heard, released) = ear();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|_| scope.spawn(|| report_randomly(&engine, &ear, SESSIONS)))
            .collect();
        let clock = scope.spawn(|| {
            while !stop.load(Ordering::SeqCst) {
                engine.advance(Span::from_ms(7)).expect("a manual clock");
            }
        });
        workers.into_iter().for_each(|worker| worker.join().expect("no panic"));
        stop.store(true, Ordering::SeqCst);
        clock.join().expect("no panic");
    });
    // Whoever is left is alone now, or will be as its company is not renewed.
    engine.advance(Span::from_ms(1000)).expect("a manual clock");
    engine.flush().expect("not in a callback");
    engine.free();
    drop(ear);
    assert_eq!(released.load(Ordering::SeqCst), 1);
    let mut ended: Vec<u64> = heard
        .iter()
        .filter(|notice| matches!(notice.event, Event::SessionTimedOut(_)))
        .map(|notice| notice.session)
        .collect();
    ended.sort_unstable();
    let told = ended.len();
    ended.dedup();
    assert_eq!((told, ended.len()), (THREADS * SESSIONS, THREADS * SESSIONS));
}

/// Opens sessions and lets company come and go in them; everybody has left at the end.
fn report_randomly(engine: &Arc<Engine>, ear: &Arc<Ear>, sessions: usize) {
    for _ in 0..sessions {
        let session = open(engine, 100);
        let listener = Arc::<Ear>::clone(ear);
        engine.add_listener(session, listener).expect("room");
        join(engine, session);
        for _ in 0..20 {
            let came = company(engine, session);
            let went = alone(engine, session);
            // It may have ended at any moment, and then it stays so.
            if came == Err(Error::Ended) {
                assert_eq!(went, Err(Error::Ended));
                break;
            }
        }
    }
}

#[test]
fn a_listener_is_released_once_whoever_removes_it_first() {
    for _ in 0..300 {
        let engine = manual();
        let session = open(&engine, 10);
        let (ear, heard, released) = ear();
        let listener = engine.add_listener(session, ear).expect("room");
        join(&engine, session);
        std::thread::scope(|scope| {
            scope.spawn(|| engine.remove_listener(listener));
            scope.spawn(|| engine.detach_listener(listener));
            scope.spawn(|| engine.close(session));
            scope.spawn(|| engine.advance(Span::from_ms(20)));
        });
        engine.free();
        assert_eq!(released.load(Ordering::SeqCst), 1);
        let told = heard.iter().count();
        assert!(told <= 3, "{told} events, of three that there were");
    }
}
