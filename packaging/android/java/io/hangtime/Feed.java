package io.hangtime;

import java.lang.ref.WeakReference;

/**
 * Where the events of a session arrive. The library holds on to this until the session is closed,
 * and this holds on to nothing of the app: a session that is let go of can be collected.
 */
final class Feed {
    private final NativeEngine engine;
    private WeakReference<CallSession> session;

    Feed(NativeEngine engine) {
        this.engine = engine;
    }

    /**
     * Says whose events these are. Whoever opens the session holds the monitor of this until then.
     */
    void setSession(CallSession session) {
        this.session = new WeakReference<>(session);
    }

    /** Called by the library on its callback thread. */
    void onEvent(int type, long remaining, int value) {
        engine.noteCallback();
        CallSession session = session();
        if (session != null) {
            session.arrive(new Event(type, remaining, value));
        }
    }

    private synchronized CallSession session() {
        return session == null ? null : session.get();
    }
}
