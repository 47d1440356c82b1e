//! What a session counts, and what it carries for the host.

use hangtime::error::Error;
use hangtime::model::{Fact, Kind, SessionType, Settings};

use crate::call::{Call, classic, entry, entry_of, left, s, text};

#[test]
fn extensions_left_are_told_when_there_is_a_limit() {
    let mut call = Call::alone(Settings { max_extensions: 2, ..Settings::default() });
    assert_eq!(call.status().extensions_left, Some(2));
    call.ok(&Fact::Extend);
    assert_eq!(call.status().extensions_left, Some(1));
    call.ok(&Fact::Extend);
    assert_eq!(call.status().extensions_left, Some(0));
    call.refuses(&Fact::Extend, Error::Limit);
    assert_eq!(call.status().extensions_left, Some(0));
    assert_eq!(Call::alone(Settings::default()).status().extensions_left, None);
}

#[test]
fn others_are_distinct_users_who_count_and_participants_are_connections() {
    let roster = [
        entry("bob", "b1"),
        entry_of("bob", "b2", Kind::Phone),
        entry("carol", "c"),
        entry("alice", "a2"),
        entry_of("note", "n", Kind::Bot),
    ];
    let mut call = Call::with(Settings { leave_grace: s(10), ..Settings::default() }, &roster);
    let counts = |call: &mut Call| (call.status().others, call.status().participants);
    assert_eq!(counts(&mut call), (2, 5));
    call.ok(&left("b1"));
    assert_eq!(counts(&mut call), (2, 4), "one connection of bob is left");
    call.ok(&left("c"));
    assert_eq!(counts(&mut call), (2, 3), "carol lingers");
    call.ok(&Fact::UserLeft { uid: text("bob") });
    assert_eq!(counts(&mut call), (2, 2), "both linger");
    call.ok(&Fact::ParticipantJoined(entry("carol", "c2")));
    assert_eq!(counts(&mut call), (2, 3), "who came back does not linger too");
    call.wait(s(10));
    assert_eq!(counts(&mut call), (1, 3));
    let settings = Settings { count_own_devices: true, ..Settings::default() };
    assert_eq!(Call::with(settings, &roster).status().others, 3);
}

#[test]
fn prompts_are_counted_through_the_session() {
    let mut call = Call::alone(classic());
    call.wait(s(130));
    call.ok(&Fact::Extend);
    assert_eq!(call.status().prompts, 1);
    call.wait(s(120));
    assert_eq!(call.status().prompts, 2);
}

#[test]
fn the_session_type_is_carried() {
    let settings = Settings { session_type: SessionType::Voice, ..Settings::default() };
    assert_eq!(Call::open(settings).status().session_type, SessionType::Voice);
}
