package io.hangtime;

/** How far a session is in its life. */
public enum SessionState {
    /** Opened, not joined. */
    OPENED,
    /** The local user is in it. */
    JOINED,
    /** Over because it timed out; {@link SessionStatus#getEndCause} says why. */
    TIMED_OUT,
    /** Over because the user left. */
    LEFT,
    /** Over because the link was closed. */
    CONNECTION_CLOSED
}
