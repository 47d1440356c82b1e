//! An engine with many sessions: each is found by its handle, judged at its own time, and freed.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test")]

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use hangtime::engine::{
    ClockChoice, Delivery, Engine, Listener, Listening, Notice, Options, Role, Running, Signal,
    System,
};
use hangtime::error::Error;
use hangtime::model::{EndCause, Entry, Event, Fact, Limits, Moment, Settings, Span, Text};

/// More than there are shards, by far.
const CROWD: u64 = 1000;

/// Threads of the standard library; the clock of these tests is moved by hand.
struct Threads;

struct Joined(JoinHandle<()>);

impl Running for Joined {
    fn join(self: Box<Self>) {
        self.0.join().expect("the engine catches its panics");
    }
}

impl System for Threads {
    fn now(&self) -> Span {
        Span::ZERO
    }

    fn spawn(&self, _: Role, body: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Running>, Error> {
        Ok(Box::new(Joined(std::thread::spawn(body))))
    }

    fn sleep(&self, _: Moment, _: Moment) -> bool {
        false
    }

    fn wake(&self) -> bool {
        true
    }

    fn callbacks_begin(&self) {}
    fn callbacks_end(&self) {}
}

/// Nobody waits for it: the tests ask when they know that something is there.
struct Unheard;

impl Signal for Unheard {
    fn raise(&self) {}
    fn clear(&self) {}
    fn descriptor(&self) -> isize {
        7
    }
}

fn engine(delivery: Delivery, max_sessions: usize) -> Arc<Engine> {
    let clock = ClockChoice::Manual;
    let options = Options { clock, delivery, max_sessions, handle_mask: 0x5eed };
    Engine::new(Box::new(Threads), options)
}

fn polled() -> Arc<Engine> {
    engine(Delivery::Poll(Box::new(Unheard)), usize::MAX)
}

fn calling() -> Arc<Engine> {
    engine(Delivery::Callback, usize::MAX)
}

const fn s(s: u64) -> Span {
    Span::from_ms(s * 1000)
}

fn text(text: &str) -> Text<'_> {
    Text::new(text).expect("a short text")
}

/// Opens a session whose user may be alone for so long, and joins it.
fn alone(engine: &Arc<Engine>, idle: Span) -> u64 {
    let settings = Settings { idle_timeout: idle, ..Settings::default() };
    let session = engine.open(text("room"), settings).expect("room for one more");
    let joined = Fact::Joined { uid: text("alice"), roster: &[] };
    engine.report(session, &joined).expect("a new session");
    session
}

fn come(engine: &Engine, session: u64) {
    let bob = Entry { uid: text("bob"), pid: text("bob"), kind: None };
    engine.report(session, &Fact::ParticipantJoined(bob)).expect("joined");
}

fn advance(engine: &Engine, by: Span) {
    engine.advance(by).expect("a manual clock");
}

/// The sessions that timed out since this was asked last, in this order, each with the time.
fn timed_out(engine: &Engine) -> Vec<(u64, Span)> {
    let mut ended = Vec::new();
    let take = |notice: Notice| {
        if notice.event == Event::SessionTimedOut(EndCause::Waiting) {
            ended.push((notice.session, notice.at));
        }
    };
    engine.take_events(usize::MAX, take).expect("poll mode");
    ended
}

/// Counts what it is told, and its own end.
#[derive(Clone, Default)]
struct Counts {
    told: Arc<AtomicUsize>,
    released: Arc<AtomicUsize>,
}

struct Counter(Counts);

impl Counts {
    fn listener(&self) -> Arc<dyn Listener> {
        Arc::new(Counter(self.clone()))
    }

    fn told(&self) -> usize {
        self.told.load(Ordering::SeqCst)
    }

    fn released(&self) -> usize {
        self.released.load(Ordering::SeqCst)
    }
}

impl Listener for Counter {
    fn tell(&self, _: &Notice) -> Listening {
        self.0.told.fetch_add(1, Ordering::SeqCst);
        Listening::Goes
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.0.released.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn each_session_ends_at_its_own_time_whatever_the_order_of_opening() {
    let engine = polled();
    // 7 and the number of sessions have no common divisor: each period occurs once.
    let period = |n: u64| s(1 + n * 7 % CROWD);
    let mut expected: Vec<_> = (0..CROWD).map(|n| (alone(&engine, period(n)), period(n))).collect();
    expected.sort_unstable_by_key(|(_, period)| *period);
    let handles: HashSet<_> = expected.iter().map(|(session, _)| *session).collect();
    assert_eq!(handles.len() as u64, CROWD, "each has a handle of its own");
    assert_eq!(engine.stats().sessions, CROWD);
    advance(&engine, s(CROWD / 2));
    let mut told = timed_out(&engine);
    assert_eq!(told.len() as u64, CROWD / 2);
    advance(&engine, s(CROWD));
    told.extend(timed_out(&engine));
    assert_eq!(told, expected);
    assert_eq!(engine.stats().timed_out, CROWD);
}

#[test]
fn sessions_that_end_at_the_same_time_end_all_then_and_not_before() {
    let engine = polled();
    for _ in 0..CROWD {
        alone(&engine, s(300));
    }
    assert_eq!(engine.next_deadline(), Some(s(300)));
    advance(&engine, Span::from_ms(299_999));
    assert_eq!(timed_out(&engine), []);
    advance(&engine, Span::from_ms(1));
    let told = timed_out(&engine);
    assert_eq!(told.len() as u64, CROWD);
    assert!(told.iter().all(|(_, at)| *at == s(300)));
}

#[test]
fn the_next_deadline_is_that_of_whichever_session_is_first() {
    let engine = polled();
    assert_eq!(engine.next_deadline(), None);
    let sessions: Vec<_> = (0..100).map(|n| alone(&engine, s(100 - n))).collect();
    for (left, session) in sessions.iter().rev().enumerate() {
        assert_eq!(engine.next_deadline(), Some(s(left as u64 + 1)));
        // In turns: it is closed, or its user gets company.
        if left % 2 == 0 {
            engine.close(*session).expect("open");
        } else {
            come(&engine, *session);
        }
    }
    assert_eq!(engine.next_deadline(), None);
    advance(&engine, s(200));
    assert_eq!(timed_out(&engine), []);
}

#[test]
fn a_resumed_app_gives_every_session_its_grace() {
    let engine = polled();
    let sessions: Vec<_> = (0..100).map(|_| alone(&engine, s(10))).collect();
    advance(&engine, s(9));
    engine.app_resumed();
    advance(&engine, Span::from_ms(4999));
    assert_eq!(timed_out(&engine), []);
    advance(&engine, Span::from_ms(1));
    let mut told: Vec<_> = timed_out(&engine).into_iter().map(|(session, _)| session).collect();
    told.sort_unstable();
    let mut sessions = sessions;
    sessions.sort_unstable();
    assert_eq!(told, sessions);
}

#[test]
fn a_place_that_is_used_again_has_another_handle_and_no_old_deadline() {
    let engine = polled();
    let mut handles = HashSet::new();
    for _ in 0..CROWD {
        let session = alone(&engine, s(5));
        assert!(handles.insert(session), "no handle is used twice");
        advance(&engine, s(1));
        engine.close(session).expect("open");
        assert_eq!(engine.close(session), Err(Error::Handle));
        assert_eq!(engine.report(session, &Fact::Extend), Err(Error::Handle));
    }
    let last = alone(&engine, s(60));
    advance(&engine, s(59));
    assert_eq!(timed_out(&engine), []);
    advance(&engine, s(1));
    assert_eq!(timed_out(&engine), [(last, s(CROWD + 60))]);
}

#[test]
fn deadlines_that_come_nearer_in_many_sessions_are_swept_and_none_is_lost() {
    let engine = polled();
    let quiet: Vec<_> = (0..20).map(|_| alone(&engine, s(400_000))).collect();
    let sessions: Vec<_> = (0..100).map(|_| alone(&engine, s(1_000_000))).collect();
    let set = |session: u64, period: Span| {
        engine.report(session, &Fact::SetIdleTimeout(period)).expect("joined");
    };
    for n in 0..100 {
        for session in &sessions {
            set(*session, s(1_000_000));
            engine.report(*session, &Fact::Extend).expect("alone");
            set(*session, s(500_000 - n));
        }
    }
    let queued = engine.stats().deadlines_queued;
    assert!(queued <= 3 * 120 + 2 * 1024, "{queued} entries for 120 sessions");
    advance(&engine, s(400_000));
    assert_eq!(timed_out(&engine).len(), quiet.len(), "what was not touched was not swept");
    advance(&engine, s(100_000 - 100));
    assert_eq!(timed_out(&engine), []);
    advance(&engine, s(1));
    assert_eq!(timed_out(&engine).len(), sessions.len());
    advance(&engine, s(2_000_000));
    assert_eq!(timed_out(&engine), []);
    assert_eq!(engine.stats().deadlines_queued, 0, "nothing is left to wait for");
}

#[test]
fn no_more_sessions_than_the_limit_are_open_at_a_time() {
    let engine = engine(Delivery::Poll(Box::new(Unheard)), 50);
    let sessions: Vec<_> = (0..50).map(|_| alone(&engine, s(5))).collect();
    let open = || engine.open(text("room"), Settings::default());
    assert_eq!(open(), Err(Error::Limit));
    let bytes = engine.snapshot(sessions[0]).expect("open");
    assert_eq!(engine.restore(&bytes, Span::ZERO, None).err(), Some(Error::Limit));
    engine.close(sessions[25]).expect("open");
    open().expect("one has made room");
    assert_eq!(open(), Err(Error::Limit));
}

#[test]
fn who_removes_one_of_several_listeners_leaves_the_others() {
    let engine = calling();
    let limits = Limits { listeners: 3, ..Settings::default().limits };
    let settings = Settings { limits, ..Settings::default() };
    let session = engine.open(text("room"), settings).expect("room");
    let counts: [Counts; 4] = Default::default();
    let add = |of: &Counts| engine.add_listener(session, of.listener());
    let handles: Vec<_> = counts[..3].iter().map(|of| add(of).expect("room")).collect();
    assert_eq!(add(&counts[3]), Err(Error::Limit));
    engine.remove_listener(handles[1]).expect("added");
    assert_eq!(engine.remove_listener(handles[1]), Err(Error::Handle));
    assert_eq!(engine.detach_listener(handles[1]), Err(Error::Handle));
    assert_eq!(engine.stats().listeners, 2);
    add(&counts[3]).expect("one has made room");
    engine.report(session, &Fact::Joined { uid: text("alice"), roster: &[] }).expect("new");
    engine.flush().expect("not in a callback");
    assert_eq!(counts.each_ref().map(Counts::told), [2, 0, 2, 2]);
    assert_eq!(counts.each_ref().map(Counts::released), [0, 1, 0, 1], "one was refused");
    engine.close(session).expect("open");
    assert_eq!(counts.each_ref().map(Counts::released), [1, 1, 1, 2]);
    assert_eq!(engine.stats().listeners, 0);
    assert_eq!(engine.remove_listener(handles[0]), Err(Error::Handle));
    engine.free();
}

#[test]
fn a_listener_hears_its_own_session_alone_and_is_released_with_it() {
    let engine = calling();
    let counts: Vec<Counts> = (0..100).map(|_| Counts::default()).collect();
    let sessions: Vec<_> = (0..100).map(|n| alone(&engine, s(10 + n))).collect();
    for (session, of) in sessions.iter().zip(&counts) {
        engine.add_listener(*session, of.listener()).expect("room");
    }
    assert_eq!(engine.stats().listeners, 100);
    come(&engine, sessions[42]);
    engine.flush().expect("not in a callback");
    for (n, of) in counts.iter().enumerate() {
        assert_eq!(of.told(), usize::from(n == 42), "listener {n}");
    }
    engine.close(sessions[7]).expect("open");
    for (n, of) in counts.iter().enumerate() {
        assert_eq!(of.released(), usize::from(n == 7), "listener {n}");
    }
    // By the freeing itself, though a thread that is just ending may still hold the engine.
    let held = Arc::clone(&engine);
    engine.free();
    assert!(counts.iter().all(|of| of.released() == 1), "each once");
    drop(held);
}

#[test]
fn a_session_that_may_not_be_restored_leaves_nothing_behind() {
    let engine = calling();
    let limits = Limits { listeners: 0, ..Settings::default().limits };
    let settings = Settings { limits, ..Settings::default() };
    let deaf = engine.open(text("room"), settings).expect("room");
    let bytes = engine.snapshot(deaf).expect("open");
    let counts = Counts::default();
    let refused = engine.restore(&bytes, Span::ZERO, Some(counts.listener()));
    assert_eq!(refused.err(), Some(Error::Limit));
    assert_eq!((engine.stats().sessions, engine.stats().listeners), (1, 0));
    assert_eq!(counts.released(), 1);
    let restored = engine.restore(&bytes, Span::ZERO, None).expect("a snapshot");
    assert_eq!(restored.listener, None);
    assert_eq!(engine.session_id(restored.session).as_deref(), Ok("room"));
    engine.free();
}

#[test]
fn many_threads_open_and_close_without_getting_each_others_sessions() {
    let engine = polled();
    let all = Mutex::new(HashSet::new());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (engine, all) = (&engine, &all);
            scope.spawn(move || {
                for n in 0..CROWD {
                    let id = format!("{thread}-{n}");
                    let session = engine.open(text(&id), Settings::default()).expect("room");
                    assert_eq!(engine.session_id(session), Ok(id));
                    assert!(all.lock().expect("no panic").insert(session));
                    engine.close(session).expect("open");
                }
            });
        }
    });
    assert_eq!(all.into_inner().expect("no panic").len() as u64, 4 * CROWD);
    assert_eq!(engine.stats().sessions, 0);
}
