package io.hangtime.scenario;

import io.hangtime.CallSession;
import io.hangtime.DismissCause;
import io.hangtime.EndCause;
import io.hangtime.HangtimeEngine;
import io.hangtime.HangtimeException;
import io.hangtime.IdleCause;
import io.hangtime.Participant;
import io.hangtime.SessionSettings;
import io.hangtime.SessionStatus;
import io.hangtime.SessionStatusListener;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An engine with the manual clock, and the session a script is played on. The callback thread adds
 * to what came only between a call on this thread and the flush after it, so that no lock is
 * needed.
 */
final class Playback implements AutoCloseable {
    /** What may not be; nothing more is played. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String why) {
            super(why);
        }
    }

    /** An event as scenarios have it, and when it came. */
    static final class Came {
        final String text;
        BigInteger at;

        Came(String text) {
            this.text = text;
        }
    }

    private static final BigInteger LONGEST = BigInteger.ONE.shiftLeft(53);

    private HangtimeEngine engine = HangtimeEngine.withManualClock();
    private CallSession session;
    private BigInteger now = BigInteger.ZERO;
    private int stamped;
    final List<Came> came = new ArrayList<>();

    /** Opens the session; throws what the binding throws for bad settings. */
    void open(SessionSettings settings) {
        session = engine.open("scenario", settings);
        session.addSessionStatusListener(writer);
    }

    @Override
    public void close() {
        engine.close();
    }

    /** Reports a fact, and keeps what came of it in its line. */
    void report(Line line) {
        try {
            call(line);
        } catch (HangtimeException exception) {
            line.returned = exception.getCode();
            line.message = Judgement.reason(exception);
        }
    }

    private void call(Line line) {
        List<Participant> nobody = Collections.emptyList();
        switch (line.word) {
            case "joined":
                session.joined(line.id, line.roster == null ? nobody : line.roster);
                break;
            case "participant_joined":
                session.participantJoined(line.id, line.pid, line.kind);
                break;
            case "participant_changed":
                session.participantChanged(line.id, line.kind);
                break;
            case "participant_left":
                session.participantLeft(line.id);
                break;
            case "user_left":
                session.userLeft(line.id);
                break;
            case "roster":
                session.setParticipants(line.roster == null ? nobody : line.roster);
                break;
            case "connection_lost":
                session.connectionLost();
                break;
            case "connection_restored":
                session.connectionRestored(line.roster);
                break;
            case "connection_closed":
                session.connectionClosed();
                break;
            case "extend":
                session.extend();
                break;
            case "hold":
                session.hold(line.id, Words.millis(line.span));
                break;
            case "release":
                session.releaseHold(line.id);
                break;
            case "set_idle_timeout":
                session.setIdleTimeoutMillis(Words.millis(line.span));
                break;
            case "set_waiting_timeout":
                session.setWaitingTimeoutMillis(Words.millis(line.span));
                break;
            case "suspend":
                engine.suspend(Words.millis(line.span));
                now = now.add(line.span);
                break;
            case "app_resumed":
                engine.appResumed();
                break;
            case "left":
                session.leaveSession();
                break;
            case "snapshot_restore":
                restore();
                break;
            default:
                throw new Broken("the fact " + line.word + " is not known");
        }
    }

    /** Ends the engine and has the session go on in a new one. */
    private void restore() {
        byte[] bytes = session.snapshot();
        session.close();
        engine.close();
        engine = HangtimeEngine.withManualClock();
        session = engine.restore(bytes, 0, writer);
    }

    /**
     * Moves the clock on, deadline by deadline, so that each event is seen at its own time. Up to a
     * millisecond before a deadline nothing may happen.
     */
    void advanceTo(BigInteger to) {
        step(BigInteger.ZERO);
        while (now.compareTo(to) < 0) {
            BigInteger rest = to.subtract(now).min(LONGEST);
            long deadline = engine.nextDeadlineMillis();
            if (deadline == 0) {
                throw new Broken("something is due and does not happen");
            }
            int count = came.size();
            boolean isNever = deadline == SessionStatus.NEVER;
            step(isNever ? rest : rest.min(BigInteger.valueOf(deadline - 1)));
            if (came.size() > count) {
                throw new Broken("something happens before the next deadline");
            }
            if (now.compareTo(to) < 0) {
                step(BigInteger.ONE);
            }
        }
    }

    /** Moves the clock on, waits for what happens, and writes down that it came now. */
    void step(BigInteger by) {
        engine.advance(Words.millis(by));
        now = now.add(by);
        engine.flush();
        for (; stamped < came.size(); stamped++) {
            came.get(stamped).at = now;
        }
    }

    /** An event that a line says, as it is written here. */
    static String expected(Line line) {
        switch (line.word) {
            case "idle_prompt":
                return "idle_prompt " + Words.text(line.span) + " " + line.count;
            case "duration_warning":
                return "duration_warning " + Words.text(line.span);
            default:
                return line.cause.isEmpty() ? line.word : line.word + " " + line.cause;
        }
    }

    private final SessionStatusListener writer =
            new SessionStatusListener() {
                private void write(String text) {
                    came.add(new Came(text));
                }

                @Override
                public void onSessionTimedOut(EndCause cause) {
                    write("session_timed_out " + Words.word(cause));
                }

                @Override
                public void onSessionJoined() {
                    write("session_joined");
                }

                @Override
                public void onSessionLeft() {
                    write("session_left");
                }

                @Override
                public void onConnectionLost() {
                    write("connection_lost");
                }

                @Override
                public void onConnectionRestored() {
                    write("connection_restored");
                }

                @Override
                public void onConnectionClosed() {
                    write("connection_closed");
                }

                @Override
                public void onIdleStarted(IdleCause cause) {
                    write("idle_started " + Words.word(cause));
                }

                @Override
                public void onIdleStopped() {
                    write("idle_stopped");
                }

                @Override
                public void onIdlePrompt(long remainingMillis, int number) {
                    write("idle_prompt " + Words.text(remainingMillis) + " " + number);
                }

                @Override
                public void onIdlePromptDismissed(DismissCause cause) {
                    write("prompt_dismissed " + Words.word(cause));
                }

                @Override
                public void onDurationWarning(long remainingMillis) {
                    write("duration_warning " + Words.text(remainingMillis));
                }
            };
}
