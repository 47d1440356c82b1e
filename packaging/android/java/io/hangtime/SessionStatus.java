package io.hangtime;

/** How a session stands at a moment. */
public final class SessionStatus {
    /** A time that does not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The extensions left where there is no limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long NATIVE_NEVER = -1;
    private static final long NATIVE_UNLIMITED = 0xffffffffL;

    private final long[] numbers;

    SessionStatus(long[] numbers) {
        this.numbers = numbers;
    }

    /** For how long the user has been alone; {@link #NEVER} if not alone. */
    public long getAloneForMillis() {
        return time(0);
    }

    /**
     * Time left until the prompt, as if counting went on now; {@link #NEVER} if none comes or it is
     * shown.
     */
    public long getUntilPromptMillis() {
        return time(1);
    }

    /**
     * Time left until the end for being alone, as if counting went on now; {@link #NEVER} if it
     * will not.
     */
    public long getUntilEndMillis() {
        return time(2);
    }

    /** Time left until the longest duration; {@link #NEVER} if there is none. */
    public long getUntilMaxDurationMillis() {
        return time(3);
    }

    /** How far the session is in its life. */
    public SessionState getState() {
        return SessionState.values()[(int) numbers[4]];
    }

    /** What its time does. */
    public SessionPhase getPhase() {
        return SessionPhase.values()[(int) numbers[5]];
    }

    /** Whether the link is up. */
    public LinkState getLink() {
        return LinkState.values()[(int) numbers[6]];
    }

    /** Why it timed out; null if it did not. */
    public EndCause getEndCause() {
        return numbers[7] == 0 ? null : EndCause.values()[(int) numbers[7] - 1];
    }

    /** What kind of call it is. */
    public SessionType getType() {
        return SessionType.values()[(int) numbers[8]];
    }

    /** Users who are company, each once. */
    public long getOthers() {
        return numbers[9];
    }

    /** Connections in the roster, of every kind. */
    public long getParticipants() {
        return numbers[10];
    }

    /** Holds that are active. */
    public long getHolds() {
        return numbers[11];
    }

    /** How often the user may still extend; {@link #UNLIMITED} without a limit. */
    public long getExtensionsLeft() {
        return numbers[12] == NATIVE_UNLIMITED ? UNLIMITED : numbers[12];
    }

    /** How many prompts have been shown. */
    public long getPrompts() {
        return numbers[13];
    }

    private long time(int index) {
        return numbers[index] == NATIVE_NEVER ? NEVER : numbers[index];
    }
}
