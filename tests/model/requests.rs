//! What the user and the host ask for, where one more millisecond or another cause would differ.

use hangtime::error::Error;
use hangtime::model::{Fact, Phase, Settings, Span};

use crate::call::{Call, classic, entry, left, ms, s};

#[test]
fn there_is_nothing_to_extend_in_company_or_with_a_period_of_zero() {
    let mut call = Call::with(Settings::default(), &[entry("bob", "b")]);
    call.refuses(&Fact::Extend, Error::NotAlone);
    call.ok(&left("b"));
    call.ok(&Fact::Extend);
    call.ok(&Fact::SetIdleTimeout(Span::ZERO));
    call.refuses(&Fact::Extend, Error::NotAlone);
}

#[test]
fn a_restored_link_is_followed_by_the_grace() {
    let mut call = Call::alone(Settings::default());
    call.ok(&Fact::ConnectionLost);
    call.ok(&Fact::ConnectionRestored(None));
    assert_eq!(call.status().phase, Some(Phase::Resyncing));
    call.wait(s(5) - ms(1));
    assert_eq!(call.status().phase, Some(Phase::Resyncing));
    call.wait(ms(1));
    assert_eq!(call.status().phase, Some(Phase::Counting));
}

#[test]
fn a_period_that_is_not_in_use_moves_nothing_now() {
    let mut call = Call::alone(Settings { waiting_timeout: Some(s(100)), ..Settings::default() });
    call.ok(&Fact::SetIdleTimeout(s(200)));
    assert_eq!(call.status().until_end, Some(s(100)));
    call.ok(&Fact::SetWaitingTimeout(s(150)));
    assert_eq!(call.status().until_end, Some(s(150)));
    call.ok(&Fact::ParticipantJoined(entry("bob", "b")));
    call.ok(&left("b"));
    assert_eq!(call.status().until_end, Some(s(200)));
    call.ok(&Fact::SetWaitingTimeout(s(50)));
    assert_eq!(call.status().until_end, Some(s(200)));
    call.ok(&Fact::SetWaitingTimeout(Span::ZERO));
    assert_eq!(call.status().phase, Some(Phase::Counting));
    call.ok(&Fact::SetIdleTimeout(s(250)));
    assert_eq!(call.status().until_end, Some(s(250)));
}

#[test]
fn only_a_period_that_is_longer_takes_a_prompt_away() {
    let mut call = Call::alone(classic());
    call.wait(s(120));
    call.told();
    call.ok(&Fact::SetIdleTimeout(s(180)));
    call.ok(&Fact::SetIdleTimeout(s(60)));
    assert_eq!(call.told(), [], "the prompt runs on");
    assert_eq!(call.status().until_end, Some(s(60)));
    call.ok(&Fact::SetIdleTimeout(s(180) + ms(1)));
    assert_eq!(call.told(), [("prompt_dismissed lengthened".to_owned(), Span::ZERO)]);
    assert_eq!(call.status().until_prompt, Some(ms(1)));
}
