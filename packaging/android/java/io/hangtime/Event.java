package io.hangtime;

/** Something that happened to a session, in the numbers of the library. */
final class Event {
    static final int SESSION_JOINED = 1;
    static final int SESSION_LEFT = 2;
    static final int SESSION_TIMED_OUT = 3;
    static final int CONNECTION_LOST = 4;
    static final int CONNECTION_RESTORED = 5;
    static final int CONNECTION_CLOSED = 6;
    static final int IDLE_STARTED = 7;
    static final int IDLE_STOPPED = 8;
    static final int IDLE_PROMPT = 9;
    static final int IDLE_PROMPT_DISMISSED = 10;
    static final int DURATION_WARNING = 11;

    final int type;

    /** The time that is left, of a prompt or a warning. */
    private final long remaining;

    /** The cause, the reason of a dismissal or the number of a prompt. */
    private final int value;

    Event(int type, long remaining, int value) {
        this.type = type;
        this.remaining = remaining;
        this.value = value;
    }

    /** Whether nothing comes after it, unless the app reports that it left. */
    boolean isEnd() {
        return type == SESSION_LEFT || type == SESSION_TIMED_OUT || type == CONNECTION_CLOSED;
    }

    void tell(SessionStatusListener listener) {
        switch (type) {
            case SESSION_JOINED:
                listener.onSessionJoined();
                break;
            case SESSION_LEFT:
                listener.onSessionLeft();
                break;
            case SESSION_TIMED_OUT:
                listener.onSessionTimedOut(EndCause.values()[value - 1]);
                break;
            case CONNECTION_LOST:
                listener.onConnectionLost();
                break;
            case CONNECTION_RESTORED:
                listener.onConnectionRestored();
                break;
            case CONNECTION_CLOSED:
                listener.onConnectionClosed();
                break;
            case IDLE_STARTED:
                listener.onIdleStarted(IdleCause.values()[value - 1]);
                break;
            case IDLE_STOPPED:
                listener.onIdleStopped();
                break;
            case IDLE_PROMPT:
                listener.onIdlePrompt(remaining, value);
                break;
            case IDLE_PROMPT_DISMISSED:
                listener.onIdlePromptDismissed(DismissCause.values()[value - 1]);
                break;
            case DURATION_WARNING:
                listener.onDurationWarning(remaining);
                break;
            default: // of a newer library
                break;
        }
    }
}
