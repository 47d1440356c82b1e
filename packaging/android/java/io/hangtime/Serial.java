package io.hangtime;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;

/** Runs tasks one at a time and in order on an executor that may have many threads. */
final class Serial {
    private final Executor executor;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;

    Serial(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
    }

    /**
     * Has a task run. Throws what the executor throws when it takes nothing; the task is lost then.
     */
    void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        boolean isTaken = false;
        try {
            executor.execute(this::run);
            isTaken = true;
        } finally {
            if (!isTaken) {
                drop();
            }
        }
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private Runnable next() {
        synchronized (tasks) {
            isRunning = !tasks.isEmpty();
            return tasks.poll();
        }
    }

    private void drop() {
        synchronized (tasks) {
            tasks.clear();
            isRunning = false;
        }
    }
}
