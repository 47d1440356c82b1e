package io.hangtime;

/** Counts of an engine, each right at some instant of the call. */
public final class EngineStats {
    static final int COUNT = 23;

    private final long[] numbers;

    EngineStats(long[] numbers) {
        this.numbers = numbers;
    }

    /** Sessions that are open. */
    public long getSessions() {
        return numbers[0];
    }

    /** Sessions that are watched from here; each open one is. */
    public long getListeners() {
        return numbers[1];
    }

    /** Sessions that timed out so far. */
    public long getTimedOut() {
        return numbers[2];
    }

    /** Events that wait to be told. */
    public long getEventsQueued() {
        return numbers[3];
    }

    /** Events told so far. */
    public long getEventsDelivered() {
        return numbers[4];
    }

    /** Entries in the queue of deadlines, stale ones included. */
    public long getDeadlinesQueued() {
        return numbers[5];
    }

    /**
     * How often a session was judged more than a second after something fell due in it: the device
     * slept, the process was frozen, or the machine does not keep up.
     */
    public long getLate() {
        return numbers[6];
    }

    /**
     * The longest that a session was judged after something fell due in it, in microseconds; also
     * below the second of {@link #getLate}.
     */
    public long getLongestLateMicros() {
        return numbers[7];
    }

    /** Events that are being told now: 0 or 1. */
    public long getCallbacksRunning() {
        return numbers[8];
    }

    /** For how long that has taken, in microseconds; 0 if none is. */
    public long getCallbackRunningForMicros() {
        return numbers[9];
    }

    /** The longest that telling an event took, in microseconds. */
    public long getLongestCallbackMicros() {
        return numbers[10];
    }

    /** Shards that the sessions are spread over. */
    public long getShards() {
        return numbers[11];
    }

    /** Sessions in which something will fall due by itself. */
    public long getArmed() {
        return numbers[12];
    }

    /** Sessions in {@link SessionPhase#NONE}: not joined, or over. */
    public long getNotJoined() {
        return numbers[13];
    }

    /** Sessions in {@link SessionPhase#ACCOMPANIED}. */
    public long getAccompanied() {
        return numbers[14];
    }

    /** Sessions in {@link SessionPhase#DISABLED}. */
    public long getDisabled() {
        return numbers[15];
    }

    /** Sessions in {@link SessionPhase#PAUSED}. */
    public long getPaused() {
        return numbers[16];
    }

    /** Sessions in {@link SessionPhase#HELD}. */
    public long getHeld() {
        return numbers[17];
    }

    /** Sessions in {@link SessionPhase#RESYNCING}. */
    public long getResyncing() {
        return numbers[18];
    }

    /** Sessions in {@link SessionPhase#COUNTING}. */
    public long getCounting() {
        return numbers[19];
    }

    /** Sessions in {@link SessionPhase#PROMPTING}. */
    public long getPrompting() {
        return numbers[20];
    }

    /** Sessions in the shard that has the fewest. */
    public long getSmallestShard() {
        return numbers[21];
    }

    /** Sessions in the shard that has the most. */
    public long getLargestShard() {
        return numbers[22];
    }
}
