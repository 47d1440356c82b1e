package io.hangtime.scenario;

import io.hangtime.HangtimeException;
import java.math.BigInteger;
import java.util.List;

/** Plays a script, compares what comes with what it says, and prints the difference. */
final class Judgement {
    private final Script script;
    private final StringBuilder output;
    private final boolean isQuiet;
    private final Playback playback;
    private boolean holds = true;

    /** As many of the events that came have been compared. */
    private int judged;

    private Judgement(Script script, StringBuilder output, boolean isQuiet, Playback playback) {
        this.script = script;
        this.output = output;
        this.isQuiet = isQuiet;
        this.playback = playback;
    }

    /** Judges a file, and prints to the output; tells whether all of it holds. */
    static boolean of(String file, StringBuilder output, boolean isQuiet) {
        Script script = new Script(file);
        try {
            Reading.read(script);
        } catch (Refusal refusal) {
            String number = script.number > 0 ? script.number + ":" : "";
            String meant = refusal.word == null ? "" : "'" + printable(refusal.word) + "' ";
            output.append(file + ":" + number + " " + meant + refusal.getMessage() + "\n");
            return false;
        }
        try (Playback playback = new Playback()) {
            Judgement judgement = new Judgement(script, output, isQuiet, playback);
            judgement.judge();
            return judgement.holds;
        }
    }

    /** What is wrong, without what was being done and where. */
    static String reason(HangtimeException exception) {
        String message = exception.getMessage();
        return message.substring(message.indexOf(": ") + 1).trim();
    }

    private void judge() {
        List<Line> lines = script.lines;
        if (!judgeOpening(lines.get(0))) {
            return;
        }
        int next = lines.get(0).type == Line.Type.SETTINGS ? 1 : 0;
        while (next < lines.size()) {
            int end = next;
            while (end < lines.size() && lines.get(end).at.equals(lines.get(next).at)) {
                end++;
            }
            if (!judgeInstant(lines.subList(next, end))) {
                return;
            }
            next = end;
        }
        judgeUnexpected(lines.get(lines.size() - 1), playback.came.size());
    }

    /** Opens the session; tells whether its lines can be played. */
    private boolean judgeOpening(Line first) {
        try {
            playback.open(script.settings);
        } catch (HangtimeException exception) {
            first.returned = exception.getCode();
            first.message = reason(exception);
        }
        boolean isOpen = first.returned.equals("OK");
        if (first.type == Line.Type.SETTINGS) {
            judgeResult(first);
        }
        return isOpen;
    }

    /**
     * Plays the lines of one time, then judges them, for an event may stand before the fact it
     * follows. Tells whether more can be played.
     */
    private boolean judgeInstant(List<Line> lines) {
        BigInteger at = lines.get(0).at;
        Line played = lines.get(0);
        try {
            playback.advanceTo(at);
            for (Line line : lines) {
                played = line;
                if (line.type == Line.Type.FACT) {
                    playback.report(line);
                    playback.step(BigInteger.ZERO);
                }
            }
        } catch (Playback.Broken broken) {
            printDifference(played, broken.getMessage() + "; nothing more is played");
            return false;
        }
        judgeUnexpected(lines.get(0), cameBefore(at));
        for (Line line : lines) {
            judgeLine(line);
        }
        judgeUnexpected(lines.get(lines.size() - 1), cameBefore(at.add(BigInteger.ONE)));
        return true;
    }

    private void judgeLine(Line line) {
        switch (line.type) {
            case EVENT:
                judgeEvent(line);
                break;
            case END:
                printOk(line);
                break;
            default:
                judgeResult(line);
                break;
        }
    }

    private void judgeResult(Line line) {
        if (line.returned.equals(line.expected)) {
            printOk(line);
            return;
        }
        String said = line.message.isEmpty() ? "" : ": " + line.message;
        printDifference(line, "returned " + line.returned + ", expected " + line.expected + said);
    }

    /** Compares an event that must come; what came before it at the same time must not. */
    private void judgeEvent(Line line) {
        String expected = Playback.expected(line);
        int end = cameBefore(line.at.add(BigInteger.ONE));
        for (int index = judged; index < end; index++) {
            if (playback.came.get(index).text.equals(expected)) {
                judgeUnexpected(line, index);
                judged = index + 1;
                printOk(line);
                return;
            }
        }
        printDifference(line, "it did not come");
    }

    /** Tells of the events before one that nothing in the script says. */
    private void judgeUnexpected(Line line, int before) {
        for (; judged < before; judged++) {
            Playback.Came came = playback.came.get(judged);
            holds = false;
            output.append(
                    script.file + ":" + line.number + ": " + Words.text(came.at) + " > " + came.text
                            + "  FAILED: it came, and is not expected\n");
        }
    }

    /** How many of the events came before a time. */
    private int cameBefore(BigInteger time) {
        int count = judged;
        while (count < playback.came.size() && playback.came.get(count).at.compareTo(time) < 0) {
            count++;
        }
        return count;
    }

    private void printDifference(Line line, String difference) {
        holds = false;
        output.append(text(line) + "  FAILED: " + difference + "\n");
    }

    private void printOk(Line line) {
        if (!isQuiet) {
            output.append(text(line) + "  ok\n");
        }
    }

    private String text(Line line) {
        return script.file + ":" + line.number + ": " + printable(line.text);
    }

    /** Text of a file, which may have anything in it, on one line. */
    private static String printable(String text) {
        return text.replace('\t', ' ').replaceAll("[\u0000-\u001f\u007f]", "?");
    }
}
