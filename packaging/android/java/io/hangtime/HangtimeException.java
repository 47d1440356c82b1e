package io.hangtime;

/**
 * Why something that was asked of the library was not done. A call that fails has changed nothing.
 */
public final class HangtimeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    /** Makes an exception with a code for programs and a message for people. */
    public HangtimeException(String code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * The cause by its name. Those of the library are {@code INVALID}, {@code HANDLE}, {@code
     * NOT_FOUND}, {@code NOT_JOINED}, {@code ALREADY_JOINED}, {@code ENDED}, {@code NOT_ALONE},
     * {@code ALREADY_HELD}, {@code LIMIT}, {@code IN_CALLBACK}, {@code NOT_MANUAL}, {@code FORKED},
     * {@code THREAD}, {@code SYSTEM}, {@code PANIC}, {@code SNAPSHOT} and {@code VERSION}; those of
     * this package {@code LIBRARY_NOT_FOUND}, {@code LIBRARY_MISMATCH} and {@code DISPOSED}.
     */
    public String getCode() {
        return code;
    }

    @Override
    public String toString() {
        return "HangtimeException(" + code + "): " + getMessage();
    }
}
