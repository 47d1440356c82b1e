package io.hangtime;

/** Why a prompt is no longer shown. */
public enum DismissCause {
    /** Somebody who counts joined. */
    JOINED,
    /** The user asked to stay. */
    EXTENDED,
    /** The link was lost or closed. */
    LINK,
    /** A hold was taken. */
    HELD,
    /** The device slept, or the process was frozen. */
    SUSPENDED,
    /** The period was set to 0. */
    DISABLED,
    /** The period was lengthened. */
    LENGTHENED,
    /** The user left. */
    LEFT,
    /** Its time ran out. */
    EXPIRED
}
