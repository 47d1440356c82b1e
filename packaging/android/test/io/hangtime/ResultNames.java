package io.hangtime;

import java.util.LinkedHashSet;
import java.util.Set;

/** What the library calls its results. */
public final class ResultNames {
    private ResultNames() {}

    /** All of them. */
    public static Set<String> all() {
        Native.load();
        String none = Native.resultName(-1);
        Set<String> names = new LinkedHashSet<>();
        for (int result = 0; result < 256; result++) {
            if (!Native.resultName(result).equals(none)) {
                names.add(Native.resultName(result));
            }
        }
        return names;
    }
}
