//! When a session next needs to be judged, and how late it was found.

use hangtime::model::{Fact, Kind, LinkLost, Moment, Settings, Span};

use crate::call::{Call, classic, entry, entry_of, hold, left, ms, release, s, text};

fn told(events: &[(&str, Span)]) -> Vec<(String, Span)> {
    events.iter().map(|(event, late)| ((*event).to_owned(), *late)).collect()
}

#[test]
fn a_session_that_only_facts_can_change_has_no_deadline() {
    let mut call = Call::open(Settings { max_duration: s(60), ..classic() });
    assert_eq!(call.deadline(), None, "not joined");
    call.ok(&Fact::Joined { uid: text("alice"), roster: &[] });
    call.ok(&Fact::Left);
    assert_eq!(call.deadline(), None, "ended");
    let mut call = Call::with(classic(), &[entry("bob", "b")]);
    assert_eq!(call.deadline(), None, "accompanied");
    call.ok(&left("b"));
    call.ok(&hold("recording", 0));
    assert_eq!(call.deadline(), None, "held");
    call.ok(&release("recording"));
    call.ok(&Fact::ConnectionLost);
    assert_eq!(call.deadline(), None, "paused");
    call.ok(&Fact::ConnectionRestored(None));
    call.ok(&Fact::SetIdleTimeout(Span::ZERO));
    assert_eq!(call.deadline(), None, "disabled");
}

#[test]
fn the_countdown_is_due_for_its_prompt_and_then_for_its_end() {
    let mut call = Call::alone(classic());
    call.wait(s(20));
    assert_eq!(call.deadline(), Some(s(100)));
    call.wait(s(100));
    assert_eq!(call.deadline(), Some(s(60)));
    let mut call = Call::alone(Settings::default());
    call.wait(s(20));
    assert_eq!(call.deadline(), Some(s(280)));
}

#[test]
fn a_link_that_is_lost_and_counts_keeps_the_deadline() {
    let mut call = Call::alone(Settings { link_lost: LinkLost::Count, ..Settings::default() });
    call.ok(&Fact::ConnectionLost);
    assert_eq!(call.deadline(), Some(s(300)));
}

#[test]
fn the_earliest_of_what_may_happen_is_the_deadline() {
    let settings = Settings {
        leave_grace: s(50),
        max_duration: s(100),
        max_duration_warning: s(60),
        ..Settings::default()
    };
    let mut call = Call::with(settings, &[entry("bob", "b"), entry("carol", "c")]);
    assert_eq!(call.deadline(), Some(s(40)), "the warning");
    call.ok(&hold("recording", 30_000));
    call.ok(&hold("screen", 35_000));
    assert_eq!(call.deadline(), Some(s(30)), "the age of a hold");
    call.wait(s(1));
    call.ok(&left("b"));
    call.wait(s(1));
    call.ok(&left("c"));
    call.wait(s(33));
    assert_eq!(call.deadline(), Some(s(5)), "the warning again");
    call.wait(s(5));
    assert_eq!(call.deadline(), Some(s(11)), "the first leave grace");
    call.wait(s(11));
    assert_eq!(call.deadline(), Some(s(1)), "the second");
    call.wait(s(1));
    assert_eq!(call.deadline(), Some(s(48)), "the longest duration");
}

#[test]
fn what_is_due_already_has_a_deadline_that_has_passed() {
    let mut call = Call::alone(Settings::default());
    let due = call.now + s(300);
    call.sleep(s(1_000));
    assert_eq!(call.session.deadline(), due);
}

#[test]
fn a_deadline_beyond_all_time_is_never() {
    let far = Moment::after_start(Span::LONGEST);
    let settings = Settings { idle_timeout: Span::LONGEST, ..Settings::default() };
    let mut call = Call::open_at(settings, far);
    call.ok(&Fact::Joined { uid: text("alice"), roster: &[] });
    assert_eq!(call.deadline(), None);
    call.now = Moment::NEVER;
    call.judge();
    assert!(call.status().phase.is_some(), "it has not ended");
}

#[test]
fn what_a_fact_caused_is_not_late() {
    let mut call = Call::alone(classic());
    call.ok(&Fact::ParticipantJoined(entry("bob", "b")));
    call.ok(&Fact::ConnectionLost);
    call.ok(&Fact::Left);
    assert!(call.told().iter().all(|(_, late)| late.is_zero()));
}

#[test]
fn an_end_tells_how_late_it_was_found() {
    for late in [Span::ZERO, Span::from_micros(1), ms(400), ms(1_000)] {
        let mut call = Call::alone(Settings::default());
        call.told();
        call.sleep(s(300) + late);
        call.judge();
        assert_eq!(call.told(), told(&[("session_timed_out waiting", late)]));
    }
}

#[test]
fn an_end_found_more_than_a_second_late_waits_for_the_grace() {
    let mut call = Call::alone(Settings::default());
    call.told();
    call.sleep(s(301) + Span::from_micros(1));
    call.judge();
    assert_eq!(call.told(), []);
    assert_eq!(call.deadline(), Some(s(5)));
    call.sleep(s(5) + ms(70));
    call.judge();
    assert_eq!(call.told(), told(&[("session_timed_out waiting", ms(70))]), "since the grace");
}

#[test]
fn a_prompt_tells_how_late_it_was_found_and_has_its_whole_time() {
    let mut call = Call::alone(classic());
    call.told();
    call.sleep(s(120) + ms(300));
    call.judge();
    assert_eq!(call.told(), told(&[("idle_prompt 1m 1", ms(300))]));
    assert_eq!(call.deadline(), Some(s(60)));
}

#[test]
fn a_warning_and_the_longest_duration_tell_how_late_they_were_found() {
    let settings = Settings {
        max_duration: s(100),
        max_duration_warning: s(60),
        idle_timeout: Span::ZERO,
        ..Settings::default()
    };
    let mut call = Call::alone(settings.clone());
    call.told();
    call.sleep(s(45));
    call.judge();
    assert_eq!(call.told(), told(&[("duration_warning 55s", s(5))]));
    call.sleep(s(62));
    call.judge();
    assert_eq!(call.told(), told(&[("session_timed_out max_duration", s(7))]));

    let mut call = Call::alone(settings);
    call.told();
    call.sleep(s(100));
    call.judge();
    let end = told(&[("session_timed_out max_duration", Span::ZERO)]);
    assert_eq!(call.told(), end, "no warning when no time is left");
}

#[test]
fn time_told_by_a_clock_that_stepped_back_changes_nothing() {
    let mut call = Call::alone(classic());
    call.wait(s(100));
    let now = call.now;
    call.now = now - s(50);
    call.ok(&Fact::ParticipantJoined(entry_of("note", "n", Kind::Bot)));
    call.judge();
    call.now = now;
    assert_eq!(call.deadline(), Some(s(20)));
}
