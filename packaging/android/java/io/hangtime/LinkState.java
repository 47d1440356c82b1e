package io.hangtime;

/** Whether the media link carries anything. */
public enum LinkState {
    /** It does. */
    UP,
    /** It does not, for now. */
    DOWN,
    /** It does not, and will not. */
    CLOSED
}
