package io.hangtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;

/** What listeners are told. */
public final class EventsTest {
    public void the_join_and_being_alone_are_told() {
        try (Call call = Call.joined()) {
            call.tells();
        }
    }

    public void a_session_times_out_after_300_s_to_the_millisecond() {
        try (Call call = Call.joined()) {
            call.advance(299_999);
            call.tells();
            call.advance(1);
            call.tells("timed out WAITING");
            Check.isEqual(EndCause.WAITING, call.session.status().getEndCause());
            Check.isEqual(SessionState.TIMED_OUT, call.session.status().getState());
            call.session.leaveSession();
            call.tells("left");
        }
    }

    public void the_period_of_the_builder_is_in_seconds() {
        try (Call call = Call.joined(new SessionSettingsBuilder().setIdleTimeoutPeriod(120))) {
            call.advance(119_999);
            call.tells();
            call.advance(1);
            call.tells("timed out WAITING");
        }
    }

    public void a_period_of_0_ends_nothing_and_aloneness_is_told() {
        try (Call call = Call.joined(new SessionSettingsBuilder().setIdleTimeoutPeriod(0))) {
            Check.isEqual(SessionStatus.NEVER, call.engine.nextDeadlineMillis());
            call.advance(1L << 40);
            call.tells();
            Check.isEqual(SessionPhase.DISABLED, call.session.status().getPhase());
        }
    }

    public void others_who_come_and_leave_stop_and_start_the_countdown() {
        try (Call call = Call.joined()) {
            call.session.participantJoined("bob", "bobs-phone");
            call.tells("idle stopped");
            call.session.participantLeft("bobs-phone");
            call.tells("idle OTHERS_LEFT");
            call.advance(300_000);
            call.tells("timed out OTHERS_LEFT");
        }
    }

    public void a_prompt_is_shown_answered_and_runs_out() {
        SessionSettingsBuilder settings =
                new SessionSettingsBuilder().setIdleTimeoutPeriod(60).setPromptPeriod(20);
        try (Call call = Call.joined(settings)) {
            call.advance(40_000);
            call.tells("prompt 20000 1");
            call.session.extend();
            call.tells("dismissed EXTENDED");
            call.advance(40_000);
            call.tells("prompt 20000 2");
            call.advance(20_000);
            call.tells("dismissed EXPIRED", "timed out WAITING");
        }
    }

    public void a_prompt_is_dismissed_for_each_of_its_reasons() {
        SessionSettingsBuilder settings =
                new SessionSettingsBuilder().setIdleTimeoutPeriod(60).setPromptPeriod(20);
        try (Call call = Call.joined(settings)) {
            call.advance(40_000);
            call.tells("prompt 20000 1");
            call.session.hold("recording");
            call.tells("dismissed HELD");
            call.session.releaseHold("recording");
            call.tells("prompt 20000 2");
            call.session.connectionLost();
            call.tells("dismissed LINK", "lost");
            call.session.connectionRestored();
            call.tells("restored");
            call.advance(5_000);
            call.tells("prompt 20000 3");
            call.session.setIdleTimeoutPeriod(600);
            call.tells("dismissed LENGTHENED");
            call.advance(540_000);
            call.tells("prompt 20000 4");
            call.session.setIdleTimeoutPeriod(0);
            call.tells("dismissed DISABLED");
            call.session.setIdleTimeoutPeriod(60);
            call.advance(40_000);
            call.tells("prompt 20000 5");
            call.engine.suspend(3_600_000);
            call.advance(0);
            call.tells("dismissed SUSPENDED");
            call.advance(5_000);
            call.tells("prompt 20000 6");
            call.session.participantJoined("bob");
            call.tells("dismissed JOINED", "idle stopped");
            call.session.participantLeft("bob");
            call.tells("idle OTHERS_LEFT");
            call.advance(40_000);
            call.tells("prompt 20000 7");
            call.session.leaveSession();
            call.tells("dismissed LEFT", "left");
        }
    }

    public void the_longest_duration_warns_and_ends() {
        SessionSettingsBuilder settings =
                new SessionSettingsBuilder()
                        .setMaxDurationMillis(60_000)
                        .setMaxDurationWarningMillis(10_000);
        try (Call call = new Call(settings)) {
            call.session.joined("alice", Collections.singletonList(new Participant("bob")));
            call.tells("joined");
            call.advance(50_000);
            call.tells("warning 10000");
            call.advance(10_000);
            call.tells("timed out MAX_DURATION");
        }
    }

    public void a_closed_link_ends_the_session() {
        try (Call call = Call.joined()) {
            call.session.connectionClosed();
            call.tells("closed");
            Check.isEqual(SessionState.CONNECTION_CLOSED, call.session.status().getState());
            Check.isEqual(LinkState.CLOSED, call.session.status().getLink());
        }
    }

    public void a_listener_that_wants_no_cause_is_told_the_time_out() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        try (Call call = Call.joined()) {
            call.session.addSessionStatusListener(
                    new SessionStatusListener() {
                        @Override
                        public void onSessionTimedOut() {
                            timedOut.countDown();
                        }
                    });
            call.advance(300_000);
            Check.await(timedOut);
        }
    }

    public void the_system_clock_fires() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        SessionSettings settings = new SessionSettingsBuilder().setIdleTimeoutMillis(20).build();
        try (HangtimeEngine engine = new HangtimeEngine()) {
            CallSession session = engine.open("room", settings);
            session.addSessionStatusListener(
                    new SessionStatusListener() {
                        @Override
                        public void onSessionTimedOut() {
                            timedOut.countDown();
                        }
                    });
            session.joined("alice", Call.NOBODY);
            Check.await(timedOut);
        }
    }

    public void rosters_are_judged_as_a_whole() {
        try (Call call = Call.joined()) {
            call.session.setParticipants(
                    Arrays.asList(
                            new Participant("bob", "b1", ParticipantKind.BOT),
                            new Participant("carol", "c1", ParticipantKind.PHONE),
                            new Participant("carol", "c2")));
            call.tells("idle stopped");
            Check.isEqual(1L, call.session.status().getOthers());
            Check.isEqual(3L, call.session.status().getParticipants());
            call.session.userLeft("carol");
            call.tells("idle OTHERS_LEFT");
            call.session.participantChanged("b1", ParticipantKind.HUMAN);
            call.tells("idle stopped");
            call.session.setParticipants(Call.NOBODY);
            call.tells("idle OTHERS_LEFT");
        }
    }

    public void a_restored_link_with_an_empty_roster_says_that_nobody_is_there() {
        try (Call call = Call.joined()) {
            call.session.participantJoined("bob");
            call.tells("idle stopped");
            call.session.connectionLost();
            call.session.connectionRestored();
            call.tells("lost", "restored");
            call.session.connectionLost();
            call.session.connectionRestored(Call.NOBODY);
            call.tells("lost", "restored", "idle OTHERS_LEFT");
        }
    }

    public void a_resumed_app_is_given_the_grace() {
        try (Call call = Call.joined()) {
            call.advance(299_000);
            call.engine.appResumed();
            Check.isEqual(SessionPhase.RESYNCING, call.session.status().getPhase());
            call.advance(4_999);
            call.tells();
            call.advance(1);
            call.tells("timed out WAITING");
        }
    }

    public void every_setting_reaches_the_library() throws Exception {
        SessionSettingsBuilder settings =
                new SessionSettingsBuilder()
                        .setIdleTimeoutMillis(100_000)
                        .setWaitingTimeoutPeriod(50)
                        .setPromptPeriod(10)
                        .setResyncGraceMillis(2_000)
                        .setLeaveGraceMillis(3_000)
                        .setMaxExtensions(2)
                        .setMaxHolds(1)
                        .setMaxParticipants(2)
                        .setMaxLogLines(3)
                        .setLinkLost(LinkLost.COUNT)
                        .setType(SessionType.VOICE)
                        .setCountedKinds(EnumSet.of(ParticipantKind.BOT));
        try (Call call = Call.joined(settings)) {
            SessionStatus status = call.session.status();
            Check.isEqual(50_000L, status.getUntilEndMillis());
            Check.isEqual(40_000L, status.getUntilPromptMillis());
            Check.isEqual(2L, status.getExtensionsLeft());
            Check.isEqual(SessionType.VOICE, status.getType());
            call.session.participantJoined("bob", "b", ParticipantKind.HUMAN);
            call.tells();
            call.session.participantChanged("b", ParticipantKind.BOT);
            call.tells("idle stopped");
            call.session.participantLeft("b");
            call.tells();
            call.advance(3_000);
            call.tells("idle OTHERS_LEFT");
            Check.isEqual(100_000L, call.session.status().getUntilEndMillis());
            call.session.connectionLost();
            Check.isEqual(SessionPhase.COUNTING, call.session.status().getPhase());
            call.session.connectionRestored();
            call.tells("lost", "restored");
            call.advance(1_999);
            Check.isEqual(SessionPhase.RESYNCING, call.session.status().getPhase());
            call.advance(1);
            Check.isEqual(SessionPhase.COUNTING, call.session.status().getPhase());
            String log = call.session.log();
            Check.isEqual(4, log.split("\n").length); // the first says how many made room
            call.session.hold("one");
            Check.refuses("LIMIT", () -> call.session.hold("two"));
        }
    }

    public void own_devices_and_the_notice_are_settings_too() {
        SessionSettingsBuilder settings =
                new SessionSettingsBuilder().setCountOwnDevices(true).setMinNoticeMillis(7_000);
        try (Call call = Call.joined(settings)) {
            call.session.participantJoined("alice", "tablet");
            call.tells("idle stopped");
            call.session.participantLeft("tablet");
            call.tells("idle OTHERS_LEFT");
            call.advance(100_000);
            call.session.setIdleTimeoutPeriod(1);
            Check.isEqual(7_000L, call.session.status().getUntilEndMillis());
        }
    }

    public void the_log_tells_why_the_call_ended() {
        try (Call call = Call.joined()) {
            call.advance(300_000);
            Check.contains(call.session.log(), "timed_out waiting");
            Check.isTrue(!call.session.log().contains("alice"), "no ids are in it");
        }
    }

    public void a_snapshot_goes_on_in_another_engine() throws Exception {
        byte[] bytes;
        SessionSettingsBuilder settings = new SessionSettingsBuilder().setIdleTimeoutPeriod(60);
        try (Call call = Call.joined(settings)) {
            call.advance(10_000);
            bytes = call.session.snapshot();
        }
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            Recorder recorder = new Recorder();
            CallSession session = engine.restore(bytes, 20_000, recorder);
            Check.isEqual("room", session.getSessionId());
            Check.isEqual(30_000L, session.status().getUntilEndMillis());
            Check.isTrue(CallSession.getInstance() == session, "it is the present one");
            engine.advance(30_000);
            engine.flush();
            Check.isEqual(Collections.singletonList("timed out WAITING"), recorder.take());
            bytes[bytes.length / 2] ^= 1;
            Check.refuses("SNAPSHOT", () -> engine.restore(bytes, 0));
        }
    }

    public void what_is_due_at_a_restore_is_told_to_its_listener() throws Exception {
        byte[] bytes;
        SessionSettingsBuilder settings = new SessionSettingsBuilder().setResyncGraceMillis(0);
        try (Call call = Call.joined(settings)) {
            bytes = call.session.snapshot();
        }
        for (int round = 0; round < 20; round++) {
            CountDownLatch timedOut = new CountDownLatch(1);
            try (HangtimeEngine engine = new HangtimeEngine()) {
                SessionStatusListener listener =
                        new SessionStatusListener() {
                            @Override
                            public void onSessionTimedOut() {
                                timedOut.countDown();
                            }
                        };
                CallSession session = engine.restore(bytes, 300_000, listener);
                Check.await(timedOut);
                session.leaveSession();
            }
        }
    }

    public void the_statistics_count() {
        try (Call call = Call.joined()) {
            Check.isEqual(1L, call.engine.stats().getSessions());
            Check.isEqual(1L, call.engine.stats().getListeners());
            Check.isEqual(2L, call.engine.stats().getEventsDelivered());
            Check.isEqual(0L, call.engine.stats().getEventsQueued());
            Check.isEqual(0L, call.engine.stats().getTimedOut());
            Check.isEqual(1L, call.engine.stats().getCounting());
            Check.isEqual(1L, call.engine.stats().getArmed());
            Check.isEqual(1L, call.engine.stats().getLargestShard());
            Check.isEqual(0L, call.engine.stats().getSmallestShard());
            call.advance(300_000);
            Check.isEqual(1L, call.engine.stats().getTimedOut());
            Check.isEqual(1L, call.engine.stats().getNotJoined());
            Check.isEqual(0L, call.engine.stats().getCounting());
            Check.isEqual(0L, call.engine.stats().getLate());
            Check.isEqual(0L, call.engine.stats().getCallbacksRunning());
        }
    }

    public void two_engines_never_meet() {
        try (Call one = Call.joined(); Call other = Call.joined()) {
            one.advance(300_000);
            one.tells("timed out WAITING");
            other.tells();
            one.engine.close();
            other.advance(300_000);
            other.tells("timed out WAITING");
        }
    }

    public void the_version_is_the_one_of_the_library() {
        Check.isTrue(Hangtime.version().matches("\\d+\\.\\d+\\.\\d+"), Hangtime.version());
    }
}
