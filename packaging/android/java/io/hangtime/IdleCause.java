package io.hangtime;

/** Why the user is alone. */
public enum IdleCause {
    /** Nobody who counts has been there yet. */
    WAITING,
    /** Everybody who counted has left. */
    OTHERS_LEFT
}
