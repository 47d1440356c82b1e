package io.hangtime;

import io.hangtime.scenario.ScenarioTest;
import java.util.Arrays;

/** Runs all tests, or those whose sentence has one of the words. */
public final class AllTests {
    private AllTests() {}

    public static void main(String[] words) throws Exception {
        int failed =
                Check.run(
                        Arrays.asList(words),
                        EventsTest.class,
                        ErrorsTest.class,
                        ListenersTest.class,
                        JoinTest.class,
                        LoadingTest.class,
                        MemoryTest.class,
                        ScenarioTest.class);
        System.exit(failed == 0 ? 0 : 1);
    }
}
