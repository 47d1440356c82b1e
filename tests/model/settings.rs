//! What a host may choose, and which choice is refused with which words.

use hangtime::error::Error;
use hangtime::model::{Fact, Fault, Kind, Kinds, LinkLost, SessionType, Settings, Span};

use crate::call::{Call, LONGEST_MS, ms, s};

const KINDS: [Kind; 6] =
    [Kind::Human, Kind::Phone, Kind::Viewer, Kind::Bot, Kind::Recorder, Kind::Hidden];

/// Which setting is refused and why, as text; nothing if they are taken.
fn fault(settings: &Settings) -> Option<(&'static str, &'static str)> {
    let Fault { field, reason } = settings.check().err()?;
    Some((field.to_str().expect("ASCII"), reason.to_str().expect("ASCII")))
}

#[test]
fn the_defaults_are_what_the_text_says_and_are_taken() {
    let settings = Settings::default();
    assert_eq!(settings.check(), Ok(()));
    assert_eq!(settings.idle_timeout, s(300));
    assert_eq!(settings.waiting_timeout, None);
    assert_eq!(settings.resync_grace, s(5));
    assert_eq!(settings.min_notice, s(10));
    let none = [
        settings.prompt,
        settings.leave_grace,
        settings.max_duration,
        settings.max_duration_warning,
    ];
    assert_eq!(none, [Span::ZERO; 4]);
    assert_eq!(settings.max_extensions, 0);
    assert_eq!(settings.count_kinds, Kinds::PEOPLE);
    assert!(!settings.count_own_devices);
    assert_eq!(settings.link_lost, LinkLost::Freeze);
    assert_eq!(settings.session_type, SessionType::Video);
    let limits = &settings.limits;
    let limits = [limits.participants, limits.listeners, limits.holds, limits.log_lines];
    assert_eq!(limits, [10_000, 1_000, 100, 32]);
}

#[test]
fn each_duration_may_be_two_to_the_53_milliseconds_and_no_more() {
    type Field = fn(&mut Settings) -> &mut Span;
    let fields: [(&str, Field); 8] = [
        ("idle_timeout_ms", |s| &mut s.idle_timeout),
        ("waiting_timeout_ms", |s| s.waiting_timeout.get_or_insert_default()),
        ("prompt_ms", |s| &mut s.prompt),
        ("resync_grace_ms", |s| &mut s.resync_grace),
        ("leave_grace_ms", |s| &mut s.leave_grace),
        ("min_notice_ms", |s| &mut s.min_notice),
        ("max_duration_ms", |s| &mut s.max_duration),
        ("max_duration_warning_ms", |s| &mut s.max_duration_warning),
    ];
    for (name, field) in fields {
        // Periods of zero fit any prompt; a warning needs a longer duration.
        let mut settings = Settings { idle_timeout: Span::ZERO, ..Settings::default() };
        *field(&mut settings) = ms(LONGEST_MS);
        if name != "max_duration_warning_ms" {
            assert_eq!(fault(&settings), None, "{name}");
        }
        *field(&mut settings) = ms(LONGEST_MS + 1);
        assert_eq!(fault(&settings), Some((name, "is longer than 2^53 ms")));
        *field(&mut settings) = ms(LONGEST_MS) + Span::from_micros(1);
        assert_eq!(fault(&settings), Some((name, "is longer than 2^53 ms")));
    }
}

#[test]
fn of_several_faults_the_first_is_told() {
    let too_long = ms(LONGEST_MS + 1);
    let settings = Settings {
        min_notice: too_long,
        max_duration: too_long,
        prompt: s(301),
        ..Settings::default()
    };
    assert_eq!(fault(&settings), Some(("min_notice_ms", "is longer than 2^53 ms")));
}

#[test]
fn a_prompt_is_not_longer_than_a_period_that_is_not_zero() {
    let of = |idle, waiting: Option<u64>, prompt| Settings {
        idle_timeout: ms(idle),
        waiting_timeout: waiting.map(ms),
        prompt: ms(prompt),
        ..Settings::default()
    };
    let idle = Some(("prompt_ms", "is longer than idle_timeout_ms"));
    let waiting = Some(("prompt_ms", "is longer than waiting_timeout_ms"));
    assert_eq!(fault(&of(1_000, None, 1_000)), None);
    assert_eq!(fault(&of(1_000, None, 1_001)), idle);
    assert_eq!(fault(&of(1_000, Some(2_000), 1_001)), idle);
    assert_eq!(fault(&of(2_000, Some(1_000), 1_000)), None);
    assert_eq!(fault(&of(2_000, Some(1_000), 1_001)), waiting);
    assert_eq!(fault(&of(0, Some(1_000), 1_001)), waiting);
    assert_eq!(fault(&of(1_000, Some(0), 1_000)), None);
    assert_eq!(fault(&of(0, Some(0), 9_999)), None);
    assert_eq!(fault(&of(0, None, 9_999)), None);
}

#[test]
fn a_warning_is_shorter_than_the_longest_duration() {
    let of = |longest, warning| Settings {
        max_duration: ms(longest),
        max_duration_warning: ms(warning),
        ..Settings::default()
    };
    let field = "max_duration_warning_ms";
    assert_eq!(fault(&of(0, 0)), None);
    assert_eq!(fault(&of(1_000, 0)), None);
    assert_eq!(fault(&of(1_000, 999)), None);
    assert_eq!(fault(&of(1_000, 1_000)), Some((field, "is not shorter than max_duration_ms")));
    assert_eq!(fault(&of(1_000, 1_001)), Some((field, "is not shorter than max_duration_ms")));
    assert_eq!(fault(&of(0, 1)), Some((field, "is set, but max_duration_ms is 0")));
}

#[test]
fn waiting_follows_idle_unless_it_is_set() {
    let mut settings = Settings { idle_timeout: s(7), ..Settings::default() };
    assert_eq!(settings.waiting_timeout(), s(7));
    settings.waiting_timeout = Some(Span::ZERO);
    assert_eq!(settings.waiting_timeout(), Span::ZERO);
}

#[test]
fn a_set_of_kinds_has_what_was_put_in_and_nothing_else() {
    assert!(KINDS.iter().all(|kind| !Kinds::NOBODY.contains(*kind)));
    for (at, kind) in KINDS.into_iter().enumerate() {
        let one = Kinds::NOBODY.with(kind);
        assert!(KINDS.iter().all(|other| one.contains(*other) == (*other == kind)));
        assert_eq!(one.with(kind), one);
        assert_eq!(Kinds::PEOPLE.contains(kind), at < 3);
        assert!(Kinds::PEOPLE.with(kind).contains(kind));
    }
}

#[test]
fn a_period_set_later_is_checked_as_at_the_opening() {
    let mut call = Call::alone(Settings { prompt: s(60), ..Settings::default() });
    for set in [Fact::SetIdleTimeout, Fact::SetWaitingTimeout] {
        call.refuses(&set(ms(59_999)), Error::Invalid);
        call.refuses(&set(ms(LONGEST_MS + 1)), Error::Invalid);
        call.ok(&set(s(60)));
        call.ok(&set(Span::ZERO));
        call.ok(&set(ms(LONGEST_MS)));
    }
    assert_eq!(call.session.settings().idle_timeout, ms(LONGEST_MS));
    assert_eq!(call.session.settings().waiting_timeout, Some(ms(LONGEST_MS)));
}
