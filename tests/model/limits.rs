//! How much fits into a session, and how long its texts are.

use hangtime::error::Error;
use hangtime::model::{Entry, Fact, Kind, Limits, Settings, Text};

use crate::call::{Call, entry, entry_of, hold, left, ms, release, s, text};

fn room_for(participants: u32) -> Settings {
    Settings {
        limits: Limits { participants, ..Settings::default().limits },
        ..Settings::default()
    }
}

const TWO: &[(&str, &str)] = &[("bob", "b"), ("carol", "c")];
const THREE: &[(&str, &str)] = &[("bob", "b"), ("carol", "c"), ("dave", "d")];

fn entries<'a>(of: &[(&'a str, &'a str)]) -> Vec<Entry<'a>> {
    of.iter().map(|(uid, pid)| entry(uid, pid)).collect()
}

#[test]
fn a_text_has_one_to_255_bytes() {
    let longest = "x".repeat(255);
    assert_eq!(Text::new("x").map(Text::as_str), Ok("x"));
    assert_eq!(Text::new(&longest).map(Text::as_str), Ok(longest.as_str()));
    assert_eq!(Text::new(""), Err(Error::Invalid));
    assert_eq!(Text::new(&"x".repeat(256)), Err(Error::Invalid));
    assert!(Text::new(&"é".repeat(127)).is_ok());
    assert_eq!(Text::new(&"é".repeat(128)), Err(Error::Invalid), "bytes, not letters");
}

#[test]
fn a_roster_with_more_connections_than_the_limit_is_refused_with_every_fact_that_has_one() {
    let (two, three) = (entries(TWO), entries(THREE));
    let mut call = Call::open(room_for(2));
    call.refuses(&Fact::Joined { uid: text("alice"), roster: &three }, Error::Limit);
    call.ok(&Fact::Joined { uid: text("alice"), roster: &two });
    call.refuses(&Fact::Roster(&three), Error::Limit);
    call.refuses(&Fact::ConnectionRestored(Some(&three)), Error::Limit);
    call.ok(&Fact::ConnectionLost);
    call.refuses(&Fact::ConnectionRestored(Some(&three)), Error::Limit);
    call.ok(&Fact::ConnectionRestored(Some(&two)));
    call.ok(&Fact::Roster(&two));
    assert_eq!(call.status().participants, 2);
}

#[test]
fn a_connection_named_more_than_once_in_a_roster_takes_one_place() {
    let mut named_twice = entries(THREE);
    named_twice[0] = entry("carol", "c");
    let mut call = Call::open(room_for(2));
    call.ok(&Fact::Joined { uid: text("alice"), roster: &named_twice });
    assert_eq!(call.status().participants, 2);
    call.refuses(&Fact::Roster(&[&named_twice[..], &entries(THREE)].concat()), Error::Limit);
    call.ok(&Fact::Roster(&named_twice.repeat(3)));
}

#[test]
fn a_full_roster_takes_no_other_connection_but_an_update() {
    let mut call = Call::with(room_for(2), &entries(TWO));
    call.refuses(&Fact::ParticipantJoined(entry("dave", "d")), Error::Limit);
    call.ok(&Fact::ParticipantJoined(entry_of("bob", "b", Kind::Bot)));
    assert_eq!(call.status().others, 1);
    call.ok(&left("c"));
    call.ok(&Fact::ParticipantJoined(entry("dave", "d")));
    assert_eq!(call.status().participants, 2);
}

#[test]
fn with_room_for_nobody_the_user_is_alone() {
    let mut call = Call::alone(room_for(0));
    call.refuses(&Fact::ParticipantJoined(entry("bob", "b")), Error::Limit);
    call.refuses(&Fact::Roster(&entries(&TWO[..1])), Error::Limit);
    call.ok(&Fact::Roster(&[]));
}

#[test]
fn who_lingers_takes_no_place() {
    let mut call = Call::with(Settings { leave_grace: s(10), ..room_for(2) }, &entries(TWO));
    call.ok(&left("b"));
    call.ok(&Fact::ParticipantJoined(entry("dave", "d")));
    assert_eq!(call.status().others, 3);
}

#[test]
fn no_more_linger_than_the_limit_and_the_first_to_go_make_room() {
    let mut call = Call::with(Settings { leave_grace: s(10), ..room_for(2) }, &entries(TWO));
    call.ok(&left("b"));
    call.wait(s(4));
    call.ok(&left("c"));
    call.wait(s(4));
    assert_eq!(call.status().others, 2, "as many as may");
    call.ok(&Fact::ParticipantJoined(entry("dave", "d")));
    call.ok(&left("d"));
    assert_eq!(call.status().others, 2, "bob is gone, two seconds early");
    call.wait(s(5));
    assert_eq!(call.status().others, 2);
    call.wait(s(1));
    assert_eq!(call.status().others, 1, "carol has had her whole grace");
    call.wait(s(4));
    assert_eq!(call.status().alone_for, Some(s(0)), "and dave his");
}

#[test]
fn a_flood_of_others_leaves_company_for_the_whole_grace_and_no_more_than_the_limit() {
    let mut call = Call::alone(Settings { leave_grace: s(10), ..room_for(1) });
    for n in 0..1_000 {
        let (name, other) = (n.to_string(), format!("other {n}"));
        // A whole roster of somebody else, and a connection that becomes another user's.
        call.ok(&Fact::Roster(&[entry(&name, &name)]));
        call.ok(&Fact::ParticipantJoined(entry(&other, &name)));
        assert!(call.status().others <= 2);
    }
    call.ok(&Fact::Roster(&[]));
    call.wait(ms(9_999));
    assert_eq!((call.status().others, call.status().alone_for), (1, None));
    call.wait(ms(1));
    assert_eq!((call.status().others, call.status().alone_for), (0, Some(s(0))));
}

#[test]
fn no_more_holds_than_the_limit_are_active_at_one_time() {
    let limits = Limits { holds: 2, ..Settings::default().limits };
    let mut call = Call::alone(Settings { limits, ..Settings::default() });
    call.ok(&hold("one", 0));
    call.ok(&hold("two", 1_000));
    call.refuses(&hold("three", 0), Error::Limit);
    call.refuses(&hold("two", 0), Error::AlreadyHeld);
    call.refuses(&release("three"), Error::NotFound);
    call.wait(s(1));
    call.ok(&hold("three", 0));
    call.ok(&release("one"));
    call.ok(&hold("one", 0));
    assert_eq!(call.status().holds, 2);
}

#[test]
fn a_hold_is_refused_for_its_age_before_anything_else() {
    let mut call = Call::open(Settings::default());
    let longest = 1 << 53;
    call.refuses(&hold("one", longest + 1), Error::Invalid);
    call.refuses(&hold("one", longest), Error::NotJoined);
    call.ok(&Fact::Joined { uid: text("alice"), roster: &[] });
    call.ok(&hold("one", longest));
}

#[test]
fn whoever_is_not_there_can_not_be_changed_or_leave() {
    let mut call = Call::with(Settings::default(), &entries(TWO));
    call.refuses(&left("x"), Error::NotFound);
    call.refuses(&Fact::UserLeft { uid: text("dave") }, Error::NotFound);
    let changed = Fact::ParticipantChanged { pid: text("x"), kind: Kind::Bot };
    call.refuses(&changed, Error::NotFound);
}
