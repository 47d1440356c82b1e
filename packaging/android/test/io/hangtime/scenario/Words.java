package io.hangtime.scenario;

import io.hangtime.ParticipantKind;
import java.math.BigInteger;
import java.util.Locale;

/** Numbers, times and names as scenarios have them. */
final class Words {
    private static final String[] UNITS = {"h", "m", "s", "ms"};
    private static final long[] UNIT_MILLIS = {3_600_000, 60_000, 1_000, 1};
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger REFUSED = BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);

    private Words() {}

    /** A name of Java as scenarios have it. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Finds what a word names, null if it is none of these. */
    static <T extends Enum<T>> T named(T[] values, String word) {
        for (T value : values) {
            if (word(value).equals(word)) {
                return value;
            }
        }
        return null;
    }

    static ParticipantKind kind(String text) {
        ParticipantKind kind = named(ParticipantKind.values(), text);
        if (kind == null) {
            throw new Refusal(text, "is no kind: human, phone, viewer, bot, recorder or hidden");
        }
        return kind;
    }

    static long number(String text) {
        if (text.isEmpty() || endOfDigits(text, 0) < text.length()) {
            throw new Refusal(text, "is no whole number");
        }
        BigInteger number = new BigInteger(text);
        if (number.bitLength() > 32) {
            throw new Refusal(text, "does not fit 32 bits");
        }
        return number.longValue();
    }

    /** Reads a time, [h][m][s][ms] in this order, as milliseconds. */
    static BigInteger time(String text) {
        BigInteger total = BigInteger.ZERO;
        int unit = 0;
        int at = 0;
        do {
            int end = endOfDigits(text, at);
            if (end == at) {
                throw noTime(text);
            }
            BigInteger number = fitting(new BigInteger(text.substring(at, end)), text);
            for (at = end; at < text.length() && "hms".indexOf(text.charAt(at)) >= 0; at++) {}
            String name = text.substring(end, at);
            while (unit < UNITS.length && !UNITS[unit].equals(name)) {
                unit++;
            }
            if (unit == UNITS.length) {
                throw noTime(text);
            }
            BigInteger millis = number.multiply(BigInteger.valueOf(UNIT_MILLIS[unit++]));
            total = fitting(total.add(millis), text);
        } while (at < text.length());
        return total;
    }

    private static BigInteger fitting(BigInteger number, String text) {
        if (number.compareTo(LIMIT) >= 0) {
            throw new Refusal(text, "does not fit 64 bits");
        }
        return number;
    }

    private static Refusal noTime(String text) {
        return new Refusal(text, "is no time, such as 90s, 5m1s or 1h30m");
    }

    private static int endOfDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** Writes a time; parts that are zero are left out. */
    static String text(BigInteger millis) {
        if (millis.signum() == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        BigInteger rest = millis;
        for (int unit = 0; unit < UNITS.length; unit++) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(UNIT_MILLIS[unit]));
            rest = parts[1];
            if (parts[0].signum() > 0) {
                text.append(parts[0]).append(UNITS[unit]);
            }
        }
        return text.toString();
    }

    static String text(long millis) {
        return text(BigInteger.valueOf(millis));
    }

    /** A time as the binding takes it. One that is longer than is accepted becomes another such. */
    static long millis(BigInteger time) {
        return time.min(REFUSED).longValue();
    }
}
