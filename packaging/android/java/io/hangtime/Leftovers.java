package io.hangtime;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Frees what belonged to objects that were collected without having been closed. */
final class Leftovers extends PhantomReference<Object> {
    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
    private static final Set<Leftovers> ALL = Collections.synchronizedSet(new HashSet<>());

    static {
        Thread thread = new Thread(Leftovers::freeCollected, "hangtime-reaper");
        thread.setDaemon(true);
        thread.start();
    }

    private final Runnable free;

    /** Has something run once the owner was collected. It must not hold on to the owner. */
    Leftovers(Object owner, Runnable free) {
        super(owner, COLLECTED);
        this.free = free;
        ALL.add(this);
    }

    /** Forgets it, because the owner was closed. */
    void forget() {
        clear();
        ALL.remove(this);
    }

    private static void freeCollected() {
        while (true) {
            try {
                Leftovers next = (Leftovers) COLLECTED.remove();
                if (ALL.remove(next)) {
                    next.free.run();
                }
            } catch (InterruptedException exception) {
                // Nobody has a reason to interrupt this thread, and it has none to end.
            }
        }
    }
}
