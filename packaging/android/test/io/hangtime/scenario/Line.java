package io.hangtime.scenario;

import io.hangtime.Participant;
import io.hangtime.ParticipantKind;
import java.math.BigInteger;
import java.util.List;

/** A line of a scenario, with the arguments that its word has. */
final class Line {
    enum Type {
        SETTINGS,
        FACT,
        EVENT,
        END
    }

    final int number;
    final String text;
    Type type = Type.END;
    BigInteger at = BigInteger.ZERO;

    /** The fact, or the event. */
    String word = "";

    /** A uid, or what else is named first: a pid, a label. */
    String id = "";

    String pid = "";
    ParticipantKind kind;
    BigInteger span = BigInteger.ZERO;
    long count;

    /** Null if none is given, which is not the same as empty. */
    List<Participant> roster;

    /** The cause of an event, as it is written. */
    String cause = "";

    String expected = "OK";
    String returned = "OK";

    /** What was said of a report that was refused. */
    String message = "";

    Line(int number, String text) {
        this.number = number;
        this.text = text;
    }
}
