package io.hangtime;

/**
 * The functions of {@code jni/hangtime_jni.c}, which are those of {@code hangtime.h}. An {@code
 * int} is a result, an array at the end a place for outputs. Texts are UTF-8 that ends with a NUL
 * byte.
 */
final class Native {
    static final int OK = 0;

    /** What {@link #sessionRead} reads. */
    static final int ID = 0;
    static final int LOG = 1;
    static final int SNAPSHOT = 2;

    private static boolean isLoaded;

    private Native() {}

    /** Loads the libraries, once. */
    static synchronized void load() {
        if (isLoaded) {
            return;
        }
        try {
            // First, so that the second one finds it wherever it is.
            System.loadLibrary("hangtime");
        } catch (UnsatisfiedLinkError error) {
            // The system may have it under the name that the second one asks for.
        }
        try {
            System.loadLibrary("hangtime_jni");
        } catch (UnsatisfiedLinkError error) {
            HangtimeException exception =
                    new HangtimeException(
                            "LIBRARY_NOT_FOUND",
                            "The library hangtime_jni can not be loaded: " + error.getMessage());
            exception.initCause(error);
            throw exception;
        }
        if (!isCompatible()) {
            throw new HangtimeException(
                    "LIBRARY_MISMATCH",
                    "The library hangtime is of version " + version()
                            + ", which is not the one that hangtime_jni was built for.");
        }
        isLoaded = true;
    }

    /** Throws what a result stands for. */
    static void check(int result, String what) {
        if (result != OK) {
            throw new HangtimeException(resultName(result), what + ": " + resultMessage(result));
        }
    }

    static native boolean isCompatible();

    static native String version();

    static native String resultName(int result);

    static native String resultMessage(int result);

    static native int engineNew(boolean isClockManual, long maxSessions, long[] outEngine);

    static native int engineFree(long engine);

    static native int engineFlush(long engine);

    static native int engineAppResumed(long engine);

    static native int engineNextDeadline(long engine, long[] outMillis);

    static native int engineStats(long engine, long[] outNumbers);

    static native int engineAdvance(long engine, long millis);

    static native int engineSuspend(long engine, long millis);

    /** What is wrong with settings, null if nothing is. */
    static native String settingsFault(long[] settings);

    static native int sessionOpen(
            long engine, byte[] id, long[] settings, Feed feed, long[] outSession);

    static native int sessionRestore(
            long engine, byte[] bytes, long elapsedMillis, Feed feed, long[] outSession);

    static native int sessionClose(long engine, long session);

    static native int sessionStatus(long engine, long session, long[] outNumbers);

    static native int sessionRead(long engine, long session, int what, byte[][] outBytes);

    static native int sessionJoined(
            long engine, long session, byte[] uid, byte[] texts, int[] kinds);

    static native int sessionLeft(long engine, long session);

    static native int participantJoined(
            long engine, long session, byte[] uid, byte[] pid, int kind);

    static native int participantChanged(long engine, long session, byte[] pid, int kind);

    static native int participantLeft(long engine, long session, byte[] pid);

    static native int userLeft(long engine, long session, byte[] uid);

    static native int rosterSet(long engine, long session, byte[] texts, int[] kinds);

    static native int connectionLost(long engine, long session);

    static native int connectionRestored(long engine, long session, byte[] texts, int[] kinds);

    static native int connectionClosed(long engine, long session);

    static native int extend(long engine, long session);

    static native int hold(long engine, long session, byte[] label, long maxAgeMillis);

    static native int releaseHold(long engine, long session, byte[] label);

    static native int setIdleTimeout(long engine, long session, long millis);

    static native int setWaitingTimeout(long engine, long session, long millis);
}
