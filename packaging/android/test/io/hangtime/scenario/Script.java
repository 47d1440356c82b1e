package io.hangtime.scenario;

import io.hangtime.SessionSettings;
import io.hangtime.SessionSettingsBuilder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scenario file says: its settings, and what is to be reported and to come, when. Its text
 * is kept as it came, a byte in each character.
 */
final class Script {
    final String file;
    SessionSettings settings = new SessionSettingsBuilder().build();
    final List<Line> lines = new ArrayList<>();

    /** The line that is being read, from 1; 0 for the file as a whole. */
    int number;

    /** No further line may be before this. */
    BigInteger earliest = BigInteger.ZERO;

    Script(String file) {
        this.file = file;
    }
}
