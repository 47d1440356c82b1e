//! Plays one history on the model and on the oracle, side by side.

use std::fmt;
use std::sync::Arc;

use hangtime::model::{self, Events, LinkLost, Moment, Phase, Session, Span, Stage, Status, Text};

use crate::generator::{History, Step, TICK_MS};
use crate::oracle::{Entry, Fact, Kind, Oracle, Settings, Time};

/// What the two did not agree on.
#[derive(Clone, Debug)]
pub struct Difference {
    step: String,
    library: String,
    oracle: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { step, library, oracle } = self;
        write!(f, "at {step}\n  the library: {library}\n  the rules:   {oracle}")
    }
}

/// Plays a history; returns how many steps it had.
pub fn play(history: &History) -> Result<u64, Difference> {
    let settings = model_settings(&history.settings);
    let oracle = Oracle::new(history.settings.clone(), TICK_MS);
    let (Ok(mut oracle), Ok(())) = (oracle.clone(), settings.check()) else {
        let verdict = |taken: bool| if taken { "taken" } else { "INVALID" }.to_owned();
        return equal("settings", verdict(settings.check().is_ok()), verdict(oracle.is_ok()));
    };
    let mut player = Player::new(settings);
    for step in &history.steps {
        let results = match step {
            Step::Report(fact) => (player.report(fact), oracle.report(fact)),
            Step::Advance(ms) => (player.advance(*ms), advance(&mut oracle, *ms)),
            Step::Suspend(ms) => (player.suspend(*ms), suspend(&mut oracle, *ms)),
            Step::Move(ms) => (player.move_house(*ms), suspend(&mut oracle, *ms)),
        };
        let model = format!("{} {:?} {}", results.0, player.take_events(), player.phase());
        let rules = format!("{} {:?} {}", results.1, oracle.take_events(), oracle.phase());
        equal(&format!("{} {step:?}", Time(oracle.now())), model, rules)?;
    }
    Ok(history.steps.len() as u64)
}

pub fn equal(step: &str, library: String, oracle: String) -> Result<u64, Difference> {
    if library == oracle {
        return Ok(1);
    }
    Err(Difference { step: step.to_owned(), library, oracle })
}

pub fn advance(oracle: &mut Oracle, ms: u64) -> &'static str {
    oracle.advance(ms);
    "OK"
}

pub fn suspend(oracle: &mut Oracle, ms: u64) -> &'static str {
    oracle.suspend(ms);
    "OK"
}

/// Writes a history as a scenario file, with what the oracle says.
pub fn scenario(history: &History) -> String {
    let mut text = format!("{}\n", history.settings);
    let Ok(mut oracle) = Oracle::new(history.settings.clone(), TICK_MS) else {
        return format!("{} ! INVALID\n", history.settings);
    };
    for step in &history.steps {
        let at = Time(oracle.now());
        match step {
            Step::Report(fact) => match oracle.report(fact) {
                "OK" => text += &format!("{at} {fact}\n"),
                code => text += &format!("{at} {fact} ! {code}\n"),
            },
            Step::Advance(ms) => oracle.advance(*ms),
            Step::Suspend(ms) => {
                text += &format!("{at} suspend {}\n", Time(*ms));
                oracle.suspend(*ms);
            }
            Step::Move(ms) => {
                text += &format!("{at} snapshot_restore\n{at} suspend {}\n", Time(*ms));
                oracle.suspend(*ms);
            }
        }
        for (at, event) in oracle.take_events() {
            text += &format!("{} > {event}\n", Time(at));
        }
    }
    text + &format!("{} end\n", Time(oracle.now()))
}

/// The model with a clock.
struct Player {
    session: Session,
    now_ms: u64,
    /// What the clock shows more than that: it is another one after each move.
    ahead: Span,
    events: Vec<(u64, String)>,
}

impl Player {
    fn new(settings: model::Settings) -> Player {
        let session = Session::new(Arc::new(settings), Moment::START);
        Player { session, now_ms: 0, ahead: Span::ZERO, events: Vec::new() }
    }

    fn now(&self) -> Moment {
        self.at(self.now_ms)
    }

    fn at(&self, ms: u64) -> Moment {
        Moment::after_start(Span::from_ms(ms)) + self.ahead
    }

    fn take_events(&mut self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.events)
    }

    fn note(&mut self, events: &Events) {
        let told = events.as_slice().iter().map(|o| (self.now_ms, o.event.to_string()));
        self.events.extend(told);
    }

    fn judge(&mut self) {
        let mut events = Events::default();
        self.session.judge(self.now(), &mut events);
        self.note(&events);
    }

    fn report(&mut self, fact: &Fact) -> &'static str {
        let mut events = Events::default();
        let now = self.now();
        let result = with_model_fact(fact, |fact| self.session.apply(fact, now, &mut events));
        self.note(&events);
        match result {
            Ok(()) => "OK",
            Err(error) => error.name().to_str().expect("names are ASCII"),
        }
    }

    fn advance(&mut self, ms: u64) -> &'static str {
        let to = self.now_ms + ms;
        let end = self.at(to);
        while self.session.deadline().is_due(end) {
            let wait = self.session.deadline() - self.now();
            self.now_ms += wait.as_ms();
            self.judge();
        }
        self.now_ms = to;
        "OK"
    }

    fn suspend(&mut self, ms: u64) -> &'static str {
        self.now_ms += ms;
        self.judge();
        "OK"
    }

    /// Goes on from its own bytes, on another clock.
    fn move_house(&mut self, ms: u64) -> &'static str {
        let bytes = self.session.to_bytes("room", self.now());
        self.ahead += Span::from_micros(1_234_567_891);
        let written_at = self.now();
        let (id, session) = Session::from_bytes(&bytes, written_at).expect("our own bytes");
        assert_eq!(session.to_bytes(&id, written_at), bytes, "nothing is lost on the way");
        self.session = session;
        self.suspend(ms)
    }

    fn phase(&mut self) -> &'static str {
        let mut events = Events::default();
        let status = self.session.status(self.now(), &mut events);
        assert!(events.as_slice().is_empty(), "what was judged has nothing more to tell");
        phase(&status)
    }
}

/// The phase in the oracle's word.
pub fn phase(status: &Status) -> &'static str {
    match (status.stage, status.phase) {
        (Stage::New, _) => "new",
        (Stage::Ended(_), _) => "ended",
        (Stage::Joined, None) => "no phase",
        (Stage::Joined, Some(Phase::Accompanied)) => "accompanied",
        (Stage::Joined, Some(Phase::Disabled)) => "disabled",
        (Stage::Joined, Some(Phase::Paused)) => "paused",
        (Stage::Joined, Some(Phase::Held)) => "held",
        (Stage::Joined, Some(Phase::Resyncing)) => "resyncing",
        (Stage::Joined, Some(Phase::Counting)) => "counting",
        (Stage::Joined, Some(Phase::Prompting)) => "prompting",
    }
}

pub fn model_settings(settings: &Settings) -> model::Settings {
    let kinds = settings.count_kinds.iter();
    model::Settings {
        idle_timeout: Span::from_ms(settings.idle_timeout),
        waiting_timeout: settings.waiting_timeout.map(Span::from_ms),
        prompt: Span::from_ms(settings.prompt),
        resync_grace: Span::from_ms(settings.resync_grace),
        leave_grace: Span::from_ms(settings.leave_grace),
        min_notice: Span::from_ms(settings.min_notice),
        max_extensions: settings.max_extensions,
        max_duration: Span::from_ms(settings.max_duration),
        max_duration_warning: Span::from_ms(settings.max_duration_warning),
        count_kinds: kinds.fold(model::Kinds::NOBODY, |kinds, kind| kinds.with(model_kind(*kind))),
        count_own_devices: settings.count_own_devices,
        link_lost: if settings.freeze { LinkLost::Freeze } else { LinkLost::Count },
        ..model::Settings::default()
    }
}

fn model_kind(kind: Kind) -> model::Kind {
    match kind {
        Kind::Human => model::Kind::Human,
        Kind::Phone => model::Kind::Phone,
        Kind::Viewer => model::Kind::Viewer,
        Kind::Bot => model::Kind::Bot,
        Kind::Recorder => model::Kind::Recorder,
        Kind::Hidden => model::Kind::Hidden,
    }
}

pub fn text(text: &str) -> Text<'_> {
    Text::new(text).expect("the generator's texts fit")
}

fn entry(Entry { uid, pid, kind }: &Entry) -> model::Entry<'_> {
    model::Entry { uid: text(uid), pid: text(pid), kind: kind.map(model_kind) }
}

pub fn with_model_fact<R>(fact: &Fact, act: impl FnOnce(&model::Fact<'_>) -> R) -> R {
    use model::Fact as M;
    let entries = |entries: &'_ [Entry]| -> Vec<Entry> { entries.to_vec() };
    let roster = match fact {
        Fact::Joined { roster, .. } | Fact::Roster(roster) => entries(roster),
        Fact::ConnectionRestored(roster) => roster.clone().unwrap_or_default(),
        _ => Vec::new(),
    };
    let roster: Vec<model::Entry<'_>> = roster.iter().map(entry).collect();
    let roster = &roster[..];
    act(&match fact {
        Fact::Joined { uid, .. } => M::Joined { uid: text(uid), roster },
        Fact::ParticipantJoined(joined) => M::ParticipantJoined(entry(joined)),
        Fact::ParticipantChanged { pid, kind } => {
            M::ParticipantChanged { pid: text(pid), kind: model_kind(*kind) }
        }
        Fact::ParticipantLeft { pid } => M::ParticipantLeft { pid: text(pid) },
        Fact::UserLeft { uid } => M::UserLeft { uid: text(uid) },
        Fact::Roster(_) => M::Roster(roster),
        Fact::ConnectionLost => M::ConnectionLost,
        Fact::ConnectionRestored(given) => M::ConnectionRestored(given.as_ref().map(|_| roster)),
        Fact::ConnectionClosed => M::ConnectionClosed,
        Fact::Extend => M::Extend,
        Fact::Hold { label, max_age } => {
            M::Hold { label: text(label), max_age: Span::from_ms(*max_age) }
        }
        Fact::Release { label } => M::ReleaseHold { label: text(label) },
        Fact::SetIdleTimeout(ms) => M::SetIdleTimeout(Span::from_ms(*ms)),
        Fact::SetWaitingTimeout(ms) => M::SetWaitingTimeout(Span::from_ms(*ms)),
        Fact::AppResumed => M::AppResumed,
        Fact::Left => M::Left,
    })
}
