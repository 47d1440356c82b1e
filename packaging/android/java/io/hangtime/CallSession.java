package io.hangtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * A session of the local user: the app reports what happens in the call, and is told what follows
 * from it. Every method may be called from any thread.
 *
 * <p>Every report throws a {@link HangtimeException} if it is refused, and has changed nothing
 * then: {@code NOT_JOINED} before the join, {@code ENDED} after the end, {@code HANDLE} after
 * {@link #close}.
 *
 * <p>A session is kept from its join to its end, whoever holds on to it. Before and after, one that
 * nobody holds on to is closed as it is collected.
 */
public final class CallSession implements AutoCloseable {
    /** The local user where an app names none. */
    public static final String DEFAULT_LOCAL_UID = "local";

    /** The sessions of which something is to come, in the order of their joins. */
    private static final Set<CallSession> AWAITED = new LinkedHashSet<>();

    private final HangtimeEngine engine;
    private final NativeEngine nativeEngine;
    private final String sessionId;
    private final long handle;
    private final Leftovers leftovers;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Who is told of the join before the listeners are; null if nobody is. */
    private volatile JoinCallback joining;

    /** Whether the app reported that it left: the event of that is the last one. */
    private volatile boolean isLeaving;

    private volatile boolean isClosed;

    CallSession(HangtimeEngine engine, String sessionId, long handle) {
        NativeEngine itsEngine = engine.nativeEngine();
        this.engine = engine;
        this.nativeEngine = itsEngine;
        this.sessionId = sessionId;
        this.handle = handle;
        NativeEngine.Call close = pointer -> Native.sessionClose(pointer, handle);
        leftovers = new Leftovers(this, () -> itsEngine.callIfOpen(close));
    }

    /** The session that was joined last and has not ended; null if there is none. */
    public static CallSession getInstance() {
        List<CallSession> joined;
        synchronized (AWAITED) {
            joined = new ArrayList<>(AWAITED);
        }
        for (int i = joined.size() - 1; i >= 0; i--) {
            if (joined.get(i).isJoined()) {
                return joined.get(i);
            }
        }
        return null;
    }

    /** The engine that watches the time of this session. */
    public HangtimeEngine getEngine() {
        return engine;
    }

    /** The app's name for the session. */
    public String getSessionId() {
        return sessionId;
    }

    /**
     * Adds a listener, which is told what arrives from now on, where the engine has its listeners
     * run; one that was added before is not added twice.
     */
    public void addSessionStatusListener(SessionStatusListener listener) {
        subscribe(listener, null);
    }

    /**
     * Adds a listener that runs on an executor of its own, such as {@code handler::post}; one at a
     * time and in order, whatever the executor is.
     */
    public void addSessionStatusListener(SessionStatusListener listener, Executor executor) {
        subscribe(listener, new Serial(executor));
    }

    /**
     * Removes a listener, if it is there. When this returns on any thread that is not inside a
     * listener, it is not running and never will again: hold no lock around this that it takes.
     */
    public void removeSessionStatusListener(SessionStatusListener listener) {
        Objects.requireNonNull(listener, "listener");
        for (Subscription subscription : subscriptions) {
            if (subscription.isFor(listener)) {
                subscriptions.remove(subscription);
                subscription.remove();
            }
        }
    }

    /**
     * Reports that the local user joined, and who was there at that moment.
     * {@link HangtimeCalls#joinSession} and {@link HangtimeEngine#join} have done so.
     *
     * <p>Connections of the local user are no company. An app that has no id for its user gives
     * {@link #DEFAULT_LOCAL_UID}, and must not report its own connection as a participant.
     */
    public void joined(String localUid, List<Participant> participants) {
        joined(localUid, participants, null);
    }

    void joined(String localUid, List<Participant> participants, JoinCallback callback) {
        byte[] uid = Text.of(localUid, "The local uid");
        Roster roster = Roster.of(Objects.requireNonNull(participants, "participants"));
        // Both before the call, since the event may arrive before it returns.
        if (callback != null) {
            joining = callback;
        }
        boolean isNew = keep();
        boolean isJoined = false;
        try {
            report(
                    "Joining",
                    pointer ->
                            Native.sessionJoined(pointer, handle, uid, roster.texts, roster.kinds));
            isJoined = true;
        } finally {
            if (!isJoined && isNew) {
                letGo();
            }
        }
    }

    /**
     * Reports that the local user left, also by the "End now" of a prompt, and once after a
     * time-out, when the call is torn down.
     */
    public void leaveSession() {
        boolean wasLeaving = isLeaving;
        isLeaving = true;
        boolean isNew = keep();
        boolean hasLeft = false;
        try {
            report("Leaving", pointer -> Native.sessionLeft(pointer, handle));
            hasLeft = true;
        } finally {
            if (!hasLeft) {
                isLeaving = wasLeaving;
                if (isNew) {
                    letGo();
                }
            }
        }
    }

    /** Reports that a connection came, in an app without two ids. */
    public void participantJoined(String uid) {
        participantJoined(uid, uid, null);
    }

    /** Reports that a connection came, or that something about it changed. */
    public void participantJoined(String uid, String pid) {
        participantJoined(uid, pid, null);
    }

    /**
     * Reports that a connection came, or that something about it changed. Where the kind is null a
     * known connection keeps its own, and a new one is human.
     */
    public void participantJoined(String uid, String pid, ParticipantKind kind) {
        byte[] user = Text.of(uid, "The uid");
        byte[] connection = Text.of(pid, "The pid");
        int number = ParticipantKind.number(kind);
        report(
                "Reporting a participant",
                pointer -> Native.participantJoined(pointer, handle, user, connection, number));
    }

    /** Reports that a connection is of another kind than was thought. */
    public void participantChanged(String pid, ParticipantKind kind) {
        byte[] connection = Text.of(pid, "The pid");
        int number = ParticipantKind.number(Objects.requireNonNull(kind, "kind"));
        report(
                "Changing a participant",
                pointer -> Native.participantChanged(pointer, handle, connection, number));
    }

    /** Reports that a connection went. */
    public void participantLeft(String pid) {
        byte[] connection = Text.of(pid, "The pid");
        report(
                "Reporting that a participant left",
                pointer -> Native.participantLeft(pointer, handle, connection));
    }

    /** Reports that every connection of a user went. */
    public void userLeft(String uid) {
        byte[] user = Text.of(uid, "The uid");
        report("Reporting that a user left", pointer -> Native.userLeft(pointer, handle, user));
    }

    /** Reports the whole roster: who is not in it has left. */
    public void setParticipants(List<Participant> participants) {
        Roster roster = Roster.of(Objects.requireNonNull(participants, "participants"));
        report(
                "Reporting the participants",
                pointer -> Native.rosterSet(pointer, handle, roster.texts, roster.kinds));
    }

    /** Reports that the link went down, for now. */
    public void connectionLost() {
        report("Reporting the lost link", pointer -> Native.connectionLost(pointer, handle));
    }

    /** Reports that the link came back; who is there is not known. */
    public void connectionRestored() {
        connectionRestored(null);
    }

    /** Reports that the link came back, and who is there; null if that is not known. */
    public void connectionRestored(List<Participant> participants) {
        Roster roster = Roster.of(participants);
        report(
                "Reporting the restored link",
                pointer -> Native.connectionRestored(pointer, handle, roster.texts, roster.kinds));
    }

    /** Reports that the link is gone for good, which ends the session. */
    public void connectionClosed() {
        report("Reporting the closed link", pointer -> Native.connectionClosed(pointer, handle));
    }

    /**
     * Reports that the user wants to stay: the countdown starts again, for a whole period. Throws
     * {@code NOT_ALONE} if none runs, {@code LIMIT} beyond the number of the settings.
     */
    public void extend() {
        report("Extending", pointer -> Native.extend(pointer, handle));
    }

    /** Takes a hold that stays until it is released. */
    public void hold(String label) {
        hold(label, 0);
    }

    /**
     * Takes a hold: a reason to stay although alone, such as a recording. While there is one the
     * countdown stands still. It is released by itself after so many milliseconds, unless that is
     * 0.
     */
    public void hold(String label, long maxAgeMillis) {
        byte[] name = Text.of(label, "The label");
        long maxAge = SessionSettings.millis(maxAgeMillis, "The longest age");
        report("Taking a hold", pointer -> Native.hold(pointer, handle, name, maxAge));
    }

    /** Releases a hold. */
    public void releaseHold(String label) {
        byte[] name = Text.of(label, "The label");
        report("Releasing a hold", pointer -> Native.releaseHold(pointer, handle, name));
    }

    /** Changes how many seconds the user may be alone, also while it runs; 0 disables. */
    public void setIdleTimeoutPeriod(int seconds) {
        setIdleTimeoutMillis(seconds * 1000L);
    }

    /** Changes the same in milliseconds. */
    public void setIdleTimeoutMillis(long millis) {
        long period = SessionSettings.millis(millis, "The idle timeout");
        report(
                "Setting the idle timeout",
                pointer -> Native.setIdleTimeout(pointer, handle, period));
    }

    /**
     * Changes how many seconds the user may wait for the first other; 0 disables. From then on it
     * does not follow the idle timeout any more.
     */
    public void setWaitingTimeoutPeriod(int seconds) {
        setWaitingTimeoutMillis(seconds * 1000L);
    }

    /** Changes the same in milliseconds. */
    public void setWaitingTimeoutMillis(long millis) {
        long period = SessionSettings.millis(millis, "The waiting timeout");
        report(
                "Setting the waiting timeout",
                pointer -> Native.setWaitingTimeout(pointer, handle, period));
    }

    /** How the session stands at this moment. */
    public SessionStatus status() {
        long[] numbers = new long[14];
        report(
                "Asking for the status",
                pointer -> Native.sessionStatus(pointer, handle, numbers));
        return new SessionStatus(numbers);
    }

    /**
     * Why the call ended, or how it came to be as it is: the last reports and events as text, a
     * line each, without ids.
     */
    public String log() {
        byte[][] bytes = new byte[1][];
        report(
                "Reading the log",
                pointer -> Native.sessionRead(pointer, handle, Native.LOG, bytes));
        return new String(bytes[0], StandardCharsets.UTF_8);
    }

    /** Writes the session as bytes, for {@link HangtimeEngine#restore}. */
    public byte[] snapshot() {
        byte[][] bytes = new byte[1][];
        report(
                "Taking a snapshot",
                pointer -> Native.sessionRead(pointer, handle, Native.SNAPSHOT, bytes));
        return bytes[0];
    }

    /** Whether {@link #close} was called, or the engine was closed. */
    public boolean isClosed() {
        return isClosed;
    }

    /**
     * Closes the session in whatever state it is, without an event. When this returns on any thread
     * that is not inside a listener, none of its listeners is running or will run again: hold no
     * lock around this that one takes. A second call does nothing.
     */
    @Override
    public void close() {
        end();
        engine.forget(this);
        nativeEngine.callIfOpen(pointer -> Native.sessionClose(pointer, handle));
    }

    /** Lets nobody be told anything any more, and lets go of everything. */
    void end() {
        isClosed = true;
        leftovers.forget();
        letGo();
        for (Subscription subscription : subscriptions) {
            subscriptions.remove(subscription);
            subscription.remove();
        }
    }

    /** Takes an event of the library, on its callback thread. */
    void arrive(Event event) {
        engine.deliver(() -> deliver(event));
    }

    /** Keeps a restored session that goes on. */
    void keepIfJoined() {
        if (isJoined()) {
            keep();
        }
    }

    static String readId(NativeEngine engine, long handle) {
        byte[][] bytes = new byte[1][];
        engine.call(
                "Reading the id of a restored session",
                pointer -> Native.sessionRead(pointer, handle, Native.ID, bytes));
        return new String(bytes[0], StandardCharsets.UTF_8);
    }

    private void deliver(Event event) {
        JoinCallback callback = joining;
        if (callback != null) {
            joining = null;
            if (!isClosed) {
                engine.guarded(() -> callback.onSuccess(this));
            }
        }
        for (Subscription subscription : subscriptions) {
            subscription.deliver(event);
        }
        if (event.type == Event.SESSION_LEFT || (event.isEnd() && !isLeaving)) {
            letGo();
        }
    }

    private void subscribe(SessionStatusListener listener, Serial serial) {
        Objects.requireNonNull(listener, "listener");
        synchronized (subscriptions) {
            for (Subscription subscription : subscriptions) {
                if (subscription.isFor(listener)) {
                    return;
                }
            }
            subscriptions.add(new Subscription(engine, listener, serial));
        }
        if (isClosed) {
            removeSessionStatusListener(listener);
            throw new HangtimeException("HANDLE", what("Adding a listener") + ": it was closed.");
        }
    }

    /** Has the session kept, whoever holds on to it; tells whether that is new. */
    private boolean keep() {
        synchronized (AWAITED) {
            return !isClosed && AWAITED.add(this);
        }
    }

    private void letGo() {
        synchronized (AWAITED) {
            AWAITED.remove(this);
        }
    }

    private boolean isJoined() {
        try {
            return status().getState() == SessionState.JOINED;
        } catch (HangtimeException closed) {
            return false;
        }
    }

    private void report(String what, NativeEngine.Call call) {
        int result = nativeEngine.result(call);
        if (result != Native.OK) {
            Native.check(result, what(what));
        }
    }

    private String what(String what) {
        return what + " in the session \"" + sessionId + "\"";
    }
}
