package io.hangtime.scenario;

import io.hangtime.DismissCause;
import io.hangtime.EndCause;
import io.hangtime.IdleCause;
import io.hangtime.Participant;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * How the line of a fact or an event is written, and its arguments, a letter each. Must be there: i
 * an id, p a pid, k a kind, t a time, n a number, d a dismissal, I and E causes of idle_started and
 * of session_timed_out. May be there: K a kind, a "max AGE", r a roster, w "with" and a roster.
 */
final class Form {
    static final Map<String, Form> FACTS =
            forms(
                    "joined UID [with UID:PID[/KIND],...]", "iw",
                    "participant_joined UID PID [KIND]", "ipK",
                    "participant_changed PID KIND", "ik",
                    "participant_left PID", "i",
                    "user_left UID", "i",
                    "roster [UID:PID[/KIND],...]", "r",
                    "connection_lost", "",
                    "connection_restored [with UID:PID[/KIND],...]", "w",
                    "connection_closed", "",
                    "extend", "",
                    "hold LABEL [max AGE]", "ia",
                    "release LABEL", "i",
                    "set_idle_timeout TIME", "t",
                    "set_waiting_timeout TIME", "t",
                    "suspend TIME", "t",
                    "app_resumed", "",
                    "left", "",
                    "snapshot_restore", "");

    static final Map<String, Form> EVENTS =
            forms(
                    "session_joined", "",
                    "session_left", "",
                    "session_timed_out CAUSE", "E",
                    "connection_lost", "",
                    "connection_restored", "",
                    "connection_closed", "",
                    "idle_started CAUSE", "I",
                    "idle_stopped", "",
                    "idle_prompt TIME NUMBER", "tn",
                    "prompt_dismissed REASON", "d",
                    "duration_warning TIME", "t");

    private final String usage;
    private final String arguments;

    private Form(String usage, String arguments) {
        this.usage = usage;
        this.arguments = arguments;
    }

    private static Map<String, Form> forms(String... usagesAndArguments) {
        Map<String, Form> forms = new HashMap<>();
        for (int i = 0; i < usagesAndArguments.length; i += 2) {
            String usage = usagesAndArguments[i];
            forms.put(usage.split(" ")[0], new Form(usage, usagesAndArguments[i + 1]));
        }
        return forms;
    }

    /** Reads the arguments from the words after the name. */
    void read(List<String> words, Line line) {
        Iterator<String> rest = words.iterator();
        for (char letter : arguments.toCharArray()) {
            if (rest.hasNext()) {
                String text = rest.next();
                if (!readOptional(letter, text, rest, line) && !readRequired(letter, text, line)) {
                    throw misused();
                }
            } else if ("Karw".indexOf(letter) < 0) {
                throw misused();
            }
        }
        if (rest.hasNext()) {
            throw misused();
        }
    }

    private Refusal misused() {
        return new Refusal(usage, "is how this line is written");
    }

    /** Reads what its keyword or its being there announces; false for anything else. */
    private boolean readOptional(char letter, String text, Iterator<String> rest, Line line) {
        if (letter == 'K') {
            line.kind = Words.kind(text);
        } else if (letter == 'r') {
            line.roster = roster(text);
        } else if (letter == 'w' && text.equals("with")) {
            line.roster = rest.hasNext() ? roster(rest.next()) : new ArrayList<>();
        } else if (letter == 'a' && text.equals("max") && rest.hasNext()) {
            line.span = Words.time(rest.next());
        } else {
            return false;
        }
        return true;
    }

    private boolean readRequired(char letter, String text, Line line) {
        switch (letter) {
            case 'i':
                line.id = id(text);
                return true;
            case 'p':
                line.pid = id(text);
                return true;
            case 'k':
                line.kind = Words.kind(text);
                return true;
            case 't':
                line.span = Words.time(text);
                return true;
            case 'n':
                line.count = Words.number(text);
                return true;
            case 'I':
                line.cause = cause(text, IdleCause.values(), "is no cause: waiting or others_left");
                return true;
            case 'E':
                line.cause =
                        cause(
                                text,
                                EndCause.values(),
                                "is no cause: waiting, others_left or max_duration");
                return true;
            case 'd':
                line.cause =
                        cause(
                                text,
                                DismissCause.values(),
                                "is none of joined, extended, link, held, suspended, disabled, "
                                        + "lengthened, left, expired");
                return true;
            default:
                return false;
        }
    }

    private static <T extends Enum<T>> String cause(String text, T[] causes, String wrong) {
        if (Words.named(causes, text) == null) {
            throw new Refusal(text, wrong);
        }
        return text;
    }

    /**
     * Reads an id. One that is no UTF-8 becomes a text that has no UTF-8 either, so that the
     * binding has something to refuse.
     */
    private static String id(String text) {
        if (text.isEmpty()) {
            throw new Refusal("an id is missing, as in UID:PID[/KIND],...");
        }
        if (text.contains(",") || text.contains(":") || text.contains("/")) {
            throw new Refusal(text, "is no id, it has one of , : / in it");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException exception) {
            return "\ud800";
        }
    }

    private static List<Participant> roster(String text) {
        List<Participant> roster = new ArrayList<>();
        for (String entry : Arrays.asList(text.split(",", -1))) {
            roster.add(participant(entry));
        }
        return roster;
    }

    private static Participant participant(String text) {
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        if (colon < 0 || (slash >= 0 && slash < colon)) {
            throw new Refusal(text, "is no part of a roster: UID:PID[/KIND],...");
        }
        int end = slash < 0 ? text.length() : slash;
        return new Participant(
                id(text.substring(0, colon)),
                id(text.substring(colon + 1, end)),
                slash < 0 ? null : Words.kind(text.substring(slash + 1)));
    }
}
