package io.hangtime;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/** What is let go of, and when. */
public final class MemoryTest {
    private static final int ROUNDS = 1000;

    /** Threads of the process, also those that the virtual machine does not know. */
    private static int threads() {
        return new File("/proc/self/task").list().length;
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
        openAndClose(0);
        int references = globalReferences();
        int threads = threads();
        for (int round = 0; round < ROUNDS; round++) {
            openAndClose(round);
        }
        Check.becomesTrue(() -> globalReferences() <= references, "no references are left");
        Check.becomesTrue(() -> threads() <= threads, "no threads are left");
    }

    public void an_open_session_has_one_reference_and_its_close_gives_it_up() throws Exception {
        try (HangtimeEngine engine = HangtimeEngine.withManualClock()) {
            int before = globalReferences();
            List<CallSession> sessions = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sessions.add(engine.open("room"));
            }
            int attached = globalReferences() - before - 100;
            Check.isTrue(attached >= 0 && attached < 10, "one each, and the thread's own");
            for (CallSession session : sessions) {
                session.close();
            }
            Check.isEqual(before + attached, globalReferences());
        }
    }

    public void a_refused_open_leaves_no_reference() throws Exception {
        try (HangtimeEngine engine = new HangtimeEngine.Builder().setMaxSessions(1).build()) {
            CallSession session = engine.open("room");
            byte[] bytes = session.snapshot();
            int before = globalReferences();
            for (int i = 0; i < 100; i++) {
                Check.refuses("LIMIT", () -> engine.open("room"));
                Check.refuses("LIMIT", () -> engine.restore(bytes, 0));
                Check.refuses("SNAPSHOT", () -> engine.restore(new byte[1], 0));
            }
            Check.isEqual(before, globalReferences());
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
        openAndClose(0); // the thread that frees is there from now on
        int threads = threads();
        int references = globalReferences();
        for (int i = 0; i < 50; i++) {
            forget();
        }
        Check.becomesTrue(() -> threads() <= threads, "their threads have ended");
        Check.becomesTrue(() -> globalReferences() <= references, "their references are given up");
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
