//! States the rules of a session a second time, tick by tick and straight from the text.
//!
//! Nothing here computes a deadline: time passes in equal ticks, and at each tick every rule is
//! asked in the order of the text. It is slow and plain so that it can be wrong only in other
//! ways than the model.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::result_unit_err,
    reason = "a helper of tests: each uses its part of it, and what is not as expected panics"
)]

mod facts;
mod roster;
pub mod script;
mod words;

pub use words::{Entry, Fact, Kind, Settings, Time};

use facts::is_valid;
use roster::{Connection, Lingering};

/// A due prompt or end found more than this after its time was not watched.
const WATCHED: u64 = 1_000;
const LONGEST: u64 = 1 << 53;
const NEVER: u64 = u64::MAX;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Life {
    New,
    Joined,
    Ended { one_left_is_ok: bool },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Accompanied,
    Disabled,
    Paused,
    Held,
    Resyncing,
    Counting,
    Prompting,
}

/// One time of being alone.
#[derive(Clone, Debug)]
struct Alone {
    /// The period in use is `waiting_timeout`: nobody had ever been there when it began.
    waiting: bool,
    consumed: u64,
    /// Without a prompt the end is due at this `consumed`.
    end: u64,
    prompt_shown: Option<u64>,
    found_late: bool,
}

#[derive(Clone, Debug)]
struct Hold {
    label: String,
    until: u64,
}

#[derive(Clone, Debug)]
pub struct Oracle {
    settings: Settings,
    tick: u64,
    /// The instant under judgement.
    now: u64,
    /// When that instant is looked at: the same, or the end of the suspension it lies in.
    found: u64,
    life: Life,
    local: String,
    roster: Vec<Connection>,
    lingering: Vec<Lingering>,
    ever_accompanied: bool,
    /// `Some` is what "alone" means once joined.
    alone: Option<Alone>,
    link_lost: bool,
    holds: Vec<Hold>,
    resync_until: Option<u64>,
    /// A prompt was dismissed as `suspended`: `consumed` is set back at the time of the finding.
    set_back: bool,
    prompts: u64,
    extensions: u32,
    longest_end: u64,
    warning: u64,
    events: Vec<(u64, String)>,
}

impl Oracle {
    pub fn new(settings: Settings, tick_ms: u64) -> Result<Oracle, ()> {
        assert!(tick_ms > 0);
        if !is_valid(&settings) {
            return Err(());
        }
        Ok(Oracle {
            settings,
            tick: tick_ms,
            now: 0,
            found: 0,
            life: Life::New,
            local: String::new(),
            roster: Vec::new(),
            lingering: Vec::new(),
            ever_accompanied: false,
            alone: None,
            link_lost: false,
            holds: Vec::new(),
            resync_until: None,
            set_back: false,
            prompts: 0,
            extensions: 0,
            longest_end: NEVER,
            warning: NEVER,
            events: Vec::new(),
        })
    }

    pub fn now(&self) -> u64 {
        self.now
    }

    pub fn take_events(&mut self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.events)
    }

    pub fn phase(&self) -> &'static str {
        match (self.life, self.derived_phase()) {
            (Life::New, _) => "new",
            (Life::Ended { .. }, _) => "ended",
            (Life::Joined, Phase::Accompanied) => "accompanied",
            (Life::Joined, Phase::Disabled) => "disabled",
            (Life::Joined, Phase::Paused) => "paused",
            (Life::Joined, Phase::Held) => "held",
            (Life::Joined, Phase::Resyncing) => "resyncing",
            (Life::Joined, Phase::Counting) => "counting",
            (Life::Joined, Phase::Prompting) => "prompting",
        }
    }

    fn derived_phase(&self) -> Phase {
        let Some(alone) = &self.alone else {
            return Phase::Accompanied;
        };
        if self.period(alone.waiting) == 0 {
            Phase::Disabled
        } else if self.link_lost && self.settings.freeze {
            Phase::Paused
        } else if !self.holds.is_empty() {
            Phase::Held
        } else if self.resync_until.is_some() {
            Phase::Resyncing
        } else if alone.prompt_shown.is_none() {
            Phase::Counting
        } else {
            Phase::Prompting
        }
    }

    fn period(&self, waiting: bool) -> u64 {
        let idle = self.settings.idle_timeout;
        if waiting { self.settings.waiting_timeout.unwrap_or(idle) } else { idle }
    }

    fn emit(&mut self, event: impl Into<String>) {
        self.events.push((self.found, event.into()));
    }
}

/// Time.
impl Oracle {
    /// Lets watched time pass: what falls due is found in its own instant.
    pub fn advance(&mut self, ms: u64) {
        assert!(ms.is_multiple_of(self.tick), "{ms} ms is not a number of ticks");
        let until = self.now + ms;
        while self.now < until && self.life == Life::Joined {
            self.found = self.now + self.tick;
            self.pass_tick();
        }
        self.now = until;
    }

    /// Lets time pass unwatched: what falls due meanwhile is found at the end of it.
    pub fn suspend(&mut self, ms: u64) {
        if ms > LONGEST {
            return;
        }
        assert!(ms.is_multiple_of(self.tick), "{ms} ms is not a number of ticks");
        self.found = self.now + ms;
        while self.now < self.found && self.life == Life::Joined {
            self.pass_tick();
        }
        self.now = self.found;
    }

    fn pass_tick(&mut self) {
        let phase = self.derived_phase();
        if let Some(alone) = &mut self.alone
            && matches!(phase, Phase::Counting | Phase::Prompting | Phase::Resyncing)
        {
            alone.consumed += self.tick;
        }
        self.now += self.tick;
        if self.set_back && self.now == self.found {
            self.set_back = false;
            self.make_prompt_due_again();
        }
        self.judge();
    }

    /// Asks every rule about this instant, in the order of the text.
    fn judge(&mut self) {
        if self.life != Life::Joined {
            return;
        }
        if self.now >= self.longest_end {
            return self.time_out("max_duration");
        }
        if self.now >= self.warning {
            self.warn();
        }
        if !self.lingering.is_empty() {
            self.end_leave_graces();
        }
        if !self.holds.is_empty() {
            self.holds.retain(|hold| hold.until > self.now);
        }
        if self.resync_until.is_some_and(|until| until <= self.now) {
            self.resync_until = None;
        }
        while self.life == Life::Joined && self.is_due() {
            self.take_due();
        }
    }

    fn warn(&mut self) {
        self.warning = NEVER;
        if self.found < self.longest_end {
            self.emit(format!("duration_warning {}", Time(self.longest_end - self.found)));
        }
    }

    /// Whether the prompt, or else the end, of the countdown is due and nothing hides it.
    fn is_due(&self) -> bool {
        let Some(alone) = &self.alone else {
            return false;
        };
        if !matches!(self.derived_phase(), Phase::Counting | Phase::Prompting) {
            return false;
        }
        match (self.settings.prompt, alone.prompt_shown) {
            (0, _) => alone.consumed >= alone.end,
            (prompt, None) => alone.consumed >= self.period(alone.waiting) - prompt,
            (prompt, Some(shown)) => self.now >= shown + prompt,
        }
    }

    /// Every instant is looked at, so the instant in which something is due for the first time is
    /// its time, and how late it is found is how far the finding lies ahead.
    fn take_due(&mut self) {
        let late = self.found - self.now > WATCHED;
        let Some(alone) = &mut self.alone else { return };
        if late && !alone.found_late {
            alone.found_late = true;
            self.resync_until = Some(self.found + self.settings.resync_grace);
            self.dismiss_prompt("suspended");
        } else if self.settings.prompt > 0 && alone.prompt_shown.is_none() {
            alone.prompt_shown = Some(self.found);
            self.prompts += 1;
            self.emit(format!("idle_prompt {} {}", Time(self.settings.prompt), self.prompts));
        } else {
            let cause = if alone.waiting { "waiting" } else { "others_left" };
            self.time_out(cause);
        }
    }

    fn time_out(&mut self, cause: &str) {
        self.dismiss_prompt("expired");
        self.emit(format!("session_timed_out {cause}"));
        self.life = Life::Ended { one_left_is_ok: true };
    }

    /// Takes the prompt away if one is shown.
    fn dismiss_prompt(&mut self, reason: &str) {
        let shown = self.alone.as_mut().and_then(|alone| alone.prompt_shown.take());
        if shown.is_none() {
            return;
        }
        self.emit(format!("prompt_dismissed {reason}"));
        match reason {
            "link" | "held" => self.make_prompt_due_again(),
            "suspended" => self.set_back = true,
            _ => {}
        }
    }

    fn make_prompt_due_again(&mut self) {
        let Some(waiting) = self.alone.as_ref().map(|alone| alone.waiting) else {
            return;
        };
        let consumed = self.period(waiting) - self.settings.prompt;
        self.alone.iter_mut().for_each(|alone| alone.consumed = consumed);
    }
}
