package io.hangtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;

/**
 * Sessions, and the threads that watch their time. Several engines may live in one process and
 * never meet. Every method may be called from any thread.
 *
 * <p>An app needs one, and closes it when it needs no sessions any more. One that is forgotten is
 * freed when nothing holds on to it and no session of it is joined.
 */
public final class HangtimeEngine implements AutoCloseable {
    private final NativeEngine nativeEngine;
    private final Serial serial;
    private final Thread.UncaughtExceptionHandler uncaught;
    private final Leftovers leftovers;

    /** The open sessions, of which nobody but the app keeps one. */
    private final Set<CallSession> sessions =
            Collections.newSetFromMap(new WeakHashMap<CallSession, Boolean>());

    /** Makes an engine with the clock of the system, which counts the time the device sleeps. */
    public HangtimeEngine() {
        this(new Builder());
    }

    private HangtimeEngine(Builder builder) {
        Native.load();
        serial = builder.executor == null ? null : new Serial(builder.executor);
        uncaught = builder.uncaught;
        if (builder.maxSessions < 0) {
            throw new HangtimeException(
                    "INVALID",
                    "The number of sessions is " + builder.maxSessions + "; give 0 or more.");
        }
        NativeEngine made = new NativeEngine(builder.isClockManual, builder.maxSessions);
        nativeEngine = made;
        leftovers = new Leftovers(this, made::close);
    }

    /**
     * Makes an engine with a clock that stands until {@link #advance} or {@link #suspend} moves it:
     * an app tests five minutes in microseconds.
     */
    public static HangtimeEngine withManualClock() {
        return new Builder().setManualClock().build();
    }

    /** Chooses what an engine has. */
    public static final class Builder {
        private boolean isClockManual;
        private long maxSessions = 1 << 24;
        private Executor executor;
        private Thread.UncaughtExceptionHandler uncaught;

        /** Has the clock stand until it is moved. */
        public Builder setManualClock() {
            isClockManual = true;
            return this;
        }

        /** Sets how many sessions may be open at a time; 16777216 when not set. */
        public Builder setMaxSessions(long number) {
            maxSessions = number;
            return this;
        }

        /**
         * Sets where listeners run, such as {@code handler::post} of a handler of the main thread.
         * They run one at a time and in order, whatever the executor is. It must not wait to take a
         * task. When none is set they run on the callback thread of the engine.
         */
        public Builder setExecutor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Sets who is told what a listener throws, on the thread that it ran on. When none is set
         * it is the handler of that thread, as if nobody had caught it; the thread goes on all the
         * same.
         */
        public Builder setUncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler) {
            uncaught = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Makes the engine. */
        public HangtimeEngine build() {
            return new HangtimeEngine(this);
        }
    }

    /** Opens a session with default settings that nobody has joined yet. */
    public CallSession open(String sessionId) {
        return open(sessionId, new SessionSettings());
    }

    /**
     * Opens a session that nobody has joined yet, so that listeners can be added before
     * {@link CallSession#joined}. Two sessions may have the same id.
     */
    public CallSession open(String sessionId, SessionSettings settings) {
        byte[] id = Text.of(sessionId, "The session id");
        long[] numbers = Objects.requireNonNull(settings, "settings").numbers();
        String fault = Native.settingsFault(numbers);
        if (fault != null) {
            throw new HangtimeException(
                    "INVALID",
                    "The settings of the session \""
                            + sessionId
                            + "\" can not be taken: "
                            + fault
                            + ".");
        }
        Feed feed = new Feed(nativeEngine);
        long[] handle = new long[1];
        synchronized (feed) {
            nativeEngine.call(
                    "Opening the session \"" + sessionId + "\"",
                    engine -> Native.sessionOpen(engine, id, numbers, feed, handle));
            return keep(new CallSession(this, sessionId, handle[0]), feed);
        }
    }

    /**
     * Joins a session: opens it and reports that the local user is in it, with the participants
     * that are there at that moment. A listener that must be told of the join itself is added
     * between {@link #open} and {@link CallSession#joined}.
     */
    public CallSession join(
            String sessionId,
            SessionSettings settings,
            String localUid,
            List<Participant> participants) {
        return join(sessionId, settings, localUid, participants, null);
    }

    CallSession join(
            String sessionId,
            SessionSettings settings,
            String localUid,
            List<Participant> participants,
            JoinCallback callback) {
        CallSession session = open(sessionId, settings);
        boolean isJoined = false;
        try {
            session.joined(localUid, participants, callback);
            isJoined = true;
            return session;
        } finally {
            if (!isJoined) {
                session.close();
            }
        }
    }

    /**
     * Opens a session as {@link #restore(byte[], long, SessionStatusListener)} does, with nobody
     * told.
     */
    public CallSession restore(byte[] bytes, long elapsedMillis) {
        return restore(bytes, elapsedMillis, null);
    }

    /**
     * Opens a session from the bytes of a {@link CallSession#snapshot}, of this process or another,
     * and goes on where it was. So much time has passed since; it counts as if the session had been
     * there. The listener, which may be null, is present before anything can happen.
     *
     * <p>Throws a {@link HangtimeException} with the code {@code SNAPSHOT} if the bytes are
     * damaged, and {@code VERSION} if a newer library wrote them.
     */
    public CallSession restore(byte[] bytes, long elapsedMillis, SessionStatusListener listener) {
        byte[] copy = bytes.clone();
        long elapsed = SessionSettings.millis(elapsedMillis, "The elapsed time");
        Feed feed = new Feed(nativeEngine);
        long[] handle = new long[1];
        synchronized (feed) {
            nativeEngine.call(
                    "Restoring a session",
                    engine -> Native.sessionRestore(engine, copy, elapsed, feed, handle));
            String id = CallSession.readId(nativeEngine, handle[0]);
            CallSession session = keep(new CallSession(this, id, handle[0]), feed);
            if (listener != null) {
                session.addSessionStatusListener(listener);
            }
            session.keepIfJoined();
            return session;
        }
    }

    /**
     * Says that the app came back from the background: in every session whose user is alone nothing
     * ends for the resync grace, because queued joins arrive now.
     */
    public void appResumed() {
        nativeEngine.call("Reporting the resumed app", Native::engineAppResumed);
    }

    /**
     * In how many milliseconds something will next happen by itself in any session, such as to set
     * an alarm of the operating system; {@link SessionStatus#NEVER} if nothing will.
     */
    public long nextDeadlineMillis() {
        long[] millis = new long[1];
        nativeEngine.call(
                "Asking for the next deadline",
                engine -> Native.engineNextDeadline(engine, millis));
        return millis[0] < 0 ? SessionStatus.NEVER : millis[0];
    }

    /** Counts what the engine holds and has done. */
    public EngineStats stats() {
        long[] numbers = new long[EngineStats.COUNT];
        nativeEngine.call("Counting", engine -> Native.engineStats(engine, numbers));
        return new EngineStats(numbers);
    }

    /**
     * Waits until everything that happened so far was told, or given to the executor where there is
     * one. On the callback thread itself it throws {@code IN_CALLBACK}.
     */
    public void flush() {
        nativeEngine.call("Flushing", Native::engineFlush);
    }

    /**
     * Moves the manual clock on. What falls due on the way happens at its own time; {@link #flush}
     * to be told.
     */
    public void advance(long millis) {
        long by = SessionSettings.millis(millis, "The time to advance");
        nativeEngine.call("Advancing the clock", engine -> Native.engineAdvance(engine, by));
    }

    /**
     * Moves the manual clock on at once, as if the device had slept: nothing runs in between, and
     * what fell due is found late.
     */
    public void suspend(long millis) {
        long by = SessionSettings.millis(millis, "The time to sleep");
        nativeEngine.call("Suspending", engine -> Native.engineSuspend(engine, by));
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return nativeEngine.isClosed();
    }

    /**
     * Frees the engine: its sessions are closed, its threads end, and when this returns on any
     * thread that is not inside a listener, none is running or will run again. Hold no lock around
     * it that a listener takes. A second call does nothing.
     */
    @Override
    public void close() {
        leftovers.forget();
        endSessions();
        nativeEngine.close();
        endSessions(); // those that were opened meanwhile
    }

    NativeEngine nativeEngine() {
        return nativeEngine;
    }

    /** Runs something where the listeners run. */
    void deliver(Runnable task) {
        if (serial == null) {
            guarded(task);
        } else {
            guarded(() -> serial.execute(() -> guarded(task)));
        }
    }

    /** Runs something of the app, and reports what it throws. */
    void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    void forget(CallSession session) {
        synchronized (sessions) {
            sessions.remove(session);
        }
    }

    private CallSession keep(CallSession session, Feed feed) {
        feed.setSession(session);
        synchronized (sessions) {
            sessions.add(session);
        }
        return session;
    }

    private void endSessions() {
        List<CallSession> open;
        synchronized (sessions) {
            open = new ArrayList<>(sessions);
        }
        for (CallSession session : open) {
            session.end();
        }
    }

    private void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            Thread.UncaughtExceptionHandler handler =
                    uncaught != null ? uncaught : thread.getUncaughtExceptionHandler();
            handler.uncaughtException(thread, thrown);
        } catch (Throwable ignored) {
            // As the virtual machine does with what such a handler throws.
        }
    }
}
