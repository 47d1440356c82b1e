package io.hangtime;

/** What the time of a joined session does. */
public enum SessionPhase {
    /** Not joined, or over. */
    NONE,
    /** Somebody else counts. */
    ACCOMPANIED,
    /** Alone, with a period of 0. */
    DISABLED,
    /** Alone, and the link is lost: the time stands still. */
    PAUSED,
    /** Alone, with a hold: the time stands still. */
    HELD,
    /** Alone, and queued reports are still arriving: nothing fires. */
    RESYNCING,
    /** Alone, and the time runs. */
    COUNTING,
    /** Alone, and the prompt is shown. */
    PROMPTING
}
