package io.hangtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Where listeners run, how they are removed, what they may do. */
public final class ListenersTest {
    /** A listener that does one thing when the join is told. */
    private static SessionStatusListener onJoin(Check.Body body) {
        return new SessionStatusListener() {
            @Override
            public void onSessionJoined() {
                try {
                    body.run();
                } catch (Exception exception) {
                    throw new IllegalStateException(exception);
                }
            }
        };
    }

    public void without_an_executor_they_run_on_an_attached_daemon_thread_of_the_engine()
            throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Call call = new Call()) {
            call.session.addSessionStatusListener(onJoin(() -> thread.set(Thread.currentThread())));
            call.session.joined("alice", Call.NOBODY);
            call.engine.flush();
            Check.isEqual("hangtime-events", thread.get().getName());
            Check.isTrue(thread.get().isDaemon(), "it keeps no virtual machine alive");
        }
        Check.becomesTrue(() -> !thread.get().isAlive(), "it is detached with the engine");
    }

    public void with_an_executor_of_the_engine_they_run_there_in_order() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4, task -> new Thread(task, "pool"));
        HangtimeEngine.Builder builder = new HangtimeEngine.Builder().setManualClock();
        try (HangtimeEngine engine = builder.setExecutor(pool).build()) {
            Call call = new Call(engine, new SessionSettingsBuilder());
            AtomicReference<String> name = new AtomicReference<>();
            CountDownLatch over = new CountDownLatch(1);
            call.session.addSessionStatusListener(
                    new SessionStatusListener() {
                        @Override
                        public void onSessionLeft() {
                            name.set(Thread.currentThread().getName());
                            over.countDown();
                        }
                    });
            List<String> expected = new ArrayList<>(Arrays.asList("joined", "idle WAITING"));
            call.session.joined("alice", Call.NOBODY);
            for (int i = 0; i < 500; i++) {
                call.session.participantJoined("bob");
                call.session.participantLeft("bob");
                expected.addAll(Arrays.asList("idle stopped", "idle OTHERS_LEFT"));
            }
            call.session.leaveSession();
            expected.add("left");
            Check.await(over);
            Check.isEqual(expected, call.recorder.take());
            Check.isEqual("pool", name.get());
        } finally {
            pool.shutdown();
        }
    }

    public void a_listener_may_have_an_executor_of_its_own() throws Exception {
        ExecutorService main = Executors.newSingleThreadExecutor(task -> new Thread(task, "main"));
        AtomicReference<String> name = new AtomicReference<>();
        CountDownLatch told = new CountDownLatch(1);
        try (Call call = new Call()) {
            call.session.addSessionStatusListener(
                    onJoin(
                            () -> {
                                name.set(Thread.currentThread().getName());
                                told.countDown();
                            }),
                    main::execute);
            call.session.joined("alice", Call.NOBODY);
            Check.await(told);
            Check.isEqual("main", name.get());
            call.tells("joined", "idle WAITING");
        } finally {
            main.shutdown();
        }
    }

    public void an_executor_that_takes_nothing_is_reported_and_the_others_are_told() {
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        Executor refusing =
                task -> {
                    throw new RejectedExecutionException("full");
                };
        HangtimeEngine.Builder builder =
                new HangtimeEngine.Builder()
                        .setManualClock()
                        .setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
        try (HangtimeEngine engine = builder.build()) {
            CallSession session = engine.open("room");
            Recorder recorder = new Recorder();
            session.addSessionStatusListener(new Recorder(), refusing);
            session.addSessionStatusListener(recorder);
            session.joined("alice", Call.NOBODY);
            engine.flush();
            Check.isEqual(Arrays.asList("joined", "idle WAITING"), recorder.take());
            Check.isEqual(2, reported.size());
            Check.isEqual("full", reported.get(0).getMessage());
        }
    }

    public void what_a_listener_throws_is_reported_and_the_others_are_told() {
        List<String> reported = Collections.synchronizedList(new ArrayList<>());
        HangtimeEngine.Builder builder =
                new HangtimeEngine.Builder()
                        .setManualClock()
                        .setUncaughtExceptionHandler(
                                (thread, thrown) -> {
                                    reported.add(thread.getName() + ": " + thrown.getMessage());
                                    throw new IllegalStateException("the handler throws, too");
                                });
        try (HangtimeEngine engine = builder.build()) {
            CallSession session = engine.open("room");
            Recorder recorder = new Recorder();
            session.addSessionStatusListener(
                    onJoin(
                            () -> {
                                throw new AssertionError("an error");
                            }));
            session.addSessionStatusListener(recorder);
            session.joined("alice", Call.NOBODY);
            engine.flush();
            Check.isEqual(Arrays.asList("joined", "idle WAITING"), recorder.take());
            Check.isEqual(Collections.singletonList("hangtime-events: an error"), reported);
            session.leaveSession();
            engine.flush();
            Check.isEqual(Collections.singletonList("left"), recorder.take());
        }
    }

    public void without_a_handler_it_is_the_one_of_the_thread() throws Exception {
        AtomicReference<Throwable> reported = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.set(thrown));
        try (Call call = new Call()) {
            call.session.addSessionStatusListener(
                    onJoin(
                            () -> {
                                throw new Error("nobody has caught it");
                            }));
            call.session.joined("alice", Call.NOBODY);
            call.tells("joined", "idle WAITING");
            Check.isEqual("nobody has caught it", reported.get().getMessage());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    public void a_listener_that_overflows_its_stack_is_one_that_throws() {
        AtomicReference<Throwable> reported = new AtomicReference<>();
        HangtimeEngine.Builder builder =
                new HangtimeEngine.Builder()
                        .setManualClock()
                        .setUncaughtExceptionHandler((thread, thrown) -> reported.set(thrown));
        try (HangtimeEngine engine = builder.build()) {
            CallSession session = engine.open("room");
            Recorder recorder = new Recorder();
            session.addSessionStatusListener(onJoin(ListenersTest::recurse));
            session.addSessionStatusListener(recorder);
            session.joined("alice", Call.NOBODY);
            engine.flush();
            Check.isEqual(StackOverflowError.class, reported.get().getClass());
            Check.isEqual(Arrays.asList("joined", "idle WAITING"), recorder.take());
        }
    }

    private static void recurse() {
        recurse();
    }

    public void one_that_is_added_twice_is_told_once() {
        try (Call call = new Call()) {
            call.session.addSessionStatusListener(call.recorder);
            call.session.joined("alice", Call.NOBODY);
            call.tells("joined", "idle WAITING");
        }
    }

    public void one_that_was_removed_is_never_called_again() {
        try (Call call = Call.joined()) {
            call.session.removeSessionStatusListener(call.recorder);
            call.session.removeSessionStatusListener(call.recorder);
            call.advance(300_000);
            call.tells();
        }
    }

    public void one_that_was_removed_is_not_called_by_an_executor_that_was_late() {
        List<Runnable> later = new ArrayList<>();
        try (Call call = new Call()) {
            Recorder late = new Recorder();
            call.session.addSessionStatusListener(late, later::add);
            call.session.joined("alice", Call.NOBODY);
            call.engine.flush();
            call.session.removeSessionStatusListener(late);
            Check.isEqual(1, later.size());
            later.get(0).run();
            Check.isEqual(Collections.emptyList(), late.take());
        }
    }

    public void sessions_and_engines_that_were_closed_call_nobody_late() {
        List<Runnable> later = new ArrayList<>();
        HangtimeEngine.Builder builder = new HangtimeEngine.Builder().setManualClock();
        HangtimeEngine engine = builder.setExecutor(later::add).build();
        Call one = new Call(engine, new SessionSettingsBuilder());
        Call other = new Call(engine, new SessionSettingsBuilder());
        one.session.joined("alice", Call.NOBODY);
        other.session.joined("alice", Call.NOBODY);
        engine.flush();
        one.session.close();
        engine.close();
        later.get(0).run();
        Check.isEqual(Collections.emptyList(), one.recorder.take());
        Check.isEqual(Collections.emptyList(), other.recorder.take());
    }

    public void removing_waits_for_the_callback_in_flight() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        SessionStatusListener slow =
                onJoin(
                        () -> {
                            inside.countDown();
                            Check.await(goOn);
                            done.incrementAndGet();
                        });
        try (Call call = new Call()) {
            call.session.addSessionStatusListener(slow);
            call.session.joined("alice", Call.NOBODY);
            Check.await(inside);
            AtomicInteger seen = new AtomicInteger(-1);
            Thread remover =
                    new Thread(
                            () -> {
                                call.session.removeSessionStatusListener(slow);
                                seen.set(done.get());
                            });
            remover.start();
            Check.becomesTrue(
                    () -> remover.getState() == Thread.State.BLOCKED, "it waits for the callback");
            goOn.countDown();
            Check.join(remover);
            Check.isEqual(1, seen.get());
        }
    }

    public void one_may_remove_itself_and_another_inside_a_callback() {
        try (Call call = new Call()) {
            Recorder after = new Recorder();
            Recorder self =
                    new Recorder() {
                        @Override
                        public void onSessionJoined() {
                            write("joined");
                            call.session.removeSessionStatusListener(this);
                            call.session.removeSessionStatusListener(after);
                        }
                    };
            call.session.addSessionStatusListener(self);
            call.session.addSessionStatusListener(after);
            call.session.joined("alice", Call.NOBODY);
            call.tells("joined", "idle WAITING");
            Check.isEqual(Collections.singletonList("joined"), self.take());
            Check.isEqual(Collections.emptyList(), after.take());
        }
    }

    public void one_may_add_another_inside_a_callback() {
        try (Call call = new Call()) {
            Recorder added = new Recorder();
            call.session.addSessionStatusListener(
                    onJoin(() -> call.session.addSessionStatusListener(added)));
            call.session.joined("alice", Call.NOBODY);
            call.tells("joined", "idle WAITING");
            Check.isEqual(Collections.singletonList("idle WAITING"), added.take());
        }
    }

    public void a_session_may_be_closed_inside_its_callback() throws Exception {
        try (Call call = new Call()) {
            Recorder after = new Recorder();
            call.session.addSessionStatusListener(onJoin(call.session::close));
            call.session.addSessionStatusListener(after);
            call.session.joined("alice", Call.NOBODY);
            call.tells("joined");
            Check.isEqual(Collections.emptyList(), after.take());
            Check.refuses("HANDLE", call.session::status);
            Check.isEqual(0L, call.engine.stats().getSessions());
        }
    }

    public void an_engine_may_be_closed_inside_a_callback() throws Exception {
        Call call = new Call();
        CountDownLatch closed = new CountDownLatch(1);
        call.session.addSessionStatusListener(
                onJoin(
                        () -> {
                            call.engine.close();
                            closed.countDown();
                        }));
        call.session.joined("alice", Call.NOBODY);
        Check.await(closed);
        Check.refuses("DISPOSED", call.session::status);
        Check.isEqual(Collections.singletonList("joined"), call.recorder.take());
    }

    public void an_engine_may_be_closed_inside_a_callback_while_another_thread_flushes()
            throws Exception {
        for (int round = 0; round < 100; round++) {
            Call call = new Call();
            Thread flusher =
                    new Thread(
                            () -> {
                                try {
                                    call.engine.flush();
                                } catch (HangtimeException closed) {
                                    // It came too late.
                                }
                            });
            CountDownLatch closed = new CountDownLatch(1);
            call.session.addSessionStatusListener(
                    onJoin(
                            () -> {
                                flusher.start();
                                call.engine.close();
                                closed.countDown();
                            }));
            call.session.joined("alice", Call.NOBODY);
            Check.await(closed);
            Check.join(flusher);
            call.engine.close();
        }
    }

    public void two_listeners_on_two_executors_may_both_close_at_once() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        for (int round = 0; round < 100; round++) {
            Call call = new Call();
            CyclicBarrier together = new CyclicBarrier(2);
            CountDownLatch closed = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                call.session.addSessionStatusListener(
                        onJoin(
                                () -> {
                                    together.await();
                                    call.engine.close();
                                    closed.countDown();
                                }),
                        pool);
            }
            call.session.joined("alice", Call.NOBODY);
            Check.await(closed);
        }
        pool.shutdown();
    }

    public void a_callback_may_call_the_session() {
        try (Call call = new Call(new SessionSettingsBuilder().setIdleTimeoutPeriod(60))) {
            AtomicReference<EndCause> cause = new AtomicReference<>();
            call.session.addSessionStatusListener(
                    new SessionStatusListener() {
                        @Override
                        public void onSessionTimedOut() {
                            cause.set(call.session.status().getEndCause());
                            call.session.leaveSession();
                        }
                    });
            call.session.joined("alice", Call.NOBODY);
            call.advance(60_000);
            call.tells("joined", "idle WAITING", "timed out WAITING", "left");
            Check.isEqual(EndCause.WAITING, cause.get());
        }
    }

    public void two_engines_call_on_two_threads() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        CountDownLatch met = new CountDownLatch(2);
        try (Call one = new Call(); Call other = new Call()) {
            for (Call call : Arrays.asList(one, other)) {
                call.session.addSessionStatusListener(
                        onJoin(
                                () -> {
                                    together.await();
                                    met.countDown();
                                }));
                call.session.joined("alice", Call.NOBODY);
            }
            Check.await(met);
        }
    }
}
