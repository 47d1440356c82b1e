package io.hangtime;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A library that is not there or is another, each in a virtual machine of its own. */
public final class LoadingTest {
    /** What the child runs. */
    public static final class Child {
        private Child() {}

        public static void main(String[] none) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    new HangtimeEngine().close();
                    System.out.print("OK ");
                } catch (HangtimeException exception) {
                    System.out.print(exception.getCode() + " ");
                }
            }
        }
    }

    private static void comes(String expected, String libraryPath) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(new File(System.getProperty("java.home"), "bin/java").getPath());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Djava.library.path=" + libraryPath);
        command.addAll(
                Arrays.asList("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        Process child =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        InputStreamReader output =
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8);
        Check.isEqual(expected + " " + expected + " ", new BufferedReader(output).readLine());
        Check.isEqual(0, child.waitFor());
    }

    public void the_library_is_found_on_the_path_of_the_virtual_machine() throws Exception {
        comes("OK", System.getProperty("java.library.path"));
    }

    public void one_that_is_not_there_is_an_exception_of_ours_each_time() throws Exception {
        comes("LIBRARY_NOT_FOUND", System.getProperty("java.io.tmpdir"));
    }

    public void one_of_another_version_is_refused() throws Exception {
        comes("LIBRARY_MISMATCH", System.getProperty("java.library.path") + "/other");
    }
}
