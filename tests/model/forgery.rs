//! Snapshots with the right checksum and a content that can not have come about.

use hangtime::model::{Fact, Kind, Moment, Phase, Session, Stage, Unreadable};

use crate::call::{Call, LONGEST_MS, entry, s, text};
use crate::fields::{Fields, NEVER, at, long, micros, number, sample, sealed, span, string};
use crate::log::eventful_calls;

fn refuses(fields: &Fields, why: &str) {
    assert_eq!(fields.read().map(|_| ()), Err(Unreadable::Corrupt), "{why}");
}

/// Asserts that the fields are read, and written again as they were.
fn takes(fields: &Fields, why: &str) -> Session {
    let (id, session) = fields.read().expect(why);
    let again = session.to_bytes(&id, Moment::after_start(s(9_000)));
    assert_eq!(again, fields.bytes(), "{why}");
    session
}

#[test]
fn a_snapshot_is_written_field_by_field_in_the_order_of_version_1() {
    let fields = Fields::of_sample();
    assert_eq!(sample().bytes(), fields.bytes());
    takes(&fields, "the sample");
}

#[test]
fn a_byte_that_says_yes_or_no_is_1_or_0() {
    for name in [
        "has waiting_timeout",
        "count_own_devices",
        "left",
        "has local uid",
        "had company",
        "alone",
        "prompt until",
        "late spent",
        "warned",
    ] {
        for byte in [2, 3, 255] {
            refuses(&Fields::of_sample().with(name, [byte]), name);
        }
    }
    for name in ["count_own_devices", "left", "had company", "late spent", "warned"] {
        takes(&Fields::of_sample().with(name, [1]), name);
    }
}

#[test]
fn a_byte_that_says_which_is_one_of_those_there_are() {
    for (name, count) in
        [("link_lost", 2), ("session_type", 2), ("link", 3), ("cause", 2), ("kind 1", 6)]
    {
        for byte in [count, count + 1, 255] {
            refuses(&Fields::of_sample().with(name, [byte]), name);
        }
        // A kind that counts would be company.
        for byte in (0..count).filter(|byte| name != "kind 1" || *byte > 2) {
            takes(&Fields::of_sample().with(name, [byte]), name);
        }
    }
    for kinds in [0b0100_0000, 0b1000_0000, 0b1100_0111] {
        refuses(&Fields::of_sample().with("count_kinds", [kinds]), "no such kind");
    }
    for kinds in [0, 1, 0b10_0111] {
        takes(&Fields::of_sample().with("count_kinds", [kinds]), "kinds");
    }
}

#[test]
fn a_text_is_not_empty_and_is_utf_8() {
    for name in ["id", "local uid", "pid 1", "uid 1", "label"] {
        refuses(&Fields::of_sample().with(name, [0]), name);
        refuses(&Fields::of_sample().with(name, [1, 0xff]), name);
        refuses(&Fields::of_sample().with(name, [2, b'x', 0xc3]), name);
        takes(&Fields::of_sample().with(name, string("a")), name);
        refuses(&Fields::of_sample().with(name, [255, b'x']), "no such length");
    }
}

#[test]
fn a_state_that_goes_on_after_its_end_is_refused() {
    let bytes = Fields::of_sample().bytes();
    let read = Session::from_bytes(&sealed(1, &[&bytes[10..], &[0]].concat()), Moment::START);
    assert_eq!(read, Err(Unreadable::Corrupt));
}

#[test]
fn a_count_is_a_claim_that_takes_no_memory() {
    for name in ["connections", "lingering", "holds", "lines"] {
        refuses(&Fields::of_sample().with(name, number(u32::MAX)), name);
    }
}

#[test]
fn settings_are_checked_as_at_the_opening() {
    let too_long = (LONGEST_MS + 1) * 1_000;
    for name in ["idle_timeout", "waiting_timeout", "min_notice", "leave_grace", "resync_grace"] {
        refuses(&Fields::of_sample().with(name, long(too_long)), name);
        takes(&Fields::of_sample().with(name, long(LONGEST_MS * 1_000)), name);
    }
    refuses(&Fields::of_sample().with("prompt", span(151)), "longer than waiting");
    takes(&Fields::of_sample().with("prompt", span(150)), "as long as waiting");
    refuses(&Fields::of_sample().with("max_duration_warning", span(1_000)), "no time before it");
}

#[test]
fn connections_are_in_the_order_of_their_pids_and_each_is_there_once() {
    refuses(&Fields::of_sample().with("pid 2", string("n")), "twice");
    refuses(&Fields::of_sample().with("pid 2", string("m")), "out of order");
    takes(&Fields::of_sample().with("pid 2", string("n1")), "in order");
}

#[test]
fn who_lingers_is_in_the_order_of_going() {
    let lingering = |first: i64, second: i64| {
        let bytes = [number(2), string("bob"), at(first), string("carol"), at(second)].concat();
        Fields::of_sample().with("lingering", bytes).without_time_alone()
    };
    refuses(&lingering(7, 6), "carol goes first");
    takes(&lingering(6, 7), "bob goes first");
    takes(&lingering(7, 7), "both at once");
}

#[test]
fn no_more_is_there_than_the_limits_let_in() {
    for (name, count) in [("participants", 2), ("holds", 1), ("log_lines", 3)] {
        let name = format!("limit of {name}");
        let with = |limit| Fields::of_sample().with(&name, number(limit));
        refuses(&with(count - 1), &name);
        takes(&with(count), &name);
    }
}

#[test]
fn the_time_alone_is_there_when_and_only_when_the_user_is_alone() {
    let sample = Fields::of_sample;
    refuses(&sample().without_time_alone(), "alone");
    refuses(&sample().with("kind 1", [0]), "in company");
    takes(&sample().without_time_alone().with("kind 1", [0]), "in company");
    refuses(&sample().with("uid 1", string("alice")).without_time_alone(), "an own device");
    let lingering = [&number(1)[..], &string("bob"), &at(7)].concat();
    refuses(&sample().with("lingering", lingering.clone()), "bob lingers");
    takes(&sample().with("lingering", lingering).without_time_alone(), "bob lingers");
}

#[test]
fn there_are_seven_stages_and_only_the_joined_has_a_phase() {
    for stage in 0..7 {
        let with = Fields::of_sample().with("stage", [stage]);
        if stage == 1 {
            assert_eq!(phase(takes(&with, "joined")), Some(Phase::Held));
        } else {
            refuses(&with, "not joined, and yet alone");
            assert_eq!(phase(takes(&with.without_time_alone(), "not joined")), None);
        }
    }
    for stage in [7, 8, 255] {
        refuses(&Fields::of_sample().with("stage", [stage]).without_time_alone(), "no such stage");
    }
}

fn phase(session: Session) -> Option<Phase> {
    Call::of(session, Moment::after_start(s(9_000))).status().phase
}

#[test]
fn a_moment_that_never_comes_stays_so() {
    let held = takes(&Fields::of_sample().with("until", micros(NEVER)), "held for ever");
    let mut call = Call::of(held, Moment::after_start(s(9_000)));
    assert_eq!(call.deadline(), Some(s(1_000 - 11 - 100)), "the warning");
    call.wait(s(800));
    assert_eq!(call.status().holds, 1);
    let prompting = [&[1][..], &at(10)].concat();
    takes(&Fields::of_sample().with("prompt until", prompting), "a prompt is shown");
}

#[test]
fn a_time_before_all_time_is_the_earliest() {
    let fields = Fields::of_sample().with("since", micros(i64::MIN));
    let (_, session) = fields.read().expect("long ago is not wrong");
    let mut call = Call::of(session, Moment::after_start(s(9_000)));
    assert_eq!(call.status().alone_for, Some(call.now - Moment::EARLIEST));
}

#[test]
fn every_line_of_a_log_is_read_as_it_was_written_and_no_other() {
    let span_then_number = [&span(9)[..], &number(4)].concat();
    let arguments: [&[&[u8]]; 11] = [
        &[&[]],
        &[&[]],
        &[&[0], &[1], &[2]],
        &[&[]],
        &[&[]],
        &[&[]],
        &[&[0], &[1]],
        &[&[]],
        &[&span_then_number],
        &[&[0], &[1], &[2], &[3], &[4], &[5], &[6], &[7], &[8]],
        &[&span(9)],
    ];
    let late_event = |kind: u8, argument: &[u8], late: u64| {
        let line = [&[1, kind], argument, &long(late)].concat();
        Fields::of_sample().with("line 1", line)
    };
    let event = |kind: u8, argument: &[u8]| late_event(kind, argument, 1_000_001);
    for (kind, arguments) in (0..).zip(arguments) {
        for argument in arguments {
            takes(&event(kind, argument), "an event");
        }
        if arguments.len() > 1 {
            refuses(&event(kind, &[arguments.len() as u8]), "no such cause");
        }
    }
    let (id, watched) = late_event(0, &[], 1_000_000).read().expect("an event that was watched");
    let as_in_time = watched.to_bytes(&id, Moment::after_start(s(9_000)));
    assert_eq!(as_in_time, late_event(0, &[], 0).bytes());
    refuses(&event(11, &[]), "no such event");
    refuses(&event(255, &[]), "no such event");
    let fact = |name: u8| Fields::of_sample().with("line 2", [&[0, name][..], &number(2)].concat());
    (0..16).for_each(|name| _ = takes(&fact(name), "a fact"));
    refuses(&fact(16), "no such fact");
    refuses(&Fields::of_sample().with("line 3", [2, 14, 0, 0, 0, 0]), "neither fact nor event");
}

/// Does with a session what a host may do, to its end.
fn live_on(session: Session) {
    let mut call = Call::of(session, Moment::after_start(s(9_000)));
    call.status();
    for fact in [
        Fact::Joined { uid: text("alice"), roster: &[] },
        Fact::ParticipantChanged { pid: text("n"), kind: Kind::Human },
        Fact::ConnectionLost,
        Fact::Roster(&[entry("bob", "b")]),
        Fact::ConnectionRestored(Some(&[])),
        Fact::SetIdleTimeout(s(90)),
        Fact::Extend,
        Fact::ReleaseHold { label: text("late") },
    ] {
        // Whether it is refused depends on the bytes.
        let _ = call.report(&fact);
        call.sleep(s(200));
        call.judge();
    }
    let _ = call.report(&Fact::Left);
    assert_ne!(call.status().stage, Stage::Joined);
    assert_eq!(call.deadline(), None);
    assert!(!call.bytes().is_empty());
    call.log();
}

#[test]
fn whatever_is_read_can_be_lived_with() {
    let mut read = 0;
    for call in [sample()].into_iter().chain(eventful_calls()) {
        let bytes = call.bytes();
        for at in 10..bytes.len() {
            for change in [1, 0x40, 0x80, 0xff] {
                let mut state = bytes[10..].to_vec();
                state[at - 10] ^= change;
                let session = Session::from_bytes(&sealed(1, &state), call.now);
                if let Ok((_, session)) = session {
                    live_on(session);
                    read += 1;
                }
            }
        }
    }
    assert!(read > 1_000, "{read} of them were read");
}
