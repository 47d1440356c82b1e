package io.hangtime;

/** What kind of call a session is. No rule depends on it. */
public enum SessionType {
    /** With pictures. */
    VIDEO,
    /** Sound only. */
    VOICE
}
