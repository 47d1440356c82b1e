//! Shows that the oracle says what the text says, a sentence of it at a time.

#![allow(clippy::expect_used, reason = "tests say what they expect")]

mod oracle;

use oracle::script::{check, parse_fact, parse_settings, parse_time};
use oracle::{Fact, Kind, Oracle, Settings, Time};

// What calling SDKs promise.

#[test]
fn a_call_that_nobody_joins_ends_after_the_period_and_takes_one_left() {
    let call = check(
        "0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         5m      > session_timed_out waiting
         5m1s    left
         5m1s    > session_left
         5m2s    left ! ENDED
         5m2s    participant_joined bob bob-1 ! ENDED
         10m     end",
    );
    assert_eq!(call.phase(), "ended");
}

#[test]
fn the_countdown_is_stopped_by_a_join_and_starts_afresh_when_the_last_has_left() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         50s     participant_joined bob b
         50s     > idle_stopped
         10m     participant_left b
         10m     > idle_started others_left
         11m     > session_timed_out others_left
         20m     end",
    );
}

#[test]
fn facts_before_joined_are_refused_and_what_is_wrong_in_itself_comes_first() {
    let mut call = Oracle::new(Settings::default(), 250).expect("defaults are valid");
    assert_eq!(call.phase(), "new");
    assert_eq!(call.report(&parse_fact("set_idle_timeout 1s")), "NOT_JOINED");
    assert_eq!(call.report(&parse_fact("left")), "NOT_JOINED");
    assert_eq!(call.report(&parse_fact("app_resumed")), "OK");
    assert_eq!(call.report(&Fact::UserLeft { uid: String::new() }), "INVALID");
    assert_eq!(call.report(&Fact::SetIdleTimeout((1 << 53) + 1)), "INVALID");
    assert_eq!(call.report(&Fact::SetIdleTimeout(1 << 53)), "NOT_JOINED");
    assert_eq!(call.report(&parse_fact("joined alice")), "OK");
    assert_eq!(call.report(&parse_fact("joined alice")), "ALREADY_JOINED");
}

#[test]
fn settings_that_contradict_themselves_are_invalid() {
    let opens = |line: &str| Oracle::new(parse_settings(line), 250).is_ok();
    assert!(!opens("settings prompt=301s"));
    assert!(opens("settings prompt=300s"));
    assert!(!opens("settings prompt=60s waiting_timeout=59s"));
    assert!(opens("settings prompt=60s waiting_timeout=0s"));
    assert!(opens("settings prompt=60s idle_timeout=0s"));
    assert!(!opens("settings max_duration_warning=10s"));
    assert!(!opens("settings max_duration=10s max_duration_warning=10s"));
    assert!(!opens("settings idle_timeout=9007199254740993ms"));
}

// Alone, others, kinds.

#[test]
fn the_roster_given_at_the_join_is_part_of_the_join() {
    check(
        "settings idle_timeout=60s waiting_timeout=10s
         0s      joined alice with bob:b
         0s      > session_joined
         10m     participant_left b
         10m     > idle_started others_left
         11m     > session_timed_out others_left",
    );
}

#[test]
fn a_bulk_roster_is_judged_once_as_a_whole() {
    check(
        "0s      joined alice with bob:b
         0s      > session_joined
         1s      roster carol:c
         2s      roster
         2s      > idle_started others_left
         3s      end",
    );
}

#[test]
fn joins_among_people_already_accompanied_never_move_a_deadline() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         30s     participant_joined note n bot
         40s     participant_joined note n bot
         50s     participant_left n
         1m      > session_timed_out waiting",
    );
}

#[test]
fn a_second_device_of_the_user_is_no_company_unless_the_setting_says_so() {
    check(
        "0s      joined alice with alice:a2
         0s      > session_joined
         0s      > idle_started waiting",
    );
    check(
        "settings count_own_devices=yes
         0s      joined alice with alice:a2
         0s      > session_joined
         1s      participant_left a2
         1s      > idle_started others_left",
    );
}

#[test]
fn a_leave_of_the_old_connection_after_a_join_of_the_new_keeps_the_user_present() {
    check(
        "0s      joined alice with bob:b1
         0s      > session_joined
         1s      participant_joined bob b2
         1s      participant_left b1
         1s      participant_left b1 ! NOT_FOUND
         2s      user_left bob
         2s      > idle_started others_left
         2s      user_left bob ! NOT_FOUND",
    );
}

#[test]
fn bots_do_not_count_and_a_kind_can_change_during_the_call() {
    check(
        "0s      joined alice with note:n/bot
         0s      > session_joined
         0s      > idle_started waiting
         1s      participant_changed n human
         1s      > idle_stopped
         2s      participant_changed n recorder
         2s      > idle_started others_left
         3s      participant_changed x bot ! NOT_FOUND",
    );
}

#[test]
fn a_pid_reported_again_keeps_its_kind_and_a_new_one_is_human() {
    check(
        "0s      joined alice with note:n/bot
         0s      > session_joined
         0s      > idle_started waiting
         1s      participant_joined note n
         2s      roster other:n
         3s      roster
         4s      roster note:n
         4s      > idle_stopped",
    );
}

#[test]
fn in_one_roster_the_last_entry_of_a_pid_wins_as_if_earlier_ones_did_not_exist() {
    check(
        "0s      joined alice with bob:b/human,bob:b/bot
         0s      > session_joined
         0s      > idle_started waiting
         1s      roster bob:b/human,bob:b
         2s      end",
    );
}

// Period, prompt.

#[test]
fn a_prompt_is_the_last_part_of_the_period_and_the_end_is_due_after_it_was_shown() {
    let call = check(
        "settings idle_timeout=180s prompt=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         2m      > idle_prompt 60s 1
         2m59s   end",
    );
    assert_eq!(call.phase(), "prompting");
    check(
        "settings idle_timeout=60s prompt=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         0s      > idle_prompt 60s 1
         60s     > prompt_dismissed expired
         60s     > session_timed_out waiting",
    );
}

#[test]
fn prompts_are_numbered_through_the_session_and_dismissed_before_what_dismisses_them() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     participant_joined bob b
         50s     > prompt_dismissed joined
         50s     > idle_stopped
         60s     participant_left b
         60s     > idle_started others_left
         100s    > idle_prompt 20s 2
         110s    left
         110s    > prompt_dismissed left
         110s    > session_left
         111s    left ! ENDED",
    );
}

#[test]
fn a_due_event_comes_before_a_fact_of_the_same_time() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         60s     participant_joined bob b ! ENDED
         60s     > session_timed_out waiting",
    );
}

#[test]
fn the_waiting_timeout_is_used_while_nobody_else_has_ever_been_there() {
    check(
        "settings idle_timeout=60s waiting_timeout=10s
         0s      joined alice with note:n/bot
         0s      > session_joined
         0s      > idle_started waiting
         5s      participant_left n
         10s     > session_timed_out waiting",
    );
}

#[test]
fn waiting_follows_idle_until_it_is_set_itself() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         1s      set_idle_timeout 2m
         2s      set_waiting_timeout 90s
         3s      set_idle_timeout 1s
         90s     > session_timed_out waiting",
    );
}

#[test]
fn a_call_that_everyone_left_uses_the_idle_timeout_even_if_they_came_for_an_instant() {
    check(
        "settings idle_timeout=60s waiting_timeout=10s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         9s      participant_joined bob b
         9s      > idle_stopped
         9s      participant_left b
         9s      > idle_started others_left
         69s     > session_timed_out others_left",
    );
}

#[test]
fn with_a_period_of_zero_aloneness_is_still_reported_and_nothing_is_armed() {
    let call = check(
        "settings idle_timeout=0s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         1s      extend ! NOT_ALONE
         1h      participant_joined bob b
         1h      > idle_stopped
         2h      participant_left b
         2h      > idle_started others_left
         9h      end",
    );
    assert_eq!(call.phase(), "disabled");
}

#[test]
fn shortening_leaves_the_minimum_notice_or_what_was_left() {
    check(
        "0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         2m      set_idle_timeout 1m
         2m5s    set_idle_timeout 1m
         2m10s   > session_timed_out waiting",
    );
}

#[test]
fn shortening_with_a_prompt_shows_the_whole_prompt_at_once() {
    check(
        "settings prompt=30s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         2m      set_idle_timeout 1m
         2m      > idle_prompt 30s 1
         2m30s   > prompt_dismissed expired
         2m30s   > session_timed_out waiting",
    );
}

#[test]
fn a_minimum_notice_of_zero_means_at_once() {
    check(
        "settings min_notice=0s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         2m      set_idle_timeout 1m
         2m      > session_timed_out waiting",
    );
}

#[test]
fn the_notice_is_counted_in_consumed_and_forgotten_by_extend() {
    check(
        "0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         2m      set_idle_timeout 1m
         2m4s    hold rec
         3m4s    release rec
         3m5s    extend
         4m5s    > session_timed_out waiting",
    );
}

#[test]
fn lengthening_while_prompting_dismisses_the_prompt_and_otherwise_it_runs_on() {
    check(
        "settings idle_timeout=100s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         80s     > idle_prompt 20s 1
         85s     set_idle_timeout 105s
         90s     set_idle_timeout 120s
         90s     > prompt_dismissed lengthened
         100s    > idle_prompt 20s 2
         110s    set_idle_timeout 20s
         110s    set_idle_timeout 19s ! INVALID
         120s    > prompt_dismissed expired
         120s    > session_timed_out waiting",
    );
}

#[test]
fn a_period_of_zero_dismisses_and_from_zero_it_counts_from_now() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     set_idle_timeout 0s
         50s     > prompt_dismissed disabled
         10m     set_idle_timeout 30s
         10m10s  > idle_prompt 20s 2
         10m30s  > prompt_dismissed expired
         10m30s  > session_timed_out waiting",
    );
}

// Extend and holds.

#[test]
fn extend_arms_again_for_a_full_period_and_its_number_is_never_refilled() {
    check(
        "settings idle_timeout=60s prompt=20s max_extensions=2
         0s      joined alice with bob:b
         0s      > session_joined
         1s      extend ! NOT_ALONE
         2s      participant_left b
         2s      > idle_started others_left
         10s     extend
         50s     > idle_prompt 20s 1
         55s     extend
         55s     > prompt_dismissed extended
         60s     participant_joined bob b
         60s     > idle_stopped
         61s     participant_left b
         61s     > idle_started others_left
         62s     extend ! LIMIT
         101s    > idle_prompt 20s 2
         121s    > prompt_dismissed expired
         121s    > session_timed_out others_left
         122s    extend ! ENDED",
    );
}

#[test]
fn a_hold_freezes_and_does_not_reset() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         50s     hold rec
         51s     hold rec ! ALREADY_HELD
         51s     release other ! NOT_FOUND
         2m      release rec
         2m10s   > session_timed_out waiting",
    );
}

#[test]
fn a_hold_dismisses_a_prompt_which_is_due_again_when_counting_goes_on() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     hold rec
         50s     > prompt_dismissed held
         3m      release rec
         3m      > idle_prompt 20s 2
         3m20s   > prompt_dismissed expired
         3m20s   > session_timed_out waiting",
    );
}

#[test]
fn a_hold_past_its_age_is_released_by_itself_also_one_taken_in_company() {
    let call = check(
        "settings idle_timeout=60s
         0s      joined alice with bob:b
         0s      > session_joined
         1s      hold rec max 30s
         2s      participant_left b
         2s      > idle_started others_left
         30s     hold rec ! ALREADY_HELD
         31s     release rec ! NOT_FOUND
         91s     > session_timed_out others_left",
    );
    assert_eq!(call.phase(), "ended");
}

// Link.

#[test]
fn a_lost_link_freezes_and_after_it_nothing_fires_for_a_grace_which_is_time_alone() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         58s     connection_lost
         58s     > connection_lost
         59s     connection_lost
         5m      connection_restored
         5m      > connection_restored
         5m1s    connection_restored
         5m5s    > session_timed_out waiting",
    );
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         50s     connection_lost
         50s     > connection_lost
         5m      connection_restored
         5m      > connection_restored
         5m10s   > session_timed_out waiting",
    );
}

#[test]
fn a_prompt_dismissed_by_the_link_is_shown_again_in_full() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     connection_lost
         50s     > prompt_dismissed link
         50s     > connection_lost
         60s     connection_restored
         60s     > connection_restored
         65s     > idle_prompt 20s 2
         70s     connection_closed
         70s     > prompt_dismissed link
         70s     > connection_closed
         71s     left
         71s     > session_left",
    );
}

#[test]
fn a_prompt_dismissed_by_the_link_is_not_shown_again_when_extended_meanwhile() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     connection_lost
         50s     > prompt_dismissed link
         50s     > connection_lost
         55s     extend
         60s     connection_restored
         60s     > connection_restored
         100s    > idle_prompt 20s 2",
    );
}

#[test]
fn a_lost_link_that_counts_dismisses_nothing_but_the_grace_after_it_is_the_same() {
    check(
        "settings idle_timeout=60s prompt=20s link_lost=count
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         30s     connection_lost
         30s     > connection_lost
         40s     > idle_prompt 20s 1
         58s     connection_restored
         58s     > connection_restored
         63s     > prompt_dismissed expired
         63s     > session_timed_out waiting",
    );
}

#[test]
fn the_restored_link_comes_first_then_its_roster_then_the_grace_if_alone() {
    let call = check(
        "settings idle_timeout=3s
         0s      joined alice with bob:b
         0s      > session_joined
         10s     connection_lost
         10s     > connection_lost
         20s     connection_restored with note:n/bot
         20s     > connection_restored
         20s     > idle_started others_left
         24s     end",
    );
    assert_eq!(call.phase(), "resyncing");
    check(
        "0s      joined alice with bob:b
         0s      > session_joined
         1s      connection_restored with note:n/bot
         1s      > idle_started others_left
         5m1s    > session_timed_out others_left",
    );
}

#[test]
fn in_company_a_restored_link_and_a_resume_start_no_grace() {
    let call = check(
        "0s      joined alice with bob:b
         0s      > session_joined
         1s      connection_lost
         1s      > connection_lost
         2s      connection_restored
         2s      > connection_restored
         2s      app_resumed
         3s      participant_left b
         3s      > idle_started others_left",
    );
    assert_eq!(call.phase(), "counting");
}

#[test]
fn idle_edges_are_marked_while_the_link_is_lost() {
    let call = check(
        "0s      joined alice with bob:b
         0s      > session_joined
         1s      connection_lost
         1s      > connection_lost
         2s      participant_left b
         2s      > idle_started others_left
         20m     end",
    );
    assert_eq!(call.phase(), "paused");
}

#[test]
fn a_grace_runs_while_another_phase_hides_it_and_company_ends_it() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         58s     app_resumed
         59s     hold rec
         2m      release rec
         2m1s    > session_timed_out waiting",
    );
    let call = check(
        "0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         1s      app_resumed
         2s      participant_joined bob b
         2s      > idle_stopped
         3s      participant_left b
         3s      > idle_started others_left",
    );
    assert_eq!(call.phase(), "counting");
}

// Late and resync.

#[test]
fn a_prompt_may_stay_shown_in_the_grace_and_its_end_waits_for_the_end_of_it() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         57s     app_resumed
         60s     app_resumed
         62s     > prompt_dismissed expired
         62s     > session_timed_out waiting",
    );
}

#[test]
fn an_end_found_late_waits_for_the_grace_and_a_join_in_it_wins() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         10s     suspend 10m
         10m15s  > session_timed_out waiting",
    );
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         10s     suspend 10m
         10m12s  participant_joined bob b
         10m12s  > idle_stopped
         20m     end",
    );
}

#[test]
fn a_session_due_after_a_sleep_gets_the_whole_prompt() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         10s     suspend 10m
         10m15s  > idle_prompt 20s 1
         10m35s  > prompt_dismissed expired
         10m35s  > session_timed_out waiting",
    );
}

#[test]
fn a_shown_prompt_whose_end_is_found_late_is_dismissed_and_shown_anew() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     suspend 10m
         10m50s  > prompt_dismissed suspended
         10m55s  > idle_prompt 20s 2
         11m15s  > prompt_dismissed expired
         11m15s  > session_timed_out waiting",
    );
}

#[test]
fn a_prompt_dismissed_by_the_link_or_a_hold_sets_consumed_back() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     hold rec
         50s     > prompt_dismissed held
         60s     set_idle_timeout 70s
         60s     release rec
         70s     > idle_prompt 20s 2
         80s     connection_lost
         80s     > prompt_dismissed link
         80s     > connection_lost
         90s     set_idle_timeout 80s
         90s     connection_restored
         90s     > connection_restored
         100s    > idle_prompt 20s 3",
    );
}

#[test]
fn a_prompt_dismissed_as_suspended_sets_consumed_back() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     suspend 10m
         10m50s  > prompt_dismissed suspended
         10m51s  set_idle_timeout 70s
         11m     > idle_prompt 20s 2",
    );
}

#[test]
fn what_is_at_most_a_second_late_fires() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         59s     suspend 2s
         61s     > session_timed_out waiting",
    );
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         59s     suspend 2s250ms
         1m6s250ms > session_timed_out waiting",
    );
}

#[test]
fn a_second_late_finding_in_one_countdown_fires_when_found() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         10s     suspend 10m
         10m11s  suspend 10m
         20m11s  > idle_prompt 20s 1
         20m12s  suspend 10m
         30m12s  > prompt_dismissed expired
         30m12s  > session_timed_out waiting",
    );
}

#[test]
fn extend_and_a_period_from_zero_restore_the_one_late_finding() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         0s      suspend 10m
         10m1s   extend
         10m2s   suspend 10m
         20m3s   set_idle_timeout 0s
         20m3s   set_idle_timeout 60s
         20m10s  suspend 10m
         30m15s  > session_timed_out waiting",
    );
}

#[test]
fn a_countdown_that_began_anew_has_its_own_late_finding() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         0s      suspend 10m
         10m1s   participant_joined bob b
         10m1s   > idle_stopped
         10m2s   participant_left b
         10m2s   > idle_started others_left
         10m2s   suspend 10m
         20m7s   > session_timed_out others_left",
    );
}

#[test]
fn with_a_grace_of_zero_the_second_judgement_follows_in_the_same_instant() {
    check(
        "settings idle_timeout=60s resync_grace=0s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         10s     suspend 10m
         10m10s  > session_timed_out waiting",
    );
    check(
        "settings idle_timeout=60s prompt=20s resync_grace=0s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         50s     suspend 10m
         10m50s  > prompt_dismissed suspended
         10m50s  > idle_prompt 20s 2
         11m10s  > prompt_dismissed expired
         11m10s  > session_timed_out waiting",
    );
}

#[test]
fn a_sleep_with_nothing_due_changes_nothing() {
    check(
        "settings idle_timeout=60s prompt=20s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         5s      suspend 30s
         40s     > idle_prompt 20s 1
         41s     suspend 10s
         60s     > prompt_dismissed expired
         60s     > session_timed_out waiting",
    );
}

#[test]
fn a_leave_grace_over_in_a_sleep_counts_from_its_own_time() {
    check(
        "settings idle_timeout=60s leave_grace=10s
         0s      joined alice with bob:b
         0s      > session_joined
         1s      participant_left b
         1s      suspend 30s
         31s     > idle_started others_left
         71s     > session_timed_out others_left",
    );
}

#[test]
fn a_hold_that_ages_in_a_sleep_ends_at_its_own_time() {
    check(
        "settings idle_timeout=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         30s     hold rec max 20s
         31s     suspend 30s
         80s     > session_timed_out waiting",
    );
}

#[test]
fn what_passed_unwatched_is_taken_in_the_order_of_its_own_times() {
    check(
        "settings idle_timeout=60s max_duration=60s500ms
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         59s     suspend 1s750ms
         60s750ms > session_timed_out waiting",
    );
    check(
        "settings idle_timeout=60s prompt=20s max_duration=2m max_duration_warning=79s500ms
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         39s     suspend 2s
         41s     > idle_prompt 20s 1
         41s     > duration_warning 79s
         1m1s    > prompt_dismissed expired
         1m1s    > session_timed_out waiting",
    );
}

// Longest duration.

#[test]
fn the_longest_duration_ends_a_session_whoever_is_there() {
    check(
        "settings max_duration=1h max_duration_warning=5m
         0s      joined alice with bob:b
         0s      > session_joined
         55m     > duration_warning 5m
         59m     hold rec
         59m     connection_lost
         59m     > connection_lost
         1h      > session_timed_out max_duration
         1h1s    left
         1h1s    > session_left",
    );
}

#[test]
fn a_warning_tells_the_time_really_left_and_is_not_sent_when_none_is_left() {
    check(
        "settings max_duration=1h max_duration_warning=5m
         0s      joined alice with bob:b
         0s      > session_joined
         1s      suspend 57m59s
         58m     > duration_warning 2m
         1h      > session_timed_out max_duration",
    );
    check(
        "settings max_duration=1h max_duration_warning=5m
         0s      joined alice with bob:b
         0s      > session_joined
         0s      suspend 2h
         2h      > session_timed_out max_duration",
    );
}

#[test]
fn at_one_instant_the_longest_duration_goes_before_the_end_of_the_countdown() {
    check(
        "settings idle_timeout=60s prompt=20s max_duration=60s
         0s      joined alice
         0s      > session_joined
         0s      > idle_started waiting
         40s     > idle_prompt 20s 1
         60s     > prompt_dismissed expired
         60s     > session_timed_out max_duration",
    );
}

// Leave grace.

#[test]
fn a_user_who_left_lingers_and_a_return_in_time_is_not_a_leave() {
    check(
        "settings leave_grace=10s
         0s      joined alice with bob:b
         0s      > session_joined
         1s      participant_left b
         2s      user_left bob ! NOT_FOUND
         2s      participant_changed b bot ! NOT_FOUND
         5s      participant_joined bob b2
         20s     user_left bob
         30s     > idle_started others_left
         31s     end",
    );
}

#[test]
fn a_connection_that_counts_again_ends_the_lingering() {
    check(
        "settings leave_grace=10s
         0s      joined alice with bob:b
         0s      > session_joined
         1s      participant_left b
         5s      participant_joined bob b
         8s      participant_left b
         18s     > idle_started others_left",
    );
}

#[test]
fn a_change_of_kind_alone_has_no_grace_but_a_removal_has() {
    check(
        "settings leave_grace=10s
         0s      joined alice with bob:b
         0s      > session_joined
         1s      participant_changed b bot
         1s      > idle_started others_left",
    );
    check(
        "settings leave_grace=10s
         0s      joined alice with bob:b1,bob:b2
         0s      > session_joined
         1s      roster bob:b2/bot
         11s     > idle_started others_left",
    );
}

#[test]
fn a_pid_that_is_now_anothers_makes_its_user_linger_and_a_bot_does_not_end_that() {
    check(
        "settings leave_grace=10s
         0s      joined alice with bob:b
         0s      > session_joined
         1s      participant_joined note b bot
         2s      participant_joined bob b2 bot
         3s      connection_lost
         3s      > connection_lost
         11s     > idle_started others_left",
    );
}

#[test]
fn leave_graces_that_end_together_are_one_edge_and_come_before_facts() {
    check(
        "settings leave_grace=10s
         0s      joined alice with bob:b,carol:c
         0s      > session_joined
         1s      roster
         11s     participant_joined bob b
         11s     > idle_started others_left
         11s     > idle_stopped",
    );
}

// Words.

#[test]
fn facts_and_settings_are_written_as_they_are_read() {
    for line in [
        "joined alice",
        "joined alice with bob:bob-1/bot,carol:c",
        "participant_joined bob bob-1 phone",
        "participant_changed bob-1 hidden",
        "roster",
        "connection_restored",
        "connection_restored with bob:b",
        "hold rec max 30s",
        "hold rec",
        "set_idle_timeout 1m30s",
    ] {
        assert_eq!(parse_fact(line).to_string(), line);
    }
    for line in [
        "",
        "settings idle_timeout=1m waiting_timeout=0s link_lost=count",
        "settings leave_grace=250ms max_extensions=3 count_kinds=human,bot count_own_devices=yes",
    ] {
        assert_eq!(parse_settings(line).to_string(), line);
    }
    let counted = Settings { count_kinds: vec![Kind::Bot], ..Settings::default() };
    assert_eq!(counted.to_string(), "settings count_kinds=bot");
}

#[test]
fn times_leave_zero_parts_out() {
    for (ms, text) in [(0, "0s"), (3_600_250, "1h250ms"), (90_000, "1m30s"), (61_000, "1m1s")] {
        assert_eq!(Time(ms).to_string(), text);
        assert_eq!(parse_time(text), ms);
    }
}
