package io.hangtime;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The way in for apps that know a calling SDK: one engine behind static methods. */
public final class HangtimeCalls {
    private static HangtimeEngine engine;

    private HangtimeCalls() {}

    /** The engine behind the methods of this class, made when it is first needed. */
    public static synchronized HangtimeEngine getEngine() {
        if (engine == null || engine.isClosed()) {
            engine = new HangtimeEngine();
        }
        return engine;
    }

    /**
     * Sets an engine of your own, such as one whose listeners run on the main thread:
     * {@code new HangtimeEngine.Builder().setExecutor(handler::post).build()}.
     */
    public static synchronized void setEngine(HangtimeEngine engine) {
        HangtimeCalls.engine = Objects.requireNonNull(engine, "engine");
    }

    /** Joins a session as {@link CallSession#DEFAULT_LOCAL_UID}, with nobody else there. */
    public static void joinSession(
            String sessionId, SessionSettings settings, JoinCallback callback) {
        List<Participant> nobody = Collections.emptyList();
        joinSession(sessionId, settings, CallSession.DEFAULT_LOCAL_UID, nobody, callback);
    }

    /**
     * Joins a session, and tells the callback how it went. A join that is refused, such as for an
     * empty id or a bad setting, comes to {@code onError} and is not thrown.
     *
     * <p>{@code onSuccess} runs where the listeners of the engine run, before anything they are
     * told. So a listener that is added in it misses nothing; neither does one that is added right
     * after this call on the very thread that the executor of the engine has. {@code onError} runs
     * on the executor, without one on the calling thread before this returns. {@link
     * CallSession#getInstance} has the session as soon as this returns.
     *
     * @param localUid the local user, whose connections are no company
     * @param participants the connections that are there at this moment
     */
    public static void joinSession(
            String sessionId,
            SessionSettings settings,
            String localUid,
            List<Participant> participants,
            JoinCallback callback) {
        Objects.requireNonNull(callback, "callback");
        HangtimeEngine engine = getEngine();
        try {
            engine.join(sessionId, settings, localUid, participants, callback);
        } catch (HangtimeException exception) {
            engine.deliver(() -> callback.onError(exception));
        }
    }

    /** Says that the app came back from the background, if there is an engine. */
    public static void appResumed() {
        HangtimeEngine present;
        synchronized (HangtimeCalls.class) {
            present = engine;
        }
        if (present != null && !present.isClosed()) {
            present.appResumed();
        }
    }

    /** Closes the engine and with it every session; the next join makes a new one. */
    public static void close() {
        HangtimeEngine present;
        synchronized (HangtimeCalls.class) {
            present = engine;
            engine = null;
        }
        if (present != null) {
            present.close();
        }
    }
}
