//! A session with a clock, for tests that ask it in few words.

use std::sync::Arc;

use hangtime::error::Error;
use hangtime::model::{
    Entry, Events, Fact, Kind, Moment, Occurrence, Session, Settings, Span, Status, Text,
};

pub const LONGEST_MS: u64 = 1 << 53;

pub fn text(text: &str) -> Text<'_> {
    Text::new(text).expect("the texts of tests fit")
}

/// A connection of which nothing is said but whose it is.
pub fn entry<'a>(uid: &'a str, pid: &'a str) -> Entry<'a> {
    Entry { uid: text(uid), pid: text(pid), kind: None }
}

pub fn entry_of<'a>(uid: &'a str, pid: &'a str, kind: Kind) -> Entry<'a> {
    Entry { kind: Some(kind), ..entry(uid, pid) }
}

pub fn left(pid: &str) -> Fact<'_> {
    Fact::ParticipantLeft { pid: text(pid) }
}

pub fn hold(label: &str, max_age_ms: u64) -> Fact<'_> {
    Fact::Hold { label: text(label), max_age: ms(max_age_ms) }
}

pub fn release(label: &str) -> Fact<'_> {
    Fact::ReleaseHold { label: text(label) }
}

pub const fn ms(ms: u64) -> Span {
    Span::from_ms(ms)
}

pub const fn s(s: u64) -> Span {
    Span::from_ms(s * 1000)
}

/// Three minutes alone, the last of them prompting.
pub fn classic() -> Settings {
    Settings { idle_timeout: s(180), prompt: s(60), ..Settings::default() }
}

pub struct Call {
    pub session: Session,
    pub now: Moment,
    told: Vec<Occurrence>,
}

impl Call {
    /// Opens a session that nobody has joined, an hour after the clock's zero.
    pub fn open(settings: Settings) -> Call {
        Call::open_at(settings, Moment::after_start(s(3600)))
    }

    pub fn open_at(settings: Settings, now: Moment) -> Call {
        assert_eq!(settings.check(), Ok(()));
        Call::of(Session::new(Arc::new(settings), now), now)
    }

    pub fn of(session: Session, now: Moment) -> Call {
        Call { session, now, told: Vec::new() }
    }

    /// Opens a session that alice has joined, alone.
    pub fn alone(settings: Settings) -> Call {
        Call::with(settings, &[])
    }

    /// Opens a session that alice has joined, with these in it.
    pub fn with(settings: Settings, roster: &[Entry<'_>]) -> Call {
        let mut call = Call::open(settings);
        call.ok(&Fact::Joined { uid: text("alice"), roster });
        call
    }

    pub fn report(&mut self, fact: &Fact<'_>) -> Result<(), Error> {
        let mut events = Events::default();
        let result = self.session.apply(fact, self.now, &mut events);
        self.told.extend(events.as_slice());
        result
    }

    pub fn ok(&mut self, fact: &Fact<'_>) {
        assert_eq!(self.report(fact), Ok(()), "{fact:?}");
    }

    /// Asserts that a fact is refused, and that a refused fact changes nothing.
    pub fn refuses(&mut self, fact: &Fact<'_>, error: Error) {
        self.judge();
        let (before, events) = (self.session.clone(), self.told.len());
        assert_eq!(self.report(fact), Err(error), "{fact:?}");
        assert_eq!(self.session, before, "a refused {fact:?} changes nothing");
        assert_eq!(self.told.len(), events, "a refused {fact:?} tells nothing");
    }

    /// Lets watched time pass: each thing is found when it falls due.
    pub fn wait(&mut self, span: Span) {
        let end = self.now + span;
        while self.session.deadline().is_due(end) {
            self.now = self.now.max(self.session.deadline());
            self.judge();
        }
        self.now = end;
    }

    /// Lets time pass unwatched; what fell due is found by whatever asks next.
    pub fn sleep(&mut self, span: Span) {
        self.now = self.now + span;
    }

    pub fn judge(&mut self) {
        let mut events = Events::default();
        self.session.judge(self.now, &mut events);
        self.told.extend(events.as_slice());
    }

    pub fn status(&mut self) -> Status {
        let mut events = Events::default();
        let status = self.session.status(self.now, &mut events);
        self.told.extend(events.as_slice());
        status
    }

    /// The events since this was asked last, each with how late it was found.
    pub fn told(&mut self) -> Vec<(String, Span)> {
        std::mem::take(&mut self.told).iter().map(|o| (o.event.to_string(), o.late)).collect()
    }

    /// The time until the session next needs to be judged; `None` if nothing will fall due.
    pub fn deadline(&self) -> Option<Span> {
        let at = self.session.deadline();
        (at < Moment::NEVER).then(|| at - self.now)
    }

    pub fn log(&self) -> String {
        let mut text = String::new();
        self.session.write_log(&mut text).expect("a string takes everything");
        text
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.session.to_bytes("room", self.now)
    }
}
