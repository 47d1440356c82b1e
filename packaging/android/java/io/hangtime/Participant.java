package io.hangtime;

import java.util.Objects;

/** One connection in a roster. A user (uid) may have several (pid), one for each device. */
public final class Participant {
    private final String uid;
    private final String pid;
    private final ParticipantKind kind;

    /** Makes one for an app without two ids, which has the same for both. */
    public Participant(String uid) {
        this(uid, uid, null);
    }

    /**
     * Makes one of a kind that is not known: a known connection keeps its own, a new one is human.
     */
    public Participant(String uid, String pid) {
        this(uid, pid, null);
    }

    /** Makes one. The kind may be null. */
    public Participant(String uid, String pid, ParticipantKind kind) {
        this.uid = Objects.requireNonNull(uid, "uid");
        this.pid = Objects.requireNonNull(pid, "pid");
        this.kind = kind;
    }

    /** Whose connection it is. */
    public String getUid() {
        return uid;
    }

    /** Which connection it is. */
    public String getPid() {
        return pid;
    }

    /** What is at its end; null if that is not known. */
    public ParticipantKind getKind() {
        return kind;
    }
}
