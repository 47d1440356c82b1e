//! A snapshot field by field, written down a second time, so that one field can be forged.

use compact_str::CompactString;
use crc::{CRC_32_ISO_HDLC, Crc};
use hangtime::model::{
    Fact, Kind, Limits, LinkLost, Moment, Session, SessionType, Settings, Unreadable,
};

use crate::call::{Call, entry_of, hold, s, text};

pub const NEVER: i64 = i64::MAX;

pub fn long(value: u64) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

pub fn number(value: u32) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

/// So many seconds after the writing, before it if negative.
pub fn at(seconds: i64) -> Vec<u8> {
    micros(seconds * 1_000_000)
}

pub fn micros(value: i64) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

pub fn span(seconds: u64) -> Vec<u8> {
    long(seconds * 1_000_000)
}

pub fn string(text: &str) -> Vec<u8> {
    [&[text.len() as u8], text.as_bytes()].concat()
}

/// A joined session in which alice is alone among programs, with a hold, in the grace of a resume.
pub fn sample() -> Call {
    let limits = Limits { participants: 4, listeners: 5, holds: 6, log_lines: 3 };
    let mut call = Call::open(Settings {
        idle_timeout: s(180),
        waiting_timeout: Some(s(150)),
        prompt: s(60),
        resync_grace: s(5),
        leave_grace: s(7),
        min_notice: s(10),
        max_extensions: 3,
        max_duration: s(1_000),
        max_duration_warning: s(100),
        link_lost: LinkLost::Count,
        session_type: SessionType::Voice,
        limits,
        ..Settings::default()
    });
    call.wait(s(2));
    let roster = [entry_of("rec", "r", Kind::Recorder), entry_of("note", "n", Kind::Bot)];
    call.ok(&Fact::Joined { uid: text("alice"), roster: &roster });
    call.wait(s(10));
    call.ok(&hold("late", 20_000));
    call.ok(&Fact::AppResumed);
    call.wait(s(1));
    call
}

/// The parts of a snapshot by name, in their order.
#[derive(Clone)]
pub struct Fields(Vec<(&'static str, Vec<u8>)>);

impl Fields {
    /// What [`sample`] is to be written as.
    pub fn of_sample() -> Fields {
        let parts = [settings(), presence(), time_alone(), rest(), log()];
        Fields(parts.into_iter().flatten().collect())
    }

    /// Puts other bytes in the place of a field.
    pub fn with(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Fields {
        let field = self.0.iter_mut().find(|(field, _)| *field == name);
        field.expect("a field of that name").1 = bytes.into();
        self
    }

    /// Takes out the time alone, as if nobody were alone.
    pub fn without_time_alone(mut self) -> Fields {
        let inside = time_alone();
        self.0.retain(|(name, _)| !inside.iter().any(|(field, _)| field == name));
        let place = self.0.iter().position(|(name, _)| *name == "holds").expect("the next");
        self.0.insert(place, ("alone", vec![0]));
        self
    }

    /// The whole snapshot, with the checksum that fits.
    pub fn bytes(&self) -> Vec<u8> {
        let state: Vec<u8> = self.0.iter().flat_map(|(_, bytes)| bytes).copied().collect();
        sealed(1, &state)
    }

    pub fn read(&self) -> Result<(CompactString, Session), Unreadable> {
        Session::from_bytes(&self.bytes(), Moment::after_start(s(9_000)))
    }
}

/// Puts the mark, a version and the right checksum before a state.
pub fn sealed(version: u16, state: &[u8]) -> Vec<u8> {
    let checksum = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(state);
    [b"HGTM", &version.to_le_bytes()[..], &checksum.to_le_bytes(), state].concat()
}

type Part = Vec<(&'static str, Vec<u8>)>;

fn settings() -> Part {
    vec![
        ("id", string("room")),
        ("idle_timeout", span(180)),
        ("has waiting_timeout", vec![1]),
        ("waiting_timeout", span(150)),
        ("prompt", span(60)),
        ("resync_grace", span(5)),
        ("leave_grace", span(7)),
        ("min_notice", span(10)),
        ("max_extensions", number(3)),
        ("max_duration", span(1_000)),
        ("max_duration_warning", span(100)),
        ("count_kinds", vec![0b111]),
        ("count_own_devices", vec![0]),
        ("link_lost", vec![1]),
        ("session_type", vec![1]),
        ("limit of participants", number(4)),
        ("limit of listeners", number(5)),
        ("limit of holds", number(6)),
        ("limit of log_lines", number(3)),
    ]
}

fn presence() -> Part {
    vec![
        ("stage", vec![1]),
        ("left", vec![0]),
        ("link", vec![0]),
        ("has local uid", vec![1]),
        ("local uid", string("alice")),
        ("connections", number(2)),
        ("pid 1", string("n")),
        ("uid 1", string("note")),
        ("kind 1", vec![3]),
        ("pid 2", string("r")),
        ("uid 2", string("rec")),
        ("kind 2", vec![4]),
        ("lingering", number(0)),
        ("had company", vec![0]),
    ]
}

fn time_alone() -> Part {
    vec![
        ("alone", vec![1]),
        ("cause", vec![0]),
        ("since", at(-11)),
        ("consumed", span(10)),
        ("mark", at(-1)),
        ("end at", span(150)),
        ("resync until", at(4)),
        ("prompt until", vec![0]),
        ("late spent", vec![0]),
    ]
}

fn rest() -> Part {
    vec![
        ("holds", number(1)),
        ("label", string("late")),
        ("until", at(19)),
        ("joined at", at(-11)),
        ("warned", vec![0]),
        ("prompts", number(0)),
        ("extensions", number(0)),
    ]
}

fn log() -> Part {
    let idle_started = [&[1, 6, 0][..], &long(0)].concat();
    let hold = [&[0, 10][..], &number(2)].concat();
    let app_resumed = [&[0, 14][..], &number(2)].concat();
    vec![
        ("opened at", at(-13)),
        ("dropped", long(2)),
        ("lines", number(3)),
        ("time 1", at(-11)),
        ("line 1", idle_started),
        ("time 2", at(-1)),
        ("line 2", hold),
        ("time 3", at(-1)),
        ("line 3", app_resumed),
    ]
}
