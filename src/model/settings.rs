//! What a host may choose for a session, its defaults and its checks.

use std::ffi::CStr;

use super::fact::Kind;
use super::time::Span;

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kinds(u8);

impl Kinds {
    /// Those who are company: people, whether they speak or watch.
    pub const PEOPLE: Kinds = Kinds::NOBODY.with(Kind::Human).with(Kind::Phone).with(Kind::Viewer);
    /// Nobody.
    pub const NOBODY: Kinds = Kinds(0);

    /// Makes the set that also has this kind.
    pub const fn with(self, kind: Kind) -> Kinds {
        Kinds(self.0 | kind.bit())
    }

    /// The kinds as bits, and the set of such bits; `None` if a bit stands for no kind.
    pub(super) const fn bits(self) -> u8 {
        self.0
    }

    pub(super) fn from_bits(bits: u8) -> Option<Kinds> {
        let all = Kind::ALL.into_iter().fold(Kinds::NOBODY, Kinds::with);
        (bits & !all.0 == 0).then_some(Kinds(bits))
    }

    /// Tells whether the kind is in the set.
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & kind.bit() != 0
    }
}

/// What a lost link does to a countdown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkLost {
    /// It stands still: who can not be seen is not away.
    Freeze,
    /// It goes on.
    Count,
}

/// What kind of call it is; carried for the host, no rule depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionType {
    /// With pictures.
    Video,
    /// Sound only.
    Voice,
}

/// How much of each thing a session may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Connections in the roster, and users who linger; of these, the first to go make room.
    pub participants: u32,
    /// Listeners.
    pub listeners: u32,
    /// Holds at one time.
    pub holds: u32,
    /// Lines of the log; older ones make room.
    pub log_lines: u32,
}

/// What a host may choose for a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// The whole period alone; zero disables.
    pub idle_timeout: Span,
    /// The period while nobody has been there yet; `None` follows `idle_timeout`.
    pub waiting_timeout: Option<Span>,
    /// The last part of the period, shown as a question; zero is none.
    pub prompt: Span,
    /// How long nothing fires after the link came back or the device slept.
    pub resync_grace: Span,
    /// How long a user who left lingers as present.
    pub leave_grace: Span,
    /// The least notice when a period is shortened while it runs.
    pub min_notice: Span,
    /// How often the user may extend; zero is no limit.
    pub max_extensions: u32,
    /// The longest duration from the local join; zero is none.
    pub max_duration: Span,
    /// How long before the longest duration a warning comes; zero is none.
    pub max_duration_warning: Span,
    /// Who is company.
    pub count_kinds: Kinds,
    /// Whether another device of the local user is company.
    pub count_own_devices: bool,
    /// What a lost link does to the countdown.
    pub link_lost: LinkLost,
    /// What kind of call it is.
    pub session_type: SessionType,
    /// How much of each thing the session may hold.
    pub limits: Limits,
}

/// A setting that can not be taken: which, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The setting's name.
    pub field: &'static CStr,
    /// What is wrong with it, and what would be right.
    pub reason: &'static CStr,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            idle_timeout: Span::from_ms(300_000),
            waiting_timeout: None,
            prompt: Span::ZERO,
            resync_grace: Span::from_ms(5_000),
            leave_grace: Span::ZERO,
            min_notice: Span::from_ms(10_000),
            max_extensions: 0,
            max_duration: Span::ZERO,
            max_duration_warning: Span::ZERO,
            count_kinds: Kinds::PEOPLE,
            count_own_devices: false,
            link_lost: LinkLost::Freeze,
            session_type: SessionType::Video,
            limits: Limits { participants: 10_000, listeners: 1_000, holds: 100, log_lines: 32 },
        }
    }
}

impl Settings {
    /// The period that holds while nobody has been there yet.
    pub fn waiting_timeout(&self) -> Span {
        self.waiting_timeout.unwrap_or(self.idle_timeout)
    }

    /// Tells the first setting that can not be taken.
    pub fn check(&self) -> Result<(), Fault> {
        let durations = [
            (c"idle_timeout_ms", self.idle_timeout),
            (c"waiting_timeout_ms", self.waiting_timeout()),
            (c"prompt_ms", self.prompt),
            (c"resync_grace_ms", self.resync_grace),
            (c"leave_grace_ms", self.leave_grace),
            (c"min_notice_ms", self.min_notice),
            (c"max_duration_ms", self.max_duration),
            (c"max_duration_warning_ms", self.max_duration_warning),
        ];
        if let Some((field, _)) = durations.iter().find(|(_, span)| *span > Span::LONGEST) {
            return Err(Fault { field, reason: c"is longer than 2^53 ms" });
        }
        if !self.prompt_fits(self.idle_timeout) {
            return Err(Fault { field: c"prompt_ms", reason: c"is longer than idle_timeout_ms" });
        }
        if !self.prompt_fits(self.waiting_timeout()) {
            return Err(Fault {
                field: c"prompt_ms",
                reason: c"is longer than waiting_timeout_ms",
            });
        }
        self.check_warning()
    }

    fn check_warning(&self) -> Result<(), Fault> {
        let field = c"max_duration_warning_ms";
        if self.max_duration_warning.is_zero() {
            Ok(())
        } else if self.max_duration.is_zero() {
            Err(Fault { field, reason: c"is set, but max_duration_ms is 0" })
        } else if self.max_duration_warning >= self.max_duration {
            Err(Fault { field, reason: c"is not shorter than max_duration_ms" })
        } else {
            Ok(())
        }
    }

    /// Tells whether the prompt has room in a period; a period of zero has no prompt to fit.
    pub fn prompt_fits(&self, period: Span) -> bool {
        period.is_zero() || self.prompt <= period
    }
}
