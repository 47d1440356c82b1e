//! Points in time and lengths of time.

use hangtime::model::{Moment, Span};

use crate::call::{LONGEST_MS, ms, s};

const MOST: Span = Span::from_micros(u64::MAX);
const MICRO: Span = Span::from_micros(1);

#[test]
fn a_moment_comes_with_its_instant_and_never_never_comes() {
    let at = Moment::after_start(s(5));
    assert!(!at.is_due(at - MICRO));
    assert!(at.is_due(at));
    assert!(at.is_due(at + MICRO));
    assert!(at.is_due(Moment::NEVER));
    assert!(!Moment::NEVER.is_due(Moment::NEVER));
    assert!(!Moment::NEVER.is_due(at));
    assert!(Moment::EARLIEST.is_due(Moment::EARLIEST));
}

#[test]
fn moments_are_counted_from_the_zero_of_the_clock_with_much_time_before_it() {
    assert_eq!(Moment::after_start(Span::ZERO), Moment::START);
    assert_eq!(Moment::after_start(s(3)) - Moment::START, s(3));
    assert_eq!(Moment::START - Moment::EARLIEST, Span::from_micros(1 << 60));
    assert_eq!(Moment::after_start(MOST), Moment::NEVER);
    assert!(Moment::after_start(Span::LONGEST) < Moment::NEVER);
}

#[test]
fn what_lies_before_everything_is_the_earliest_and_after_everything_never() {
    assert_eq!(Moment::START + MOST, Moment::NEVER);
    assert_eq!(Moment::NEVER + MICRO, Moment::NEVER);
    assert_eq!(Moment::START - MOST, Moment::EARLIEST);
    assert_eq!(Moment::EARLIEST - MICRO, Moment::EARLIEST);
}

#[test]
fn from_a_later_moment_to_an_earlier_there_is_no_time() {
    let (early, late) = (Moment::after_start(s(1)), Moment::after_start(s(3)));
    assert_eq!(late - early, s(2));
    assert_eq!(early - late, Span::ZERO);
    assert_eq!(late - s(2), early);
    assert_eq!(early + s(2), late);
}

#[test]
fn spans_add_up_to_the_most_there_is_and_down_to_nothing() {
    assert_eq!(s(2) + s(3), s(5));
    assert_eq!(MOST + MICRO, MOST);
    assert_eq!(s(5) - s(3), s(2));
    assert_eq!(s(3) - s(5), Span::ZERO);
    let mut sum = s(1);
    sum += ms(500);
    assert_eq!(sum, ms(1_500));
    sum += MOST;
    assert_eq!(sum, MOST);
}

#[test]
fn milliseconds_and_microseconds_are_the_same_time() {
    assert_eq!(ms(3), Span::from_micros(3_000));
    assert_eq!(ms(3).as_micros(), 3_000);
    assert_eq!(ms(u64::MAX), MOST);
    assert_eq!(Span::LONGEST, ms(LONGEST_MS));
    assert_eq!(Span::LONGEST.as_ms(), LONGEST_MS);
    assert_eq!(Span::default(), Span::ZERO);
    assert!(Span::ZERO.is_zero());
    assert!(!MICRO.is_zero());
}

#[test]
fn a_begun_millisecond_is_told_as_a_whole() {
    let cases = [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (u64::MAX, u64::MAX / 1000 + 1)];
    for (micros, ms) in cases {
        assert_eq!(Span::from_micros(micros).as_ms(), ms, "{micros} µs");
    }
}

#[test]
fn a_span_is_written_without_the_parts_that_are_zero() {
    let cases = [
        (0, "0s"),
        (1, "1ms"),
        (999, "999ms"),
        (1_000, "1s"),
        (1_500, "1s500ms"),
        (59_999, "59s999ms"),
        (60_000, "1m"),
        (61_000, "1m1s"),
        (3_599_000, "59m59s"),
        (3_600_000, "1h"),
        (5_400_000, "1h30m"),
        (3_601_000, "1h1s"),
        (90_061_001, "25h1m1s1ms"),
    ];
    for (count, text) in cases {
        assert_eq!(ms(count).to_string(), text);
    }
    assert_eq!(Span::from_micros(1).to_string(), "1ms");
}
