package io.hangtime;

/** The library itself. */
public final class Hangtime {
    private Hangtime() {}

    /** The version of the library that runs, such as {@code 0.1.0}. */
    public static String version() {
        Native.load();
        return Native.version();
    }
}
