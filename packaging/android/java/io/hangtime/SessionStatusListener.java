package io.hangtime;

/**
 * Who is told what happens to a session. Every method may be left out.
 *
 * <p>They run where the executor of the engine, or of the listener, runs them; without one on the
 * callback thread of the engine. They come one at a time, in the order in which things happened.
 * Keep them short: a slow one delays those after it, though never a deadline. Every method of a
 * session and an engine may be called from inside, {@code close()} and the removal of the listener
 * too.
 *
 * <p>What one throws goes to the engine's uncaught exception handler; the others are told all the
 * same.
 */
public interface SessionStatusListener {
    /**
     * The session ended because nobody else was there for too long, or because its longest duration
     * was reached. Tear the call down, then report {@link CallSession#leaveSession}.
     */
    default void onSessionTimedOut() {}

    /** The same with its cause. Calls {@link #onSessionTimedOut()} unless it is overridden. */
    default void onSessionTimedOut(EndCause cause) {
        onSessionTimedOut();
    }

    /** The local user joined. */
    default void onSessionJoined() {}

    /**
     * The local user left. Comes once after a time-out or a closed link, too, when that is
     * reported.
     */
    default void onSessionLeft() {}

    /** The link was lost. */
    default void onConnectionLost() {}

    /** The link came back. */
    default void onConnectionRestored() {}

    /** The link was closed for good, and the session ended. */
    default void onConnectionClosed() {}

    /** The user became alone. Comes where the period is 0, too, and nothing will end. */
    default void onIdleStarted(IdleCause cause) {}

    /** The user is alone no more. */
    default void onIdleStopped() {}

    /**
     * "Are you still there?" is to be shown, with so many milliseconds to answer; number counts the
     * prompts of the session from 1. "Stay" is {@link CallSession#extend}, "end now" is
     * {@link CallSession#leaveSession}.
     */
    default void onIdlePrompt(long remainingMillis, int number) {}

    /** The prompt is to be taken away. */
    default void onIdlePromptDismissed(DismissCause cause) {}

    /** The longest duration will be reached in so many milliseconds. */
    default void onDurationWarning(long remainingMillis) {}
}
