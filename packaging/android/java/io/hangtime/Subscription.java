package io.hangtime;

/** A listener of a session, until it is removed. */
final class Subscription {
    /** Whether this thread is inside a listener. */
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private final HangtimeEngine engine;

    /** Where it runs; null for where the events of the engine run. */
    private final Serial serial;

    /** Null once it was removed, so that it can be collected although events are queued for it. */
    private volatile SessionStatusListener listener;

    Subscription(HangtimeEngine engine, SessionStatusListener listener, Serial serial) {
        this.engine = engine;
        this.listener = listener;
        this.serial = serial;
    }

    boolean isFor(SessionStatusListener other) {
        return listener == other;
    }

    void deliver(Event event) {
        if (serial == null) {
            tell(event);
        } else {
            engine.guarded(() -> serial.execute(() -> tell(event)));
        }
    }

    /**
     * Removes the listener. When this returns on any thread but one that is inside a listener, it
     * is not running and never will again.
     */
    void remove() {
        listener = null;
        if (INSIDE.get() == null) {
            synchronized (this) {
                // Entered once nobody is being told.
            }
        }
    }

    private synchronized void tell(Event event) {
        SessionStatusListener present = listener;
        if (present == null) {
            return;
        }
        Boolean outer = INSIDE.get();
        INSIDE.set(true);
        try {
            engine.guarded(() -> event.tell(present));
        } finally {
            if (outer == null) {
                INSIDE.remove();
            }
        }
    }
}
