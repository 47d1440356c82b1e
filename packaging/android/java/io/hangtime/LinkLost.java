package io.hangtime;

/** What a lost link does to the countdown. */
public enum LinkLost {
    /** It stands still: while the link is lost joins can not be seen, and unknown is not alone. */
    FREEZE,
    /** It goes on. */
    COUNT
}
