//! What a session tells about itself, in every phase.

use hangtime::model::{
    EndCause, EndReason, Fact, Link, LinkLost, Phase, SessionType, Settings, Span, Stage, Status,
};

use crate::call::{Call, classic, entry, hold, left, ms, release, s};

/// Nothing has happened.
const NEW: Status = Status {
    stage: Stage::New,
    phase: None,
    link: Link::Up,
    session_type: SessionType::Video,
    alone_for: None,
    until_prompt: None,
    until_end: None,
    until_max_duration: None,
    others: 0,
    participants: 0,
    holds: 0,
    extensions_left: None,
    prompts: 0,
};

/// Joined and alone for so long.
fn alone(phase: Phase, alone_for: Span) -> Status {
    Status { stage: Stage::Joined, phase: Some(phase), alone_for: Some(alone_for), ..NEW }
}

fn ended(reason: EndReason) -> Status {
    Status { stage: Stage::Ended(reason), ..NEW }
}

#[test]
fn a_session_that_nobody_joined_has_no_phase_and_no_times() {
    let mut call = Call::open(Settings { max_duration: s(60), ..classic() });
    call.wait(s(3600));
    assert_eq!(call.status(), NEW);
}

#[test]
fn while_counting_the_time_until_the_prompt_and_the_end_runs_down() {
    let mut call = Call::alone(classic());
    call.wait(ms(10_500));
    assert_eq!(
        call.status(),
        Status {
            until_prompt: Some(ms(109_500)),
            until_end: Some(ms(169_500)),
            ..alone(Phase::Counting, ms(10_500))
        }
    );
}

#[test]
fn without_a_prompt_there_is_no_time_until_one() {
    let mut call = Call::alone(Settings::default());
    call.wait(s(299));
    let counting = Status { until_end: Some(s(1)), ..alone(Phase::Counting, s(299)) };
    assert_eq!(call.status(), counting);
}

#[test]
fn while_prompting_only_the_end_lies_ahead() {
    let mut call = Call::alone(classic());
    call.wait(s(130));
    assert_eq!(
        call.status(),
        Status { until_end: Some(s(50)), prompts: 1, ..alone(Phase::Prompting, s(130)) }
    );
}

#[test]
fn in_company_nothing_counts() {
    let mut call = Call::alone(classic());
    call.wait(s(10));
    call.ok(&Fact::ParticipantJoined(entry("bob", "b")));
    call.wait(s(600));
    let phase = Some(Phase::Accompanied);
    let accompanied = Status { stage: Stage::Joined, phase, others: 1, participants: 1, ..NEW };
    assert_eq!(call.status(), accompanied);
}

#[test]
fn with_a_period_of_zero_only_the_time_alone_is_told() {
    let mut call = Call::alone(Settings { idle_timeout: Span::ZERO, ..classic() });
    call.wait(s(600));
    assert_eq!(call.status(), alone(Phase::Disabled, s(600)));
}

#[test]
fn while_the_link_is_lost_the_time_left_stands_still() {
    let mut call = Call::alone(classic());
    call.wait(s(10));
    call.ok(&Fact::ConnectionLost);
    call.wait(s(600));
    assert_eq!(
        call.status(),
        Status {
            link: Link::Lost,
            until_prompt: Some(s(110)),
            until_end: Some(s(170)),
            ..alone(Phase::Paused, s(610))
        }
    );
}

#[test]
fn a_lost_link_that_counts_is_told_and_changes_no_phase() {
    let mut call = Call::alone(Settings { link_lost: LinkLost::Count, ..Settings::default() });
    call.ok(&Fact::ConnectionLost);
    call.wait(s(100));
    assert_eq!(
        call.status(),
        Status { link: Link::Lost, until_end: Some(s(200)), ..alone(Phase::Counting, s(100)) }
    );
}

#[test]
fn while_held_the_time_left_stands_still() {
    let mut call = Call::alone(classic());
    call.wait(s(20));
    call.ok(&hold("recording", 0));
    call.ok(&hold("screen", 0));
    call.wait(s(600));
    let held = Status {
        until_prompt: Some(s(100)),
        until_end: Some(s(160)),
        holds: 2,
        ..alone(Phase::Held, s(620))
    };
    assert_eq!(call.status(), held);
    call.ok(&release("screen"));
    assert_eq!(call.status(), Status { holds: 1, ..held });
    call.ok(&release("recording"));
    assert_eq!(
        call.status(),
        Status { holds: 0, phase: Some(Phase::Counting), ..held },
        "it goes on where it stood"
    );
}

#[test]
fn a_prompt_dismissed_by_a_hold_is_due_at_once_and_the_end_its_whole_time_later() {
    let mut call = Call::alone(classic());
    call.wait(s(170));
    call.ok(&hold("recording", 0));
    call.wait(s(5));
    assert_eq!(
        call.status(),
        Status {
            until_prompt: Some(Span::ZERO),
            until_end: Some(s(60)),
            holds: 1,
            prompts: 1,
            ..alone(Phase::Held, s(175))
        }
    );
}

#[test]
fn in_the_grace_what_would_come_in_it_waits_for_its_end() {
    let mut call = Call::alone(Settings::default());
    call.wait(s(100));
    call.ok(&Fact::AppResumed);
    let early = Status { until_end: Some(s(200)), ..alone(Phase::Resyncing, s(100)) };
    assert_eq!(call.status(), early, "far from the end the grace costs nothing");
    call.wait(s(198));
    call.ok(&Fact::AppResumed);
    call.wait(s(1));
    let late = Status { until_end: Some(s(4)), ..alone(Phase::Resyncing, s(299)) };
    assert_eq!(call.status(), late);
    call.wait(s(4) - Span::from_micros(1));
    assert_eq!(call.status().phase, Some(Phase::Resyncing));
    call.wait(Span::from_micros(1));
    assert_eq!(call.status().stage, Stage::Ended(EndReason::TimedOut(EndCause::Waiting)));
}

#[test]
fn a_prompt_may_stay_shown_in_the_grace() {
    let mut call = Call::alone(classic());
    call.wait(s(177));
    call.ok(&Fact::AppResumed);
    assert_eq!(
        call.status(),
        Status { until_end: Some(s(5)), prompts: 1, ..alone(Phase::Resyncing, s(177)) }
    );
}

#[test]
fn nobody_has_been_there_means_the_waiting_timeout() {
    let settings = Settings { waiting_timeout: Some(s(30)), ..Settings::default() };
    let mut call = Call::alone(settings);
    assert_eq!(call.status().until_end, Some(s(30)));
    call.ok(&Fact::ParticipantJoined(entry("bob", "b")));
    call.ok(&left("b"));
    assert_eq!(call.status().until_end, Some(s(300)));
}

#[test]
fn a_period_shortened_below_what_was_consumed_leaves_the_least_notice() {
    let mut call = Call::alone(Settings::default());
    call.wait(s(200));
    call.ok(&Fact::SetIdleTimeout(s(60)));
    assert_eq!(call.status().until_end, Some(s(10)));
    call.ok(&Fact::SetIdleTimeout(s(250)));
    assert_eq!(call.status().until_end, Some(s(50)));
}

#[test]
fn the_least_notice_gives_nobody_more_than_was_left() {
    let mut call = Call::alone(Settings::default());
    call.wait(s(297));
    call.ok(&Fact::SetIdleTimeout(s(60)));
    assert_eq!(call.status().until_end, Some(s(3)));
}

#[test]
fn a_prompt_taken_away_by_a_hold_leaves_what_was_consumed_before_it() {
    let mut call = Call::alone(classic());
    call.wait(s(150));
    call.ok(&hold("recording", 0));
    call.ok(&Fact::SetIdleTimeout(s(300)));
    call.ok(&release("recording"));
    assert_eq!(call.status().until_prompt, Some(s(120)));
}

#[test]
fn the_longest_duration_runs_down_in_every_phase() {
    let settings = Settings { max_duration: s(100), ..Settings::default() };
    let mut call = Call::with(settings, &[entry("bob", "b")]);
    call.wait(s(10));
    assert_eq!(call.status().until_max_duration, Some(s(90)));
    call.ok(&left("b"));
    call.ok(&hold("recording", 0));
    call.ok(&Fact::ConnectionLost);
    call.wait(s(10));
    assert_eq!(call.status().phase, Some(Phase::Paused));
    assert_eq!(call.status().until_max_duration, Some(s(80)));
    call.wait(s(80));
    let reason = EndReason::TimedOut(EndCause::MaxDuration);
    let over = Status { link: Link::Lost, holds: 1, ..ended(reason) };
    assert_eq!(call.status(), over, "what has ended has no time left");
}

#[test]
fn an_ended_session_tells_why_it_ended_and_how_it_stood() {
    let mut call = Call::alone(classic());
    call.wait(s(180));
    let timed_out = EndReason::TimedOut(EndCause::Waiting);
    assert_eq!(call.status(), Status { prompts: 1, ..ended(timed_out) });
    call.ok(&Fact::Left);
    assert_eq!(call.status(), Status { prompts: 1, ..ended(timed_out) }, "the reason stays");

    let mut call = Call::with(classic(), &[entry("bob", "b")]);
    call.ok(&Fact::Left);
    let left = ended(EndReason::Left);
    assert_eq!(call.status(), Status { others: 1, participants: 1, ..left });

    let mut call = Call::alone(classic());
    call.ok(&Fact::ConnectionClosed);
    let closed = ended(EndReason::ConnectionClosed);
    assert_eq!(call.status(), Status { link: Link::Closed, ..closed });
}

#[test]
fn asking_judges_the_session_and_tells_what_was_found() {
    let mut call = Call::alone(Settings::default());
    call.told();
    call.sleep(s(300) + ms(5));
    assert_eq!(call.status().stage, Stage::Ended(EndReason::TimedOut(EndCause::Waiting)));
    assert_eq!(call.told(), [("session_timed_out waiting".to_owned(), ms(5))]);
    assert_eq!(call.status().stage, Stage::Ended(EndReason::TimedOut(EndCause::Waiting)));
    assert_eq!(call.told(), []);
}

#[test]
fn asking_often_moves_nothing() {
    let mut call = Call::alone(classic());
    for _ in 0..119 {
        call.wait(s(1));
        assert_eq!(call.status().phase, Some(Phase::Counting));
    }
    call.wait(s(1));
    assert_eq!(call.status().phase, Some(Phase::Prompting));
}
