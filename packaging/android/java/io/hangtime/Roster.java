package io.hangtime;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Objects;

/** Connections as the native side reads them. */
final class Roster {
    /**
     * Of each connection its uid and its pid, one after the other; null if the roster is not known.
     */
    final byte[] texts;

    final int[] kinds;

    private Roster(byte[] texts, int[] kinds) {
        this.texts = texts;
        this.kinds = kinds;
    }

    /** A roster that may be null, which stands for one that is not known. */
    static Roster of(List<Participant> participants) {
        if (participants == null) {
            return new Roster(null, null);
        }
        // A copy, since the list may be another one by the next look.
        Participant[] all = participants.toArray(new Participant[0]);
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        int[] kinds = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            Participant participant = Objects.requireNonNull(all[i], "a participant");
            write(texts, Text.of(participant.getUid(), "The uid of a participant"));
            write(texts, Text.of(participant.getPid(), "The pid of a participant"));
            kinds[i] = ParticipantKind.number(participant.getKind());
        }
        texts.write(0); // so that it is never without a byte
        return new Roster(texts.toByteArray(), kinds);
    }

    private static void write(ByteArrayOutputStream texts, byte[] text) {
        texts.write(text, 0, text.length);
    }
}
