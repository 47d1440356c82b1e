package io.hangtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** The way in that has the shape of a calling SDK. */
public final class JoinTest {
    private static final SessionSettings SETTINGS =
            new SessionSettingsBuilder()
                    .setIdleTimeoutPeriod(120)
                    .setType(SessionType.VIDEO)
                    .build();

    /** A callback that writes to a recorder, which it adds as a listener. */
    private static JoinCallback recording(Recorder recorder) {
        return new JoinCallback() {
            @Override
            public void onSuccess(CallSession session) {
                recorder.write("success " + session.getSessionId());
                session.addSessionStatusListener(recorder);
            }

            @Override
            public void onError(HangtimeException exception) {
                recorder.write("error " + exception.getCode());
            }
        };
    }

    public void a_listener_that_is_added_in_the_callback_misses_nothing() {
        for (int round = 0; round < 100; round++) {
            HangtimeEngine engine = HangtimeEngine.withManualClock();
            HangtimeCalls.setEngine(engine);
            Recorder recorder = new Recorder();
            HangtimeCalls.joinSession("room", SETTINGS, recording(recorder));
            Check.isEqual("room", CallSession.getInstance().getSessionId());
            engine.advance(120_000);
            engine.flush();
            Check.isEqual(
                    Arrays.asList("success room", "joined", "idle WAITING", "timed out WAITING"),
                    recorder.take());
            HangtimeCalls.close();
        }
    }

    public void on_the_executors_own_thread_one_that_is_added_after_the_join_misses_nothing()
            throws Exception {
        ExecutorService main = Executors.newSingleThreadExecutor();
        HangtimeEngine engine =
                new HangtimeEngine.Builder().setManualClock().setExecutor(main).build();
        HangtimeCalls.setEngine(engine);
        for (int round = 0; round < 100; round++) {
            Recorder recorder = new Recorder();
            Future<?> joining =
                    main.submit(
                            () -> {
                                HangtimeCalls.joinSession("room", SETTINGS, recording(recorder));
                                Recorder other = new Recorder();
                                CallSession.getInstance().addSessionStatusListener(other);
                                engine.flush();
                                return other;
                            });
            Recorder other = (Recorder) joining.get();
            // What was told is behind the task above, and this one is behind what was told.
            main.submit(() -> {}).get();
            Check.isEqual(Arrays.asList("success room", "joined", "idle WAITING"), recorder.take());
            Check.isEqual(Arrays.asList("joined", "idle WAITING"), other.take());
            CallSession.getInstance().close();
        }
        HangtimeCalls.close();
        main.shutdown();
    }

    public void a_join_that_is_refused_is_told_and_not_thrown() {
        Recorder recorder = new Recorder();
        HangtimeCalls.joinSession("", SETTINGS, recording(recorder));
        Check.isEqual(Collections.singletonList("error INVALID"), recorder.take());
        SessionSettings negative = new SessionSettingsBuilder().setIdleTimeoutPeriod(-1).build();
        HangtimeCalls.joinSession("room", negative, recording(recorder));
        Check.isEqual(Collections.singletonList("error INVALID"), recorder.take());
        HangtimeCalls.joinSession("room", SETTINGS, "", Call.NOBODY, recording(recorder));
        Check.isEqual(Collections.singletonList("error INVALID"), recorder.take());
        Check.isEqual(0L, HangtimeCalls.getEngine().stats().getSessions());
        Check.isEqual(null, CallSession.getInstance());
        HangtimeCalls.close();
    }

    public void a_refusal_is_told_on_the_executor() throws Exception {
        ExecutorService main = Executors.newSingleThreadExecutor(task -> new Thread(task, "main"));
        HangtimeCalls.setEngine(new HangtimeEngine.Builder().setExecutor(main).build());
        AtomicReference<String> name = new AtomicReference<>();
        CountDownLatch told = new CountDownLatch(1);
        HangtimeCalls.joinSession(
                "",
                SETTINGS,
                new JoinCallback() {
                    @Override
                    public void onSuccess(CallSession session) {}

                    @Override
                    public void onError(HangtimeException exception) {
                        name.set(Thread.currentThread().getName());
                        told.countDown();
                    }
                });
        Check.await(told);
        Check.isEqual("main", name.get());
        HangtimeCalls.close();
        main.shutdown();
    }

    public void the_present_session_is_the_one_joined_last_that_has_not_ended() {
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            Check.isEqual(null, CallSession.getInstance());
            CallSession one = engine.join("one", SETTINGS, "alice", Call.NOBODY);
            CallSession two = engine.join("two", SETTINGS, "alice", Call.NOBODY);
            engine.open("three");
            Check.isTrue(CallSession.getInstance() == two, "two");
            two.leaveSession();
            Check.isTrue(CallSession.getInstance() == one, "one");
            one.close();
            Check.isEqual(null, CallSession.getInstance());
        }
    }

    public void others_who_are_there_at_the_join_are_company() {
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            HangtimeCalls.setEngine(engine);
            Recorder recorder = new Recorder();
            HangtimeCalls.joinSession(
                    "room",
                    SETTINGS,
                    "alice",
                    Arrays.asList(new Participant("alice", "tablet"), new Participant("bob")),
                    recording(recorder));
            engine.flush();
            Check.isEqual(Arrays.asList("success room", "joined"), recorder.take());
            HangtimeCalls.appResumed();
        }
        HangtimeCalls.appResumed();
        HangtimeCalls.close();
        HangtimeCalls.appResumed();
    }

    public void the_presets_have_their_periods() {
        Check.isEqual(420_000L, SessionSettings.gentle().getIdleTimeoutMillis());
        Check.isEqual(120_000L, SessionSettings.gentle().getPromptMillis());
        Check.isEqual(180_000L, SessionSettings.classic().getIdleTimeoutMillis());
        Check.isEqual(60_000L, SessionSettings.classic().getPromptMillis());
        Check.isEqual(300_000L, new SessionSettingsBuilder().build().getIdleTimeoutMillis());
    }

    public void what_was_built_does_not_change_with_its_builder() {
        SessionSettingsBuilder builder = new SessionSettingsBuilder().setIdleTimeoutPeriod(1);
        SessionSettings built = builder.build();
        builder.setIdleTimeoutPeriod(2).setCountedKinds(Collections.<ParticipantKind>emptySet());
        Check.isEqual(1_000L, built.getIdleTimeoutMillis());
        Check.isEqual(3, built.getCountedKinds().size());
        built.getCountedKinds().clear();
        Check.isEqual(3, built.getCountedKinds().size());
    }
}
