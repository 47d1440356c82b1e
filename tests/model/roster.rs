//! Who counts, who lingers, and what a report about one says about the other.

use hangtime::model::{Fact, Kind, Kinds, Phase, Settings};

use crate::call::{Call, entry, entry_of, left, s, text};

fn with_grace() -> Settings {
    Settings { leave_grace: s(10), ..Settings::default() }
}

fn changed(pid: &str, kind: Kind) -> Fact<'_> {
    Fact::ParticipantChanged { pid: text(pid), kind }
}

/// The users who count, with those who linger, and the connections.
fn counts(call: &mut Call) -> (usize, usize) {
    let status = call.status();
    (status.others, status.participants)
}

#[test]
fn a_pid_that_is_now_anothers_leaves_its_user_lingering() {
    let mut call = Call::with(with_grace(), &[entry("bob", "b")]);
    call.ok(&Fact::ParticipantJoined(entry("carol", "b")));
    assert_eq!(counts(&mut call), (2, 1), "carol is there, bob lingers");
    call.wait(s(10));
    assert_eq!(counts(&mut call), (1, 1));
}

#[test]
fn a_user_with_another_connection_does_not_linger_when_one_becomes_anothers() {
    let mut call = Call::with(with_grace(), &[entry("bob", "b1"), entry("bob", "b2")]);
    call.ok(&Fact::ParticipantJoined(entry_of("note", "b1", Kind::Bot)));
    assert_eq!(counts(&mut call), (1, 2));
    call.wait(s(10));
    assert_eq!(counts(&mut call), (1, 2));
}

#[test]
fn a_program_whose_pid_is_now_anothers_does_not_linger() {
    let mut call = Call::with(with_grace(), &[entry_of("note", "n", Kind::Bot)]);
    call.ok(&Fact::ParticipantJoined(entry_of("bob", "n", Kind::Human)));
    assert_eq!(counts(&mut call), (1, 1), "only bob");
}

#[test]
fn a_change_of_kind_has_no_grace_however_it_is_reported() {
    for report in [
        changed("b", Kind::Bot),
        Fact::ParticipantJoined(entry_of("bob", "b", Kind::Bot)),
        Fact::Roster(&[entry_of("bob", "b", Kind::Bot)]),
    ] {
        let mut call = Call::with(with_grace(), &[entry("bob", "b")]);
        call.ok(&report);
        assert_eq!(counts(&mut call), (0, 1));
        assert_eq!(call.status().phase, Some(Phase::Counting));
    }
}

#[test]
fn a_connection_that_counts_ends_the_lingering_of_its_user_and_of_nobody_else() {
    for returns in [
        changed("b2", Kind::Human),
        Fact::ParticipantJoined(entry("bob", "b3")),
        Fact::ParticipantJoined(entry_of("bob", "b2", Kind::Phone)),
        Fact::Roster(&[entry("bob", "b3")]),
    ] {
        let roster = [entry("bob", "b1"), entry_of("bob", "b2", Kind::Bot), entry("carol", "c")];
        let mut call = Call::with(with_grace(), &roster);
        call.ok(&left("b1"));
        call.wait(s(3));
        call.ok(&left("c"));
        assert_eq!(counts(&mut call), (2, 1));
        call.ok(&returns);
        assert_eq!(call.status().others, 2, "bob is back, carol lingers");
        call.wait(s(9));
        assert_eq!(call.status().others, 2, "carol still does");
        call.wait(s(1));
        assert_eq!(call.status().others, 1, "carol is gone");
    }
}

#[test]
fn a_return_that_does_not_count_ends_no_lingering() {
    for returns in [
        Fact::ParticipantJoined(entry_of("bob", "b2", Kind::Bot)),
        Fact::Roster(&[entry_of("bob", "b2", Kind::Hidden)]),
        Fact::Roster(&[]),
    ] {
        let mut call = Call::with(with_grace(), &[entry("bob", "b1")]);
        call.ok(&left("b1"));
        call.wait(s(5));
        call.ok(&returns);
        assert_eq!(call.status().others, 1);
        call.wait(s(5));
        assert_eq!(call.status().others, 0);
    }
}

#[test]
fn who_is_missing_in_a_roster_lingers_once_however_many_connections_there_were() {
    let roster = [
        entry("bob", "b1"),
        entry("bob", "b2"),
        entry("carol", "c"),
        entry_of("note", "n", Kind::Bot),
    ];
    let mut call = Call::with(with_grace(), &roster);
    call.ok(&Fact::Roster(&[entry("carol", "c2")]));
    assert_eq!(counts(&mut call), (2, 1), "bob lingers, carol is there, the bot is gone");
    call.wait(s(10));
    assert_eq!(counts(&mut call), (1, 1));
}

#[test]
fn a_user_who_leaves_with_a_program_beside_takes_both_and_lingers_once() {
    let roster = [entry("bob", "b1"), entry_of("bob", "b2", Kind::Bot), entry("carol", "c")];
    let mut call = Call::with(with_grace(), &roster);
    call.ok(&Fact::UserLeft { uid: text("bob") });
    assert_eq!(counts(&mut call), (2, 1));
    call.wait(s(10));
    assert_eq!(counts(&mut call), (1, 1));
    let mut call = Call::with(with_grace(), &[entry_of("bob", "b2", Kind::Bot)]);
    call.ok(&Fact::UserLeft { uid: text("bob") });
    assert_eq!(counts(&mut call), (0, 0), "a program does not linger");
}

#[test]
fn a_kind_that_is_not_told_is_the_one_known_or_human() {
    let mut call = Call::with(Settings::default(), &[entry_of("note", "n", Kind::Bot)]);
    call.ok(&Fact::ParticipantJoined(entry("note", "n")));
    assert_eq!(call.status().others, 0);
    call.ok(&Fact::Roster(&[entry("other", "n"), entry("bob", "b")]));
    assert_eq!(call.status().others, 1, "bob is new, n is known");
    call.ok(&Fact::Roster(&[entry("bob", "b")]));
    call.ok(&Fact::ParticipantJoined(entry("note", "n")));
    assert_eq!(call.status().others, 2, "who left is new");
}

#[test]
fn where_no_kind_counts_the_user_is_alone_whoever_is_there() {
    let nobody = Settings { count_kinds: Kinds::NOBODY, ..with_grace() };
    let mut call = Call::with(nobody, &[entry("bob", "b"), entry_of("carol", "c", Kind::Viewer)]);
    assert_eq!(counts(&mut call), (0, 2));
    call.ok(&left("b"));
    assert_eq!(counts(&mut call), (0, 1), "and nobody lingers");
    assert_eq!(call.status().phase, Some(Phase::Counting));
}
