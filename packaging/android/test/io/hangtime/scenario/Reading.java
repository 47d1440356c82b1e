package io.hangtime.scenario;

import io.hangtime.LinkLost;
import io.hangtime.ParticipantKind;
import io.hangtime.ResultNames;
import io.hangtime.SessionSettings;
import io.hangtime.SessionSettingsBuilder;
import io.hangtime.SessionType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a scenario file, line by line; throws a refusal at the first line that does not parse. */
final class Reading {
    private static final String BLANKS = "[ \t\r\u000b\f]+";
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final BigInteger LATEST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final Set<String> RESULTS = ResultNames.all();

    private final Script script;

    private Reading(Script script) {
        this.script = script;
    }

    static void read(Script script) {
        new Reading(script).read();
    }

    private void read() {
        String text = contents(script.file);
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1); // after the last line end there is no line
        }
        for (String line : lines) {
            script.number++;
            if (line.indexOf('\0') >= 0) {
                throw new Refusal("there is a NUL byte in it");
            }
            readLine(line.split("#", 2)[0]);
        }
        if (script.lines.isEmpty()) {
            script.number = 0;
            throw new Refusal("there is nothing in it");
        }
    }

    private static String contents(String file) {
        Path path = Paths.get(file);
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (IOException exception) {
            boolean isThere = Files.exists(path);
            throw new Refusal(isThere ? exception.getMessage() : "No such file or directory");
        }
    }

    private void readLine(String text) {
        String trimmed = text.replaceAll("^" + BLANKS + "|" + BLANKS + "$", "");
        if (trimmed.isEmpty()) {
            return;
        }
        List<String> words = Arrays.asList(trimmed.split(BLANKS));
        Line line = new Line(script.number, trimmed);
        script.lines.add(line);
        List<String> rest = words.subList(1, words.size());
        if (!words.get(0).equals("settings")) {
            readTimed(line, words.get(0), rest);
            return;
        }
        if (script.lines.size() > 1) {
            throw new Refusal("settings stand once, before the first timed line");
        }
        line.type = Line.Type.SETTINGS;
        script.settings = settings(cutExpected(line, rest));
    }

    /** Cuts "! RESULT" off a line that has it; returns the words before. */
    private static List<String> cutExpected(Line line, List<String> words) {
        int mark = words.indexOf("!");
        if (mark < 0) {
            return words;
        }
        if (line.type == Line.Type.EVENT || line.type == Line.Type.END) {
            throw new Refusal("only settings and facts have a result");
        }
        List<String> after = words.subList(mark + 1, words.size());
        if (after.isEmpty()) {
            throw new Refusal("a result is missing after '!'");
        }
        if (!RESULTS.contains(after.get(0))) {
            throw new Refusal(after.get(0), "is no result");
        }
        line.expected = after.get(0);
        if (after.size() > 1) {
            throw new Refusal("nothing may follow the result");
        }
        return words.subList(0, mark);
    }

    /** Reads TIME FACT, TIME > EVENT or TIME end. */
    private void readTimed(Line line, String time, List<String> rest) {
        line.at = Words.time(time);
        Line first = script.lines.get(0);
        if (first.type == Line.Type.SETTINGS && !first.expected.equals("OK")) {
            throw new Refusal("no timed line may follow settings that are not to open");
        }
        if (line.at.compareTo(script.earliest) < 0) {
            // There is a line before: it said how early this one may be.
            Line before = script.lines.get(script.lines.size() - 2);
            throw new Refusal(
                    time,
                    line.at.compareTo(before.at) < 0
                            ? "is earlier than the line before"
                            : "lies inside the suspension of the line before");
        }
        script.earliest = line.at;
        if (rest.isEmpty()) {
            throw new Refusal("a fact, '>' or 'end' is missing after the time");
        }
        List<String> after = rest.subList(1, rest.size());
        switch (rest.get(0)) {
            case ">":
                readEvent(line, after);
                break;
            case "end":
                if (!cutExpected(line, after).isEmpty()) {
                    throw new Refusal("nothing may follow 'end'");
                }
                break;
            default:
                readFact(line, rest.get(0), after);
                break;
        }
    }

    private void readFact(Line line, String name, List<String> rest) {
        Form form = Form.FACTS.get(name);
        if (form == null) {
            throw new Refusal(name, "is no fact");
        }
        line.type = Line.Type.FACT;
        line.word = name;
        form.read(cutExpected(line, rest), line);
        // A suspension that is refused takes no time.
        if (name.equals("suspend") && line.expected.equals("OK")) {
            script.earliest = line.at.add(line.span).min(LATEST);
        }
    }

    private static void readEvent(Line line, List<String> rest) {
        line.type = Line.Type.EVENT;
        List<String> words = cutExpected(line, rest);
        if (words.isEmpty()) {
            throw new Refusal("an event is missing after '>'");
        }
        line.word = words.get(0);
        Form form = Form.EVENTS.get(line.word);
        if (form == null) {
            throw new Refusal(line.word, "is no event");
        }
        form.read(words.subList(1, words.size()), line);
    }

    /** Reads KEY=VALUE..., each key at most once. */
    private static SessionSettings settings(List<String> words) {
        SessionSettingsBuilder builder = new SessionSettingsBuilder();
        Set<String> seen = new HashSet<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new Refusal(word, "is not KEY=VALUE");
            }
            String key = word.substring(0, equals);
            if (!set(builder, key, word.substring(equals + 1), seen)) {
                throw new Refusal(key, "is no setting");
            }
        }
        return builder.build();
    }

    private static boolean set(
            SessionSettingsBuilder builder, String key, String value, Set<String> seen) {
        if (seen.contains(key)) {
            throw new Refusal(key, "is set twice");
        }
        switch (key) {
            case "idle_timeout":
                builder.setIdleTimeoutMillis(millis(value));
                break;
            case "waiting_timeout":
                builder.setWaitingTimeoutMillis(millis(value));
                break;
            case "prompt":
                builder.setPromptMillis(millis(value));
                break;
            case "resync_grace":
                builder.setResyncGraceMillis(millis(value));
                break;
            case "leave_grace":
                builder.setLeaveGraceMillis(millis(value));
                break;
            case "min_notice":
                builder.setMinNoticeMillis(millis(value));
                break;
            case "max_duration":
                builder.setMaxDurationMillis(millis(value));
                break;
            case "max_duration_warning":
                builder.setMaxDurationWarningMillis(millis(value));
                break;
            case "max_extensions":
                builder.setMaxExtensions(Words.number(value));
                break;
            case "count_kinds":
                builder.setCountedKinds(kinds(value));
                break;
            case "count_own_devices":
                builder.setCountOwnDevices(choice(YesOrNo.values(), value) == YesOrNo.YES);
                break;
            case "link_lost":
                builder.setLinkLost(choice(LinkLost.values(), value));
                break;
            case "type":
                builder.setType(choice(SessionType.values(), value));
                break;
            default:
                return false;
        }
        return seen.add(key);
    }

    private enum YesOrNo {
        YES,
        NO
    }

    private static long millis(String value) {
        return Words.millis(Words.time(value));
    }

    private static EnumSet<ParticipantKind> kinds(String value) {
        EnumSet<ParticipantKind> kinds = EnumSet.noneOf(ParticipantKind.class);
        for (String kind : value.split(",", -1)) {
            kinds.add(Words.kind(kind));
        }
        return kinds;
    }

    private static <T extends Enum<T>> T choice(T[] values, String word) {
        T value = Words.named(values, word);
        if (value == null) {
            throw new Refusal(word, "is no value of this setting");
        }
        return value;
    }
}
