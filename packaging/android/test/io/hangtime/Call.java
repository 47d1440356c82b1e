package io.hangtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A session on an engine with the manual clock, and a recorder that listens to it. */
final class Call implements AutoCloseable {
    static final List<Participant> NOBODY = Collections.emptyList();

    final HangtimeEngine engine;
    final CallSession session;
    final Recorder recorder = new Recorder();

    Call() {
        this(new SessionSettingsBuilder());
    }

    Call(SessionSettingsBuilder settings) {
        this(HangtimeEngine.withManualClock(), settings);
    }

    Call(HangtimeEngine engine, SessionSettingsBuilder settings) {
        this.engine = engine;
        session = engine.open("room", settings.build());
        session.addSessionStatusListener(recorder);
    }

    /** A call that alice has joined, with nobody else there, of which that has been told. */
    static Call joined(SessionSettingsBuilder settings) {
        Call call = new Call(settings);
        call.session.joined("alice", NOBODY);
        call.tells("joined", "idle WAITING");
        return call;
    }

    static Call joined() {
        return joined(new SessionSettingsBuilder());
    }

    /** Expects exactly this to have been told since the last time. */
    void tells(String... events) {
        engine.flush();
        Check.isEqual(Arrays.asList(events), recorder.take());
    }

    void advance(long millis) {
        engine.advance(millis);
        engine.flush();
    }

    @Override
    public void close() {
        engine.close();
    }
}
