//! A session that goes on from its bytes, on another clock and after some time.

use hangtime::model::{Fact, Kind, Limits, Moment, Phase, Session, Settings, Span, Unreadable};

use crate::call::{Call, classic, entry, entry_of, hold, left, ms, s, text};
use crate::fields::{sample, sealed};
use crate::log::eventful_calls;

/// Clocks that a snapshot may be read on: one that just started, and one that has run for long.
const CLOCKS: [Moment; 2] = [Moment::START, Moment::after_start(s(1_000_000))];

/// The same session as restored, so long after its writing, at this time of another clock.
fn restored(call: &Call, elapsed: Span, now: Moment) -> Call {
    let (id, session) = Session::from_bytes(&call.bytes(), now - elapsed).expect("our own bytes");
    assert_eq!(id, "room");
    Call::of(session, now)
}

/// Sessions in every phase and stage, with their times in many places.
fn calls() -> Vec<Call> {
    let mut calls = vec![Call::open(classic()), sample()];
    for wait in [0, 100, 130, 180] {
        let mut call = Call::alone(classic());
        call.wait(s(wait));
        calls.push(call);
    }
    let lingering = Settings { leave_grace: s(30), max_duration: s(900), ..classic() };
    let mut call = Call::with(lingering, &[entry("bob", "b"), entry_of("note", "n", Kind::Bot)]);
    call.ok(&left("b"));
    calls.push(call);
    let mut call = Call::alone(classic());
    call.sleep(s(500));
    call.judge();
    calls.push(call);
    let mut call = Call::alone(classic());
    call.ok(&hold("recording", 0));
    call.ok(&Fact::ConnectionLost);
    calls.push(call);
    // One that keeps no log.
    let limits = Limits { log_lines: 0, ..Settings::default().limits };
    calls.push(Call::alone(Settings { limits, ..classic() }));
    calls.extend(eventful_calls());
    calls
}

/// What a call does from here on: how it stands and what it tells, hour by hour.
fn future(mut call: Call) -> String {
    call.told();
    let mut seen = format!("{:?}\n", call.status());
    for (step, fact) in [Fact::AppResumed, Fact::ConnectionRestored(None)].iter().enumerate() {
        call.wait(s(37));
        let result = call.report(fact);
        seen += &format!("{step} {result:?} {:?} {:?}\n", call.deadline(), call.status());
    }
    call.wait(s(3_600));
    seen + &format!("{:?} {:?}\n{}", call.told(), call.status(), call.log())
}

#[test]
fn a_session_goes_on_from_its_bytes_on_any_clock_as_if_nothing_had_been() {
    for now in CLOCKS {
        for call in calls() {
            let other = restored(&call, Span::ZERO, now);
            assert_eq!(future(other), future(call));
        }
    }
}

#[test]
fn what_passed_between_writing_and_reading_counts_as_time() {
    for elapsed in [ms(1), s(59), s(61), s(1_000)] {
        for now in CLOCKS {
            for mut call in calls() {
                let other = restored(&call, elapsed, now);
                call.sleep(elapsed);
                assert_eq!(future(other), future(call), "{elapsed} later");
            }
        }
    }
}

#[test]
fn a_countdown_that_began_before_the_clock_of_its_reader_keeps_its_age() {
    let mut call = Call::alone(Settings { idle_timeout: s(7_200), ..Settings::default() });
    call.wait(s(3_600));
    let mut other = restored(&call, s(1_800), Moment::START);
    let status = other.status();
    assert_eq!(status.alone_for, Some(s(5_400)));
    assert_eq!(status.until_end, Some(s(1_800)));
    assert_eq!(status.phase, Some(Phase::Counting));
}

#[test]
fn a_session_that_moves_out_and_back_is_the_same() {
    for call in calls() {
        let away = restored(&call, Span::ZERO, CLOCKS[1]);
        let back = restored(&away, Span::ZERO, call.now);
        assert_eq!(back.session, call.session);
        assert_eq!(back.bytes(), call.bytes());
        assert_eq!(away.log(), call.log());
    }
}

#[test]
fn settings_holds_and_ids_of_every_length_come_back() {
    let longest = "ü".repeat(127) + "x";
    let mut call = Call::open(Settings::default());
    call.ok(&Fact::Joined { uid: text(&longest), roster: &[entry(&longest, &longest)] });
    call.ok(&hold(&longest, 0));
    let bytes = call.session.to_bytes(&longest, call.now);
    let read = Session::from_bytes(&bytes, call.now).expect("our own bytes");
    assert_eq!(read, (longest.as_str().into(), call.session));
}

#[test]
fn a_snapshot_cut_short_anywhere_is_refused() {
    let bytes = sample().bytes();
    for length in 0..bytes.len() {
        let read = Session::from_bytes(&bytes[..length], Moment::START);
        assert_eq!(read, Err(Unreadable::Corrupt), "{length} bytes");
    }
}

#[test]
fn a_state_cut_short_is_refused_even_with_the_right_checksum() {
    for call in calls() {
        let bytes = call.bytes();
        let state = &bytes[10..];
        for length in 0..state.len() {
            let read = Session::from_bytes(&sealed(1, &state[..length]), Moment::START);
            assert_eq!(read, Err(Unreadable::Corrupt), "{length} bytes");
        }
    }
}

#[test]
fn a_snapshot_with_any_bit_changed_is_refused() {
    let bytes = sample().bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let read = Session::from_bytes(&changed, Moment::START);
            // Bytes 4 and 5 are the version: more than this one is another answer.
            let newer = (4..6).contains(&at) && !(at == 4 && bit == 0);
            let error = if newer { Unreadable::Newer } else { Unreadable::Corrupt };
            assert_eq!(read, Err(error), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn a_later_version_is_told_apart_from_damage_whatever_it_says() {
    for version in [2, 3, 256, u16::MAX] {
        for state in [&b""[..], b"something else"] {
            let read = Session::from_bytes(&sealed(version, state), Moment::START);
            assert_eq!(read, Err(Unreadable::Newer));
        }
    }
    let first = Session::from_bytes(&sealed(0, &sample().bytes()[10..]), Moment::START);
    assert_eq!(first, Err(Unreadable::Corrupt), "there never was a version 0");
}

#[test]
fn what_is_no_snapshot_is_refused() {
    for bytes in [&b""[..], b"HGTM", b"\0\0\0\0\0\0\0\0\0\0", b"<html>not found</html>"] {
        assert_eq!(Session::from_bytes(bytes, Moment::START), Err(Unreadable::Corrupt));
    }
}
