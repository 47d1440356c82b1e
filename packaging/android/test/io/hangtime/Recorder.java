package io.hangtime;

import java.util.ArrayList;
import java.util.List;

/** A listener that writes down what it is told. */
class Recorder implements SessionStatusListener {
    private final List<String> told = new ArrayList<>();

    /** What it was told since it was last asked. */
    synchronized List<String> take() {
        List<String> taken = new ArrayList<>(told);
        told.clear();
        return taken;
    }

    synchronized void write(String event) {
        told.add(event);
    }

    @Override
    public void onSessionTimedOut(EndCause cause) {
        write("timed out " + cause);
    }

    @Override
    public void onSessionJoined() {
        write("joined");
    }

    @Override
    public void onSessionLeft() {
        write("left");
    }

    @Override
    public void onConnectionLost() {
        write("lost");
    }

    @Override
    public void onConnectionRestored() {
        write("restored");
    }

    @Override
    public void onConnectionClosed() {
        write("closed");
    }

    @Override
    public void onIdleStarted(IdleCause cause) {
        write("idle " + cause);
    }

    @Override
    public void onIdleStopped() {
        write("idle stopped");
    }

    @Override
    public void onIdlePrompt(long remainingMillis, int number) {
        write("prompt " + remainingMillis + " " + number);
    }

    @Override
    public void onIdlePromptDismissed(DismissCause cause) {
        write("dismissed " + cause);
    }

    @Override
    public void onDurationWarning(long remainingMillis) {
        write("warning " + remainingMillis);
    }
}
