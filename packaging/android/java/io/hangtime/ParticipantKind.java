package io.hangtime;

/** What is at the other end of a connection. */
public enum ParticipantKind {
    /** A person. Counts as company unless the settings say otherwise. */
    HUMAN,
    /** A person on a telephone line. Counts. */
    PHONE,
    /** A person who only watches. Counts. */
    VIEWER,
    /** A program that takes part, such as a note-taker. Does not count. */
    BOT,
    /** A program that records. Does not count. */
    RECORDER,
    /** Somebody the others are not shown. Does not count. */
    HIDDEN;

    /** The number that the library knows a kind by; 0 for one that is not known. */
    static int number(ParticipantKind kind) {
        return kind == null ? 0 : kind.ordinal() + 1;
    }
}
