//! Random histories: few people and short times, so that what rarely meets meets often.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::oracle::{Entry, Fact, Kind, Settings};

/// All times are whole numbers of these.
pub const TICK_MS: u64 = 250;

#[derive(Clone, Debug)]
pub enum Step {
    Report(Fact),
    Advance(u64),
    Suspend(u64),
    /// The session is written to bytes, and restored from them so much later.
    Move(u64),
}

#[derive(Clone, Debug)]
pub struct History {
    pub settings: Settings,
    pub steps: Vec<Step>,
}

/// Several sessions under one clock; a step is reported to one of them, modulo their number, unless
/// it is for all.
#[derive(Clone, Debug)]
pub struct Crowd {
    pub settings: Vec<Settings>,
    pub steps: Vec<(usize, Step)>,
}

pub fn crowds() -> impl Strategy<Value = Crowd> {
    let joins = vec(joined(), 4).prop_map(|facts| facts.into_iter().map(Step::Report));
    let steps = vec((0..12_usize, step()), 1..150);
    (vec(settings(), 1..=4), joins, steps).prop_map(|(settings, joins, rest)| {
        let steps = joins.enumerate().take(settings.len()).chain(rest).collect();
        Crowd { settings, steps }
    })
}

pub fn histories() -> impl Strategy<Value = History> {
    (settings(), facts_of_joining(), vec(step(), 1..60)).prop_map(|(settings, joined, rest)| {
        let steps = joined.into_iter().map(Step::Report).chain(rest).collect();
        History { settings, steps }
    })
}

/// Nearly always the join comes first.
fn facts_of_joining() -> impl Strategy<Value = Option<Fact>> {
    option::weighted(0.98, joined())
}

fn settings() -> impl Strategy<Value = Settings> {
    let periods = (span(), option::weighted(0.4, span()), prompt(), option::of(longest()));
    let graces = (
        prop_oneof![Just(5_000), Just(0), span()],
        prop_oneof![3 => Just(0), 2 => span()],
        prop_oneof![Just(10_000), Just(0), span()],
    );
    let choices = (
        prop_oneof![3 => Just(0), 1 => 1_u32..4],
        // At least one: a scenario file has no word for none.
        prop_oneof![3 => Just(people()), 1 => subsequence(Kind::ALL.to_vec(), 1..=6)],
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.7),
    );
    (periods, graces, choices).prop_map(|(periods, graces, choices)| {
        let (idle_timeout, waiting_timeout, prompt, longest) = periods;
        let (resync_grace, leave_grace, min_notice) = graces;
        let (max_extensions, count_kinds, count_own_devices, freeze) = choices;
        let (max_duration, max_duration_warning) = longest.unwrap_or_default();
        Settings {
            idle_timeout,
            waiting_timeout,
            prompt,
            resync_grace,
            leave_grace,
            min_notice,
            max_extensions,
            max_duration,
            max_duration_warning,
            count_kinds,
            count_own_devices,
            freeze,
        }
    })
}

fn people() -> Vec<Kind> {
    vec![Kind::Human, Kind::Phone, Kind::Viewer]
}

fn prompt() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), (1_u64..=24).prop_map(|n| n * TICK_MS)]
}

fn longest() -> impl Strategy<Value = (u64, u64)> {
    let ticks = |most: u64| (0..=most).prop_map(|n| n * TICK_MS);
    (ticks(400), ticks(40))
}

/// A duration around those that the rules know: nothing, the second of lateness, some seconds.
fn span() -> impl Strategy<Value = u64> {
    prop_oneof![
        1 => Just(0),
        4 => (0_u64..=8).prop_map(|n| n * TICK_MS),
        6 => (0_u64..=80).prop_map(|n| n * TICK_MS),
        1 => (0_u64..=400).prop_map(|n| n * TICK_MS),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        9 => fact().prop_map(Step::Report),
        5 => span().prop_map(Step::Advance),
        1 => span().prop_map(Step::Suspend),
        1 => prop_oneof![Just(0), span()].prop_map(Step::Move),
    ]
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        1 => joined(),
        6 => entry().prop_map(Fact::ParticipantJoined),
        3 => (pid(), kind()).prop_map(|(pid, kind)| Fact::ParticipantChanged { pid, kind }),
        8 => pid().prop_map(|pid| Fact::ParticipantLeft { pid }),
        3 => uid().prop_map(|uid| Fact::UserLeft { uid }),
        4 => roster().prop_map(Fact::Roster),
        3 => Just(Fact::ConnectionLost),
        4 => option::of(roster()).prop_map(Fact::ConnectionRestored),
        // The end is rare: histories should be long.
        1 => prop_oneof![Just(Fact::ConnectionClosed), Just(Fact::Left)],
        3 => Just(Fact::Extend),
        2 => (label(), span()).prop_map(|(label, max_age)| Fact::Hold { label, max_age }),
        2 => label().prop_map(|label| Fact::Release { label }),
        3 => span().prop_map(Fact::SetIdleTimeout),
        2 => span().prop_map(Fact::SetWaitingTimeout),
        2 => Just(Fact::AppResumed),
    ]
}

fn joined() -> impl Strategy<Value = Fact> {
    (uid(), roster()).prop_map(|(uid, roster)| Fact::Joined { uid, roster })
}

fn roster() -> impl Strategy<Value = Vec<Entry>> {
    prop_oneof![Just(Vec::new()), vec(entry(), 0..5)]
}

fn entry() -> impl Strategy<Value = Entry> {
    (uid(), pid(), option::of(kind())).prop_map(|(uid, pid, kind)| Entry { uid, pid, kind })
}

fn uid() -> impl Strategy<Value = String> {
    text(&["alice", "bob", "carol"])
}

fn pid() -> impl Strategy<Value = String> {
    text(&["p1", "p2", "p3", "p4"])
}

fn label() -> impl Strategy<Value = String> {
    text(&["rec", "share"])
}

fn text(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(str::to_owned)
}

fn kind() -> impl Strategy<Value = Kind> {
    select(&Kind::ALL[..])
}
