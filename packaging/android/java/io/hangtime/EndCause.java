package io.hangtime;

/** Why a session timed out. */
public enum EndCause {
    /** Nobody who counts ever came. */
    WAITING,
    /** Everybody who counted had left. */
    OTHERS_LEFT,
    /** The longest duration of the session was reached. */
    MAX_DURATION
}
