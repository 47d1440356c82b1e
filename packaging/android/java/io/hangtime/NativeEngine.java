package io.hangtime;

/**
 * The engine in the library, and how many calls are in it. It is freed when it was closed and none
 * is, since a call on an engine that was freed would read memory that is not the library's any
 * more.
 */
final class NativeEngine {
    /** A call on an engine, which returns a result. */
    interface Call {
        int on(long engine);
    }

    private final long pointer;
    private int calls;
    private boolean isClosed;
    private boolean isFreed;

    /** The thread that callbacks come on; null before the first one. */
    private volatile Thread callbackThread;

    NativeEngine(boolean isClockManual, long maxSessions) {
        long[] engine = new long[1];
        Native.check(Native.engineNew(isClockManual, maxSessions, engine), "Making an engine");
        pointer = engine[0];
    }

    /** Makes a call and throws what its result stands for. */
    void call(String what, Call call) {
        Native.check(result(call), what);
    }

    /** Makes a call. */
    int result(Call call) {
        if (!enter()) {
            throw new HangtimeException("DISPOSED", "The engine was closed; make a new one.");
        }
        try {
            return call.on(pointer);
        } finally {
            leave();
        }
    }

    /** Makes a call unless the engine was closed, whatever its result. */
    void callIfOpen(Call call) {
        if (!enter()) {
            return;
        }
        try {
            call.on(pointer);
        } finally {
            leave();
        }
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Notes that a callback runs on this thread. */
    void noteCallback() {
        callbackThread = Thread.currentThread();
    }

    /**
     * Closes the engine: calls are refused from now on, and when this returns no callback runs any
     * more. Inside a callback it does not wait for anything: whoever leaves last frees then.
     */
    void close() {
        boolean isMine;
        synchronized (this) {
            isMine = !isClosed && calls == 0;
            isClosed = true;
            if (isMine) {
                calls = -1; // mine to free: nobody else is the last
            }
        }
        if (isMine) {
            free();
        } else if (Thread.currentThread() != callbackThread) {
            awaitFreed();
        }
    }

    private synchronized boolean enter() {
        if (isClosed) {
            return false;
        }
        calls++;
        return true;
    }

    private void leave() {
        boolean isLast;
        synchronized (this) {
            calls--;
            isLast = isClosed && calls == 0;
        }
        if (isLast) {
            free();
        }
    }

    private void free() {
        Native.engineFree(pointer);
        synchronized (this) {
            isFreed = true;
            notifyAll();
        }
    }

    private synchronized void awaitFreed() {
        boolean isInterrupted = false;
        while (!isFreed) {
            try {
                wait();
            } catch (InterruptedException exception) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
