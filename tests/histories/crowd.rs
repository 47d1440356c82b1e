//! Plays the histories of several sessions on one engine, and each of them on an oracle of its own.

use std::sync::Arc;

use hangtime::engine::{ClockChoice, Delivery, Engine, Options, Role, Running, Signal, System};
use hangtime::error::Error;
use hangtime::model::{Moment, Span};

use crate::generator::{Crowd, Step, TICK_MS};
use crate::oracle::{Fact, Oracle, Settings, Time};
use crate::playback::{
    Difference, advance, equal, model_settings, phase, suspend, text, with_model_fact,
};

/// Events of one session: when each came, and its words.
type Told = Vec<(u64, String)>;

/// A manual clock and poll mode need nothing of the system.
struct Nothing;

impl System for Nothing {
    fn now(&self) -> Span {
        Span::ZERO
    }

    fn spawn(&self, _: Role, _: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Running>, Error> {
        Err(Error::Thread)
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

impl Signal for Nothing {
    fn raise(&self) {}
    fn clear(&self) {}
    fn descriptor(&self) -> isize {
        0
    }
}

/// Plays a crowd; returns how many steps its sessions had, all together.
pub fn play(crowd: &Crowd) -> Result<u64, Difference> {
    let mut host = Host::new();
    let mut oracles = Vec::new();
    for settings in &crowd.settings {
        // That both refuse the same settings is tested with histories of one session.
        let oracle = Oracle::new(settings.clone(), TICK_MS);
        let taken = if oracle.is_ok() { settings.clone() } else { Settings::default() };
        oracles.push(oracle.or_else(|()| Oracle::new(taken.clone(), TICK_MS)).expect("defaults"));
        host.open(&taken);
    }
    for (of, step) in &crowd.steps {
        let of = of % oracles.len();
        let first = host.first_event_at();
        let result = host.take(of, step);
        let told = host.take_events();
        for (n, (oracle, told)) in oracles.iter_mut().zip(told).enumerate() {
            let at = format!("{} {step:?}, session {n}", Time(oracle.now()));
            let concerned = n == of || is_for_all(step);
            let rules = if concerned { take(oracle, step) } else { "OK" };
            let found = if concerned { result } else { "OK" };
            let engine = format!("{found} {told:?} {}", host.phase(n));
            let rules = format!("{rules} {:?} {}", oracle.take_events(), oracle.phase());
            equal(&at, engine, rules)?;
            if let Step::Advance(_) = step {
                let early = told.iter().find(|(at, _)| *at < first);
                equal(&at, format!("early: {early:?}"), "early: None".to_owned())?;
            }
        }
    }
    Ok(crowd.steps.len() as u64)
}

fn is_for_all(step: &Step) -> bool {
    match step {
        Step::Advance(_) | Step::Suspend(_) | Step::Move(_) => true,
        Step::Report(fact) => *fact == Fact::AppResumed,
    }
}

fn take(oracle: &mut Oracle, step: &Step) -> &'static str {
    match step {
        Step::Report(fact) => oracle.report(fact),
        Step::Advance(ms) => advance(oracle, *ms),
        Step::Suspend(ms) | Step::Move(ms) => suspend(oracle, *ms),
    }
}

/// An engine and its sessions.
struct Host {
    engine: Arc<Engine>,
    sessions: Vec<u64>,
    now_ms: u64,
}

impl Host {
    fn new() -> Host {
        let options = Options {
            clock: ClockChoice::Manual,
            delivery: Delivery::Poll(Box::new(Nothing)),
            max_sessions: usize::MAX,
            handle_mask: 0x5eed,
        };
        Host { engine: Engine::new(Box::new(Nothing), options), sessions: Vec::new(), now_ms: 0 }
    }

    fn open(&mut self, settings: &Settings) {
        let opened = self.engine.open(text("room"), model_settings(settings));
        self.sessions.push(opened.expect("room for all"));
    }

    fn take(&mut self, of: usize, step: &Step) -> &'static str {
        let engine = &self.engine;
        let session = self.sessions.get_mut(of).expect("one of the crowd");
        let result = match step {
            Step::Report(Fact::AppResumed) => {
                engine.app_resumed();
                Ok(())
            }
            Step::Report(fact) => with_model_fact(fact, |fact| engine.report(*session, fact)),
            Step::Advance(ms) => engine.advance(Span::from_ms(*ms)),
            Step::Suspend(ms) => engine.suspend(Span::from_ms(*ms)),
            Step::Move(ms) => move_house(engine, session, Span::from_ms(*ms)),
        };
        if let Step::Advance(ms) | Step::Suspend(ms) | Step::Move(ms) = step {
            self.now_ms += ms;
        }
        result.map_or_else(|error| error.name().to_str().expect("names are ASCII"), |()| "OK")
    }

    /// The time before which nothing happens if nothing is reported.
    fn first_event_at(&self) -> u64 {
        self.engine.next_deadline().map_or(u64::MAX, |next| self.now_ms + next.as_ms())
    }

    fn take_events(&self) -> Vec<Told> {
        let mut told = vec![Told::new(); self.sessions.len()];
        let take = |notice: hangtime::engine::Notice| {
            let of = self.sessions.iter().position(|session| *session == notice.session);
            let place = of.and_then(|of| told.get_mut(of)).expect("a session that is open");
            place.push((notice.at.as_ms(), notice.event.to_string()));
        };
        self.engine.take_events(usize::MAX, take).expect("poll mode");
        told
    }

    fn phase(&self, of: usize) -> &'static str {
        let session = *self.sessions.get(of).expect("one of the crowd");
        phase(&self.engine.status(session).expect("open"))
    }
}

/// Closes a session, and opens it again from its bytes later: for the others that is a sleep. The
/// handle is another.
fn move_house(engine: &Arc<Engine>, session: &mut u64, later: Span) -> Result<(), Error> {
    let bytes = engine.snapshot(*session)?;
    engine.close(*session)?;
    engine.suspend(later)?;
    let closed = std::mem::replace(session, engine.restore(&bytes, later, None)?.session);
    assert_ne!(closed, *session, "no handle is used twice");
    assert_eq!(engine.status(closed).err(), Some(Error::Handle));
    // What fell due meanwhile is told by whatever judges the session next.
    engine.advance(Span::ZERO)
}
