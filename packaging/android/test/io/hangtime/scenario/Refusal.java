package io.hangtime.scenario;

/** Why a file does not parse: a word of it, if one is meant, and what is wrong. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null if no word is meant. */
    final String word;

    Refusal(String wrong) {
        this(null, wrong);
    }

    Refusal(String word, String wrong) {
        super(wrong);
        this.word = word;
    }
}
