package io.hangtime.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plays scenario files on the binding and compares what comes with what they say: the player in C
 * again, on the same files, to the same output.
 */
public final class Scenario {
    private static final String USAGE =
            "usage: scenario [-q | --quiet] FILE...\n"
                    + "\n"
                    + "Plays scenario files on hangtime. Prints each line with \"ok\" or with\n"
                    + "what differs, then \"N passed, M failed\", which counts files. Exit\n"
                    + "status: 0 if all hold, 1 if not, 2 if it was called the wrong way.\n"
                    + "\n"
                    + "  -q, --quiet   prints only what differs, and the last line\n"
                    + "  -h, --help    prints this\n"
                    + "  --            ends the options\n";

    private Scenario() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) throws IOException {
        boolean isQuiet = false;
        List<String> files = new ArrayList<>(Arrays.asList(arguments));
        while (!files.isEmpty() && files.get(0).startsWith("-") && !files.get(0).equals("-")) {
            String option = files.remove(0);
            if (option.equals("--")) {
                break;
            } else if (option.equals("-q") || option.equals("--quiet")) {
                isQuiet = true;
            } else if (option.equals("-h") || option.equals("--help")) {
                System.out.print(USAGE);
                return 0;
            } else {
                return misused("no such option: " + option);
            }
        }
        return files.isEmpty() ? misused("which files?") : judge(files, isQuiet);
    }

    private static int misused(String why) {
        System.err.print("scenario: " + why + "\n\n" + USAGE);
        return 2;
    }

    private static int judge(List<String> files, boolean isQuiet) throws IOException {
        StringBuilder output = new StringBuilder();
        int failed = 0;
        for (String file : files) {
            if (!Judgement.of(file, output, isQuiet)) {
                failed++;
            }
        }
        output.append((files.size() - failed) + " passed, " + failed + " failed\n");
        // The texts of files are bytes; so is what is printed.
        System.out.write(output.toString().getBytes(StandardCharsets.ISO_8859_1));
        System.out.flush();
        if (System.out.checkError()) {
            System.err.println("scenario: the result can not be written");
            return 1;
        }
        return failed == 0 ? 0 : 1;
    }
}
