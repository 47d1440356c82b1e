//! Names what a history is made of, in the words of the scenario files.

use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Human,
    Phone,
    Viewer,
    Bot,
    Recorder,
    Hidden,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::Human, Kind::Phone, Kind::Viewer, Kind::Bot, Kind::Recorder, Kind::Hidden];
}

/// Lists the settings of one session; times are milliseconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    pub idle_timeout: u64,
    /// `None` follows `idle_timeout`.
    pub waiting_timeout: Option<u64>,
    pub prompt: u64,
    pub resync_grace: u64,
    pub leave_grace: u64,
    pub min_notice: u64,
    pub max_extensions: u32,
    pub max_duration: u64,
    pub max_duration_warning: u64,
    pub count_kinds: Vec<Kind>,
    pub count_own_devices: bool,
    /// `link_lost=freeze`; otherwise `link_lost=count`.
    pub freeze: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            idle_timeout: 300_000,
            waiting_timeout: None,
            prompt: 0,
            resync_grace: 5_000,
            leave_grace: 0,
            min_notice: 10_000,
            max_extensions: 0,
            max_duration: 0,
            max_duration_warning: 0,
            count_kinds: vec![Kind::Human, Kind::Phone, Kind::Viewer],
            count_own_devices: false,
            freeze: true,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub uid: String,
    pub pid: String,
    pub kind: Option<Kind>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    Joined { uid: String, roster: Vec<Entry> },
    ParticipantJoined(Entry),
    ParticipantChanged { pid: String, kind: Kind },
    ParticipantLeft { pid: String },
    UserLeft { uid: String },
    Roster(Vec<Entry>),
    ConnectionLost,
    ConnectionRestored(Option<Vec<Entry>>),
    ConnectionClosed,
    Extend,
    Hold { label: String, max_age: u64 },
    Release { label: String },
    SetIdleTimeout(u64),
    SetWaitingTimeout(u64),
    AppResumed,
    Left,
}

/// Writes milliseconds as `[h][m][s][ms]`.
pub struct Time(pub u64);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let ms = self.0;
        if ms == 0 {
            return f.write_str("0s");
        }
        let parts = [
            (ms / 3_600_000, "h"),
            (ms / 60_000 % 60, "m"),
            (ms / 1_000 % 60, "s"),
            (ms % 1_000, "ms"),
        ];
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{count}{unit}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Kind::Human => "human",
            Kind::Phone => "phone",
            Kind::Viewer => "viewer",
            Kind::Bot => "bot",
            Kind::Recorder => "recorder",
            Kind::Hidden => "hidden",
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}", self.uid, self.pid)?;
        self.kind.map_or(Ok(()), |kind| write!(f, "/{kind}"))
    }
}

impl fmt::Display for Settings {
    /// Writes the `settings` line with what differs from the defaults; nothing if all is default.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut words = Vec::new();
        self.push_times(&mut words);
        self.push_choices(&mut words);
        if words.is_empty() { Ok(()) } else { write!(f, "settings {}", words.join(" ")) }
    }
}

impl Settings {
    fn push_times(&self, words: &mut Vec<String>) {
        let usual = Settings::default();
        let times = [
            ("idle_timeout", self.idle_timeout, Some(usual.idle_timeout)),
            // Naming it ends the following of `idle_timeout`, even with the same value.
            (
                "waiting_timeout",
                self.waiting_timeout.unwrap_or(0),
                self.waiting_timeout.xor(Some(0)),
            ),
            ("prompt", self.prompt, Some(usual.prompt)),
            ("resync_grace", self.resync_grace, Some(usual.resync_grace)),
            ("leave_grace", self.leave_grace, Some(usual.leave_grace)),
            ("min_notice", self.min_notice, Some(usual.min_notice)),
            ("max_duration", self.max_duration, Some(usual.max_duration)),
            ("max_duration_warning", self.max_duration_warning, Some(usual.max_duration_warning)),
        ];
        let unusual = times.into_iter().filter(|(_, value, usual)| Some(*value) != *usual);
        words.extend(unusual.map(|(key, value, _)| format!("{key}={}", Time(value))));
    }

    fn push_choices(&self, words: &mut Vec<String>) {
        let usual = Settings::default();
        if self.max_extensions != usual.max_extensions {
            words.push(format!("max_extensions={}", self.max_extensions));
        }
        let kinds = |of: &Settings| Kind::ALL.map(|kind| of.count_kinds.contains(&kind));
        if kinds(self) != kinds(&usual) {
            let counted = Kind::ALL.iter().filter(|kind| self.count_kinds.contains(kind));
            let counted: Vec<String> = counted.map(Kind::to_string).collect();
            words.push(format!("count_kinds={}", counted.join(",")));
        }
        if self.count_own_devices {
            words.push("count_own_devices=yes".to_string());
        }
        if !self.freeze {
            words.push("link_lost=count".to_string());
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fact::Joined { uid, roster } if roster.is_empty() => write!(f, "joined {uid}"),
            Fact::Joined { uid, roster } => write!(f, "joined {uid} with {}", list(roster)),
            Fact::ParticipantJoined(Entry { uid, pid, kind: None }) => {
                write!(f, "participant_joined {uid} {pid}")
            }
            Fact::ParticipantJoined(Entry { uid, pid, kind: Some(kind) }) => {
                write!(f, "participant_joined {uid} {pid} {kind}")
            }
            Fact::ParticipantChanged { pid, kind } => write!(f, "participant_changed {pid} {kind}"),
            Fact::ParticipantLeft { pid } => write!(f, "participant_left {pid}"),
            Fact::UserLeft { uid } => write!(f, "user_left {uid}"),
            Fact::Roster(roster) => f.write_str(format!("roster {}", list(roster)).trim_end()),
            Fact::ConnectionLost => f.write_str("connection_lost"),
            Fact::ConnectionRestored(None) => f.write_str("connection_restored"),
            Fact::ConnectionRestored(Some(roster)) => {
                f.write_str(format!("connection_restored with {}", list(roster)).trim_end())
            }
            Fact::ConnectionClosed => f.write_str("connection_closed"),
            Fact::Extend => f.write_str("extend"),
            Fact::Hold { label, max_age: 0 } => write!(f, "hold {label}"),
            Fact::Hold { label, max_age } => write!(f, "hold {label} max {}", Time(*max_age)),
            Fact::Release { label } => write!(f, "release {label}"),
            Fact::SetIdleTimeout(period) => write!(f, "set_idle_timeout {}", Time(*period)),
            Fact::SetWaitingTimeout(period) => write!(f, "set_waiting_timeout {}", Time(*period)),
            Fact::AppResumed => f.write_str("app_resumed"),
            Fact::Left => f.write_str("left"),
        }
    }
}

fn list(roster: &[Entry]) -> String {
    roster.iter().map(Entry::to_string).collect::<Vec<_>>().join(",")
}
