package io.hangtime;

/** Counts of an engine, each right at some instant of the call. */
public final class EngineStats {
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
}
