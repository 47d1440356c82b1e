package io.hangtime;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/** What is let go of, and when. */
public final class MemoryTest {
    private static final int ROUNDS = 1000;

    /** So many references the virtual machine takes and gives up by itself, such as to compile. */
    private static final int ITS_OWN = 20;

    /** Our threads in the process, also those that the virtual machine does not know. */
    private static int threads() {
        int count = 0;
        for (File task : new File("/proc/self/task").listFiles()) {
            try {
                byte[] name = Files.readAllBytes(new File(task, "comm").toPath());
                count += new String(name, StandardCharsets.UTF_8).startsWith("hangtime-") ? 1 : 0;
            } catch (IOException ended) {
                // Meanwhile.
            }
        }
        return count;
    }

    /** References that native code holds, as the virtual machine counts them. */
    private static int globalReferences() throws Exception {
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        String dump =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        commands,
                                        "threadPrint",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        Matcher matcher = Pattern.compile("JNI global refs: (\\d+)").matcher(dump);
        Check.isTrue(matcher.find(), "the virtual machine counts them");
        return Integer.parseInt(matcher.group(1));
    }

    /** Waits until no engine is left, so that what is counted from here on is the test's. */
    private static void awaitQuiet() throws Exception {
        Check.becomesTrue(() -> threads() <= 1, "other engines end; the thread that frees stays");
    }

    private static void openAndClose(int round) {
        Call call = Call.joined();
        call.session.addSessionStatusListener(new Recorder(), Runnable::run);
        call.session.participantJoined("bob");
        call.session.participantLeft("bob");
        call.engine.flush();
        switch (round % 4) {
            case 0:
                call.session.close();
                break;
            case 1:
                call.advance(300_000);
                call.session.leaveSession();
                break;
            case 2:
                call.session.removeSessionStatusListener(call.recorder);
                break;
            default:
                break;
        }
        call.engine.close();
    }

    public void a_thousand_rounds_of_open_and_close_leave_no_thread_and_no_reference()
            throws Exception {
        awaitQuiet();
        int references = globalReferences();
        for (int round = 0; round < ROUNDS; round++) {
            openAndClose(round);
        }
        int left = globalReferences() - references;
        Check.isTrue(left < ITS_OWN, left + " are left");
        awaitQuiet();
    }

    public void an_open_session_has_one_reference_and_its_close_gives_it_up() throws Exception {
        awaitQuiet();
        try (Call call = Call.joined()) { // so that the callback thread is there
            HangtimeEngine engine = call.engine;
            int before = globalReferences();
            List<CallSession> sessions = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sessions.add(engine.open("room"));
            }
            int opened = globalReferences() - before;
            Check.isTrue(Math.abs(opened - 100) < ITS_OWN, opened + " for 100 sessions");
            for (CallSession session : sessions) {
                session.close();
            }
            int closed = globalReferences() - before;
            Check.isTrue(Math.abs(closed) < ITS_OWN, closed + " are left");
        }
    }

    public void a_refused_open_leaves_no_reference() throws Exception {
        awaitQuiet();
        try (HangtimeEngine engine = new HangtimeEngine.Builder().setMaxSessions(1).build()) {
            CallSession session = new Call(engine, new SessionSettingsBuilder()).session;
            session.joined("alice", Call.NOBODY);
            engine.flush(); // now its callback thread is there
            byte[] bytes = session.snapshot();
            int before = globalReferences();
            for (int i = 0; i < 100; i++) {
                Check.refuses("LIMIT", () -> engine.open("room"));
                Check.refuses("LIMIT", () -> engine.restore(bytes, 0));
                Check.refuses("SNAPSHOT", () -> engine.restore(new byte[1], 0));
            }
            int left = globalReferences() - before;
            Check.isTrue(left < ITS_OWN, left + " are left");
        }
    }

    public void a_listener_that_was_removed_is_collected() throws Exception {
        try (Call call = Call.joined()) {
            WeakReference<SessionStatusListener> removed = addAndRemove(call.session);
            Check.becomesTrue(() -> removed.get() == null, "it is collected");
            call.tells();
        }
    }

    private static WeakReference<SessionStatusListener> addAndRemove(CallSession session) {
        SessionStatusListener listener = new Recorder();
        session.addSessionStatusListener(listener);
        session.removeSessionStatusListener(listener);
        return new WeakReference<>(listener);
    }

    public void one_that_was_removed_is_collected_although_its_executor_never_runs()
            throws Exception {
        List<Runnable> never = new ArrayList<>();
        try (Call call = new Call()) {
            Recorder[] listener = {new Recorder()};
            call.session.addSessionStatusListener(listener[0], never::add);
            call.session.joined("alice", Call.NOBODY);
            call.engine.flush();
            call.session.removeSessionStatusListener(listener[0]);
            WeakReference<Recorder> removed = new WeakReference<>(listener[0]);
            listener[0] = null;
            Check.becomesTrue(() -> removed.get() == null, "it is collected");
            Check.isEqual(1, never.size());
        }
    }

    public void a_session_that_left_is_collected_with_its_listener_and_closed() throws Exception {
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            WeakReference<CallSession> session = ended(engine);
            Check.becomesTrue(() -> session.get() == null, "it is collected");
            Check.becomesTrue(() -> engine.stats().getSessions() == 0, "it is closed");
        }
    }

    private static WeakReference<CallSession> ended(HangtimeEngine engine) {
        CallSession session = engine.open("room");
        session.addSessionStatusListener(
                new Recorder() {
                    @Override
                    public void onSessionLeft() {
                        write(session.getSessionId()); // it holds on to its session
                    }
                });
        session.joined("alice", Call.NOBODY);
        engine.advance(300_000);
        session.leaveSession();
        engine.flush();
        return new WeakReference<>(session);
    }

    public void a_session_that_timed_out_and_was_never_left_is_collected_too() throws Exception {
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            WeakReference<CallSession> session =
                    new WeakReference<>(
                            engine.join("room", SessionSettings.gentle(), "a", Call.NOBODY));
            engine.advance(420_000);
            engine.flush();
            Check.becomesTrue(() -> session.get() == null, "it is collected");
            Check.becomesTrue(() -> engine.stats().getSessions() == 0, "it is closed");
        }
    }

    public void a_joined_session_that_nobody_holds_on_to_still_tells_its_listener()
            throws Exception {
        Recorder recorder = new Recorder();
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            joinAndForget(engine, recorder);
            for (int i = 0; i < 10; i++) {
                System.gc();
            }
            engine.advance(300_000);
            engine.flush();
            Check.contains(recorder.take().toString(), "timed out WAITING");
        }
    }

    private static void joinAndForget(HangtimeEngine engine, Recorder recorder) {
        CallSession session = engine.open("room");
        session.addSessionStatusListener(recorder);
        session.joined("alice", Call.NOBODY);
    }

    public void an_engine_that_was_forgotten_is_freed() throws Exception {
        awaitQuiet();
        int references = globalReferences();
        for (int i = 0; i < 50; i++) {
            forget();
        }
        awaitQuiet();
        int left = globalReferences() - references;
        Check.isTrue(left < ITS_OWN, left + " are left");
    }

    private static void forget() {
        HangtimeEngine engine = new HangtimeEngine();
        CallSession session = engine.open("room");
        session.addSessionStatusListener(new Recorder());
        session.joined("alice", Call.NOBODY);
        session.leaveSession();
        engine.flush();
    }

    public void an_engine_with_a_joined_session_is_kept_until_that_ends() throws Exception {
        CallSession session = HangtimeEngine.withManualClock().open("room");
        session.joined("alice", Call.NOBODY);
        WeakReference<HangtimeEngine> engine = new WeakReference<>(session.getEngine());
        session = null;
        for (int i = 0; i < 10; i++) {
            System.gc();
        }
        Check.isTrue(CallSession.getInstance() != null, "it is the present session");
        Check.isTrue(engine.get() != null, "and its engine is there");
        CallSession.getInstance().leaveSession();
        Check.becomesTrue(() -> engine.get() == null, "it is collected");
    }
}
