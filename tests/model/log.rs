//! Why did my call end? What the log of a session says.

use std::fmt;

use hangtime::model::{Fact, Kind, Limits, Moment, Session, Settings, Span};

use crate::call::{Call, classic, entry, hold, left, ms, release, s, text};

fn with_lines(log_lines: u32, settings: Settings) -> Settings {
    Settings { limits: Limits { log_lines, ..Settings::default().limits }, ..settings }
}

/// A call with bob who leaves, at 1.5 s, which ends at 311.5 s and is left at 312.5 s.
fn short_call(log_lines: u32) -> Call {
    let mut call = Call::open(with_lines(log_lines, Settings::default()));
    call.wait(ms(1_500));
    call.ok(&Fact::Joined { uid: text("alice"), roster: &[entry("bob", "bob-1")] });
    call.wait(s(10));
    call.ok(&left("bob-1"));
    call.wait(s(301));
    call.ok(&Fact::Left);
    call
}

const SHORT_CALL: [&str; 7] = [
    "       1.500 s  joined (participants: 1)",
    "       1.500 s  > session_joined",
    "      11.500 s  participant_left (participants: 0)",
    "      11.500 s  > idle_started others_left",
    "     311.500 s  > session_timed_out others_left",
    "     312.500 s  left (participants: 0)",
    "     312.500 s  > session_left",
];

/// A call that shows its eighth prompt, after every fact that does not end it.
fn prompting(log_lines: u32) -> Call {
    let mut call = Call::alone(with_lines(log_lines, classic()));
    call.wait(s(120));
    call.ok(&Fact::ParticipantJoined(entry("bob", "b")));
    call.ok(&Fact::ParticipantChanged { pid: text("b"), kind: Kind::Phone });
    call.ok(&left("b"));
    call.ok(&Fact::Roster(&[entry("bob", "b")]));
    call.ok(&Fact::UserLeft { uid: text("bob") });
    call.wait(s(120));
    call.ok(&Fact::Extend);
    call.wait(s(120));
    call.ok(&Fact::ConnectionLost);
    call.ok(&Fact::ConnectionRestored(None));
    call.ok(&Fact::AppResumed);
    call.wait(s(5));
    call.ok(&hold("recording", 0));
    call.ok(&release("recording"));
    call.sleep(s(600));
    call.ok(&Fact::SetWaitingTimeout(s(60)));
    call.wait(s(5));
    call.ok(&Fact::SetIdleTimeout(Span::ZERO));
    call.ok(&Fact::SetIdleTimeout(s(180)));
    call.wait(s(120));
    call.ok(&Fact::SetIdleTimeout(s(300)));
    call.wait(s(120));
    call
}

/// Calls whose logs have every fact, event and cause.
pub fn eventful_calls() -> [Call; 5] {
    let warned = Settings { max_duration: s(100), max_duration_warning: s(9), ..classic() };
    let mut calls =
        [prompting(1_000), prompting(1_000), prompting(1_000), Call::alone(warned), waited()];
    let [left, closed, expired, longest, _] = &mut calls;
    left.ok(&Fact::Left);
    closed.ok(&Fact::ConnectionClosed);
    closed.ok(&Fact::Left);
    expired.wait(s(60));
    longest.wait(s(100));
    calls
}

/// A call that nobody joins and whose end is found late for the second time.
fn waited() -> Call {
    let mut call = Call::alone(Settings::default());
    call.sleep(s(400));
    call.judge();
    call.sleep(s(20));
    call.judge();
    call
}

fn lines_of(log: &str, is_event: bool) -> Vec<&str> {
    let said = log.lines().filter_map(|line| line.split_once(" s  ")).map(|(_, said)| said);
    said.filter(|said| said.starts_with('>') == is_event).collect()
}

#[test]
fn each_line_has_the_time_since_the_opening_and_what_was_reported_or_told() {
    assert_eq!(short_call(32).log(), SHORT_CALL.join("\n") + "\n");
}

#[test]
fn a_session_in_which_nothing_happened_has_an_empty_log() {
    assert_eq!(Call::open(Settings::default()).log(), "");
}

#[test]
fn older_lines_make_room_and_are_counted() {
    for (limit, dropped) in [(7, 0), (6, 1), (3, 4), (1, 6)] {
        let lines = SHORT_CALL[dropped..].join("\n") + "\n";
        let head = match dropped {
            0 => String::new(),
            _ => format!("({dropped} older lines made room)\n"),
        };
        assert_eq!(short_call(limit).log(), head + &lines, "{limit} lines");
    }
}

#[test]
fn the_last_lines_are_kept_whole_however_many_they_are() {
    let all = prompting(1_000).log();
    let lines: Vec<&str> = all.lines().collect();
    for limit in 1..lines.len() {
        let dropped = lines.len() - limit;
        let kept = lines[dropped..].join("\n");
        let call = prompting(limit as u32);
        let expected = format!("({dropped} older lines made room)\n{kept}\n");
        assert_eq!(call.log(), expected, "{limit} lines");
        let bytes = call.session.to_bytes("room", call.now);
        let (_, back) = Session::from_bytes(&bytes, call.now).expect("readable");
        assert_eq!(back, call.session, "{limit} lines");
    }
}

#[test]
fn sessions_of_which_the_logs_differ_are_not_the_same() {
    let alone = || Call::alone(with_lines(32, Settings::default()));
    let mut held = alone();
    held.ok(&hold("recording", 0));
    held.ok(&release("recording"));
    assert_ne!(held.session, alone().session);
    assert_eq!(alone().session, alone().session);
    let joined_in_time = |opened_at| {
        let mut call = Call::open_at(Settings::default(), Moment::after_start(opened_at));
        call.wait(s(9) - opened_at);
        call.ok(&Fact::Joined { uid: text("alice"), roster: &[] });
        call.session
    };
    assert_eq!(joined_in_time(s(1)), joined_in_time(s(1)));
    assert_ne!(joined_in_time(s(1)), joined_in_time(s(2)));
}

#[test]
fn sessions_of_which_the_rosters_differ_are_not_the_same() {
    let with = |roster: &[_]| Call::with(with_lines(0, Settings::default()), roster);
    let bob = entry("bob", "b");
    let mut back_to_two = with(&[bob]);
    back_to_two.ok(&Fact::ParticipantJoined(entry("carol", "c")));
    assert_ne!(back_to_two.session, with(&[bob]).session);
    back_to_two.ok(&left("c"));
    assert_eq!(back_to_two.session, with(&[bob]).session);
    back_to_two.ok(&Fact::ParticipantChanged { pid: text("b"), kind: Kind::Phone });
    assert_ne!(back_to_two.session, with(&[bob]).session);
}

#[test]
fn a_log_of_no_lines_stays_empty() {
    assert_eq!(short_call(0).log(), "");
}

#[test]
fn every_fact_is_noted_by_its_name() {
    let [left, closed, ..] = eventful_calls();
    let log = left.log();
    let names: Vec<&str> =
        lines_of(&log, false).iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(
        names,
        [
            "joined",
            "participant_joined",
            "participant_changed",
            "participant_left",
            "roster",
            "user_left",
            "extend",
            "connection_lost",
            "connection_restored",
            "app_resumed",
            "hold",
            "release",
            "set_waiting_timeout",
            "set_idle_timeout",
            "set_idle_timeout",
            "set_idle_timeout",
            "left",
        ]
    );
    let log = closed.log();
    assert!(
        lines_of(&log, false)
            .ends_with(&["connection_closed (participants: 0)", "left (participants: 0)"])
    );
}

#[test]
fn every_event_is_noted_in_the_words_of_the_scenarios() {
    let logs = eventful_calls().map(|call| call.log());
    let [left, closed, expired, longest, waited] = logs.each_ref().map(|log| lines_of(log, true));
    let prompting = [
        "> session_joined",
        "> idle_started waiting",
        "> idle_prompt 1m 1",
        "> prompt_dismissed joined",
        "> idle_stopped",
        "> idle_started others_left",
        "> idle_stopped",
        "> idle_started others_left",
        "> idle_prompt 1m 2",
        "> prompt_dismissed extended",
        "> idle_prompt 1m 3",
        "> prompt_dismissed link",
        "> connection_lost",
        "> connection_restored",
        "> idle_prompt 1m 4",
        "> prompt_dismissed held",
        "> idle_prompt 1m 5",
        "> prompt_dismissed suspended",
        "> idle_prompt 1m 6",
        "> prompt_dismissed disabled",
        "> idle_prompt 1m 7",
        "> prompt_dismissed lengthened",
        "> idle_prompt 1m 8",
    ];
    let ending = |lines: &[&'static str]| [&prompting[..], lines].concat();
    assert_eq!(left, ending(&["> prompt_dismissed left", "> session_left"]));
    let closing = ["> prompt_dismissed link", "> connection_closed", "> session_left"];
    assert_eq!(closed, ending(&closing));
    let expiry = ["> prompt_dismissed expired", "> session_timed_out others_left"];
    assert_eq!(expired, ending(&expiry));
    let end = ["> duration_warning 9s", "> session_timed_out max_duration"];
    assert_eq!(longest, [&prompting[..2], &end].concat());
    let end = ["> session_timed_out waiting (found 15s late)"];
    assert_eq!(waited, [&prompting[..2], &end].concat());
}

#[test]
fn a_refused_fact_leaves_no_line() {
    let mut call = short_call(32);
    let log = call.log();
    call.report(&Fact::Left).expect_err("it has ended");
    assert_eq!(call.log(), log);
}

#[test]
fn the_log_names_nobody() {
    let log = short_call(32).log();
    assert!(["alice", "bob"].iter().all(|id| !log.contains(id)), "{log}");
}

#[test]
fn parts_of_a_millisecond_are_left_out_of_the_times() {
    let mut call = Call::open(Settings::default());
    call.wait(Span::from_micros(61_999_999));
    call.ok(&Fact::AppResumed);
    assert_eq!(call.log(), "      61.999 s  app_resumed (participants: 0)\n");
}

/// A destination that takes so many writes and no more.
struct Full(usize);

impl fmt::Write for Full {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        self.0 = self.0.checked_sub(1).ok_or(fmt::Error)?;
        Ok(())
    }
}

#[test]
fn a_destination_that_takes_no_more_is_told_of_wherever_it_fails() {
    let call = short_call(4);
    let room = (0..1_000).find(|room| call.session.write_log(&mut Full(*room)).is_ok());
    let writes = room.expect("it ends");
    assert!(writes > 5, "the head and four lines");
    for room in 0..writes {
        assert_eq!(call.session.write_log(&mut Full(room)), Err(fmt::Error), "{room} writes");
    }
}

#[test]
fn what_was_found_more_than_a_second_late_is_marked() {
    for (late, mark) in
        [(1_000, ""), (1_001, " (found 1s1ms late)"), (61_000, " (found 1m1s late)")]
    {
        let mut call = Call::alone(Settings::default());
        call.sleep(s(400));
        call.judge();
        call.sleep(s(5) + ms(late));
        call.judge();
        let told = format!("> session_timed_out waiting{mark}");
        assert_eq!(lines_of(&call.log(), true).last(), Some(&told.as_str()));
    }
}
