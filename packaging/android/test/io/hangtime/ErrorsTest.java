package io.hangtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What is refused, and how that is told. */
public final class ErrorsTest {
    private static String repeated(String text, int times) {
        return String.join("", Collections.nCopies(times, text));
    }

    public void every_code_that_can_come_comes() throws Exception {
        SessionSettingsBuilder settings =
                new SessionSettingsBuilder()
                        .setMaxExtensions(1)
                        .setMaxParticipants(1)
                        .setMaxHolds(1);
        try (Call call = new Call(settings)) {
            CallSession session = call.session;
            Check.refuses("NOT_JOINED", session::extend);
            Check.refuses("INVALID", () -> session.joined("", Call.NOBODY));
            session.joined("alice", Call.NOBODY);
            Check.refuses("ALREADY_JOINED", () -> session.joined("alice", Call.NOBODY));
            Check.refuses("NOT_FOUND", () -> session.participantLeft("nobody"));
            Check.refuses("NOT_FOUND", () -> session.userLeft("nobody"));
            Check.refuses("NOT_FOUND", () -> session.releaseHold("none"));
            Check.refuses("NOT_FOUND", () -> session.participantChanged("x", ParticipantKind.BOT));
            session.hold("recording");
            Check.refuses("ALREADY_HELD", () -> session.hold("recording"));
            Check.refuses("LIMIT", () -> session.hold("another"));
            session.extend();
            Check.refuses("LIMIT", session::extend);
            session.participantJoined("bob");
            Check.refuses("LIMIT", () -> session.participantJoined("carol"));
            Check.refuses("NOT_ALONE", session::extend);
            Check.refuses("INVALID", () -> session.setIdleTimeoutMillis((1L << 53) + 1));
            Check.refuses("INVALID", () -> session.hold("long", Long.MAX_VALUE));
            Check.refuses("INVALID", () -> call.engine.advance((1L << 53) + 1));
            session.leaveSession();
            Check.refuses("ENDED", session::leaveSession);
            Check.refuses("ENDED", () -> session.participantJoined("bob"));
            session.close();
            Check.refuses("HANDLE", session::status);
            Check.refuses("HANDLE", session::snapshot);
            Check.refuses("HANDLE", () -> session.addSessionStatusListener(new Recorder()));
            Check.refuses("SNAPSHOT", () -> call.engine.restore(new byte[0], 0));
            Check.refuses("SNAPSHOT", () -> call.engine.restore(new byte[100], 0));
            call.close();
            Check.refuses("DISPOSED", session::status);
            Check.refuses("DISPOSED", () -> call.engine.open("room"));
            Check.refuses("DISPOSED", call.engine::flush);
        }
        try (HangtimeEngine engine = new HangtimeEngine()) {
            Check.refuses("NOT_MANUAL", () -> engine.advance(1));
            Check.refuses("NOT_MANUAL", () -> engine.suspend(1));
        }
        try (HangtimeEngine engine = new HangtimeEngine.Builder().setMaxSessions(1).build()) {
            engine.open("one");
            Check.refuses("LIMIT", () -> engine.open("two"));
        }
        Check.refuses("INVALID", () -> new HangtimeEngine.Builder().setMaxSessions(-1).build());
    }

    public void a_snapshot_of_a_newer_library_is_refused_as_such() throws Exception {
        try (Call call = Call.joined()) {
            byte[] bytes = call.session.snapshot();
            boolean isSeen = false;
            // Where the version stands is the library's; it is among the first bytes.
            for (int at = 0; at < 8; at++) {
                byte[] newer = bytes.clone();
                newer[at] = 127;
                try {
                    call.engine.restore(newer, 0);
                } catch (HangtimeException exception) {
                    isSeen |= exception.getCode().equals("VERSION");
                }
            }
            Check.isTrue(isSeen, "VERSION came");
        }
    }

    public void flushing_inside_a_callback_is_refused() throws Exception {
        AtomicReference<String> code = new AtomicReference<>();
        try (Call call = new Call()) {
            call.session.addSessionStatusListener(
                    new SessionStatusListener() {
                        @Override
                        public void onSessionJoined() {
                            try {
                                call.engine.flush();
                            } catch (HangtimeException exception) {
                                code.set(exception.getCode());
                            }
                        }
                    });
            call.session.joined("alice", Call.NOBODY);
            call.engine.flush();
            Check.isEqual("IN_CALLBACK", code.get());
        }
    }

    public void an_exception_says_what_was_done_where_and_what_is_wrong() throws Exception {
        try (Call call = Call.joined()) {
            String message = Check.refuses("NOT_FOUND", () -> call.session.participantLeft("x"));
            Check.contains(message, "Reporting that a participant left in the session \"room\": ");
            HangtimeException exception = new HangtimeException("LIMIT", "too much");
            Check.isEqual("HangtimeException(LIMIT): too much", exception.toString());
        }
    }

    private static void refuses(SessionSettingsBuilder settings, String fault) throws Exception {
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            String message = Check.refuses("INVALID", () -> engine.open("room", settings.build()));
            Check.contains(message, fault);
        }
    }

    public void bad_settings_are_kept_by_the_builder_and_refused_with_their_name()
            throws Exception {
        SessionSettingsBuilder prompt = new SessionSettingsBuilder().setIdleTimeoutPeriod(10);
        refuses(prompt.setPromptPeriod(20), "prompt_ms");
        refuses(new SessionSettingsBuilder().setIdleTimeoutPeriod(-1), "idle timeout");
        refuses(new SessionSettingsBuilder().setWaitingTimeoutMillis(-1), "waiting timeout");
        refuses(new SessionSettingsBuilder().setMaxExtensions(1L << 32), "extensions");
        refuses(new SessionSettingsBuilder().setPromptMillis(Long.MAX_VALUE), "prompt_ms");
    }

    public void negative_times_are_refused() throws Exception {
        try (Call call = Call.joined()) {
            Check.refuses("INVALID", () -> call.engine.advance(-1));
            Check.refuses("INVALID", () -> call.engine.suspend(-1));
            Check.refuses("INVALID", () -> call.session.hold("x", -1));
            Check.refuses("INVALID", () -> call.session.setIdleTimeoutPeriod(-1));
            Check.refuses("INVALID", () -> call.session.setWaitingTimeoutMillis(-1));
            Check.refuses("INVALID", () -> call.engine.restore(call.session.snapshot(), -1));
        }
    }

    public void texts_are_utf_8_of_1_to_255_bytes() throws Exception {
        String telephone = "\ud83d\udcde"; // four bytes each
        try (Call call = Call.joined()) {
            CallSession session = call.session;
            String tooLong = repeated("x", 256);
            for (String bad : Arrays.asList("", "a\0b", "\0", "\ud83d", "\udcde\ud83d", tooLong)) {
                Check.refuses("INVALID", () -> call.engine.open(bad));
                Check.refuses("INVALID", () -> session.participantJoined(bad));
                Check.refuses("INVALID", () -> session.participantJoined("bob", bad));
                Check.refuses("INVALID", () -> session.participantLeft(bad));
                Check.refuses("INVALID", () -> session.userLeft(bad));
                Check.refuses(
                        "INVALID", () -> session.participantChanged(bad, ParticipantKind.BOT));
                Check.refuses("INVALID", () -> session.hold(bad));
                Check.refuses("INVALID", () -> session.releaseHold(bad));
                Check.refuses(
                        "INVALID",
                        () -> session.setParticipants(Arrays.asList(new Participant(bad))));
            }
            call.tells();
            Check.refuses("INVALID", () -> call.engine.open(repeated(telephone, 64)));
            String longest = repeated(telephone, 63) + "\u00fc\u007f";
            CallSession long255 = call.engine.open(longest);
            Check.isEqual(longest, long255.getSessionId());
            CallSession restored = call.engine.restore(long255.snapshot(), 0);
            Check.isEqual(longest, restored.getSessionId());
            session.participantJoined(telephone);
            Check.refuses("NOT_FOUND", () -> session.participantLeft("?"));
            session.participantLeft(telephone);
        }
    }

    public void null_is_an_exception() throws Exception {
        try (Call call = Call.joined()) {
            CallSession session = call.session;
            Check.refusesNull(() -> call.engine.open(null));
            Check.refusesNull(() -> call.engine.open("room", null));
            Check.refusesNull(() -> call.engine.restore(null, 0));
            Check.refusesNull(() -> call.engine.join("room", null, "alice", Call.NOBODY));
            SessionSettings gentle = SessionSettings.gentle();
            Check.refusesNull(() -> call.engine.join("room", gentle, "alice", null));
            Check.refusesNull(() -> session.joined(null, Call.NOBODY));
            Check.refusesNull(() -> session.joined("alice", null));
            Check.refusesNull(() -> session.participantJoined(null));
            Check.refusesNull(() -> session.participantJoined("bob", null));
            Check.refusesNull(() -> session.participantChanged("bob", null));
            Check.refusesNull(() -> session.participantChanged(null, ParticipantKind.BOT));
            Check.refusesNull(() -> session.participantLeft(null));
            Check.refusesNull(() -> session.userLeft(null));
            Check.refusesNull(() -> session.setParticipants(null));
            Check.refusesNull(
                    () -> session.setParticipants(Collections.<Participant>singletonList(null)));
            Check.refusesNull(() -> session.hold(null));
            Check.refusesNull(() -> session.releaseHold(null));
            Check.refusesNull(() -> session.addSessionStatusListener(null));
            Check.refusesNull(() -> session.addSessionStatusListener(new Recorder(), null));
            Check.refusesNull(() -> session.removeSessionStatusListener(null));
            Check.refusesNull(() -> new Participant(null));
            Check.refusesNull(() -> new SessionSettingsBuilder().setType(null));
            Check.refusesNull(() -> new SessionSettingsBuilder().setLinkLost(null));
            Check.refusesNull(() -> new SessionSettingsBuilder().setCountedKinds(null));
            Check.refusesNull(() -> new HangtimeEngine.Builder().setExecutor(null));
            Check.refusesNull(() -> new HangtimeEngine.Builder().setUncaughtExceptionHandler(null));
            Check.refusesNull(() -> HangtimeCalls.setEngine(null));
            Check.refusesNull(
                    () -> HangtimeCalls.joinSession("room", SessionSettings.gentle(), null));
            call.tells();
        }
    }

    public void a_large_roster_arrives_whole() {
        Participant[] many = new Participant[10_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Participant("user-" + i, "connection-" + i, ParticipantKind.VIEWER);
        }
        try (Call call = new Call()) {
            call.session.joined("alice", Arrays.asList(many));
            Check.isEqual(10_000L, call.session.status().getOthers());
            call.session.participantLeft("connection-9999");
            Check.isEqual(9_999L, call.session.status().getOthers());
        }
    }

    public void calls_on_an_engine_that_is_being_closed_are_refused_and_never_crash()
            throws Exception {
        for (int round = 0; round < 100; round++) {
            Call call = Call.joined();
            CountDownLatch begun = new CountDownLatch(2);
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            Runnable calls =
                    () -> {
                        try {
                            while (true) {
                                call.session.status();
                                call.engine.flush();
                                begun.countDown();
                            }
                        } catch (HangtimeException expected) {
                            if (!"DISPOSED HANDLE".contains(expected.getCode())) {
                                wrong.set(expected);
                            }
                        } catch (Throwable thrown) {
                            wrong.set(thrown);
                        }
                    };
            Thread one = new Thread(calls);
            Thread other = new Thread(calls);
            one.start();
            other.start();
            Check.await(begun);
            call.close();
            Check.join(one);
            Check.join(other);
            Check.isEqual(null, wrong.get());
        }
    }
}
