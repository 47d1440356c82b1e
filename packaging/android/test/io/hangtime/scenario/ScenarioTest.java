package io.hangtime.scenario;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;

/** The scenarios of the library, and the files that test its player in C. */
public final class ScenarioTest {
    private static File[] files(String directory) {
        File[] files = new File(directory).listFiles((at, name) -> name.endsWith(".scn"));
        if (files == null || files.length == 0) {
            throw new AssertionError("there are no scenarios in " + directory);
        }
        Arrays.sort(files);
        return files;
    }

    private static void hold(String directory) {
        for (File file : files(directory)) {
            StringBuilder output = new StringBuilder();
            if (!Judgement.of(file.getPath(), output, false)) {
                throw new AssertionError(output);
            }
        }
    }

    public void every_scenario_of_the_library_holds() {
        hold("tests/scenarios");
    }

    public void every_scenario_that_tests_the_player_holds() {
        hold("tests/runner/passing");
    }

    public void every_scenario_that_is_to_fail_does_and_says_why() throws IOException {
        String mark = "# fails: ";
        for (File file : files("tests/runner/failing")) {
            byte[] bytes = Files.readAllBytes(file.toPath());
            String first = new String(bytes, StandardCharsets.ISO_8859_1).split("\n")[0];
            StringBuilder output = new StringBuilder();
            boolean holds = Judgement.of(file.getPath(), output, false);
            String why = first.substring(mark.length());
            if (!first.startsWith(mark) || holds || output.indexOf(why) < 0) {
                throw new AssertionError(file + ": expected \"" + why + "\" in:\n" + output);
            }
        }
    }
}
