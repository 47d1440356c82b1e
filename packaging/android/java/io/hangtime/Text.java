package io.hangtime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts as C has them. */
final class Text {
    private Text() {}

    /**
     * The UTF-8 of a text with a NUL byte after it; {@code what} names it where it can not be had.
     */
    static byte[] of(String text, String what) {
        Objects.requireNonNull(text, what);
        try {
            if (text.indexOf('\0') < 0) {
                ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
                byte[] bytes = new byte[utf8.remaining() + 1];
                utf8.get(bytes, 0, bytes.length - 1);
                return bytes;
            }
        } catch (CharacterCodingException exception) {
            // Half of a surrogate pair, which no UTF-8 stands for.
        }
        throw new HangtimeException(
                "INVALID",
                what + " is no text that can be written in UTF-8, or has a NUL character in it; "
                        + "give 1 to 255 bytes of UTF-8.");
    }
}
