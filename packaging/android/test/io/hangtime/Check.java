package io.hangtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs tests, which are sentences, and what they are made of. */
final class Check {
    /** Longer than anything takes on a slow machine; a test that gets here has failed. */
    private static final long PATIENCE_S = 120;

    private Check() {}

    /** Something that may throw. */
    interface Body {
        void run() throws Exception;
    }

    /** Something that is to become true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Runs every public method of the classes whose name has one of the words; returns how many
     * failed.
     */
    static int run(List<String> words, Class<?>... classes) throws Exception {
        int passed = 0;
        int failed = 0;
        for (Method test : tests(words, classes)) {
            String sentence = test.getName().replace('_', ' ');
            try {
                test.invoke(test.getDeclaringClass().getDeclaredConstructor().newInstance());
                passed++;
            } catch (InvocationTargetException exception) {
                failed++;
                System.out.println("FAILED: " + sentence);
                exception.getCause().printStackTrace(System.out);
            }
        }
        System.out.println(passed + " passed, " + failed + " failed");
        return failed;
    }

    private static List<Method> tests(List<String> words, Class<?>... classes) {
        List<Method> tests = new ArrayList<>();
        for (Class<?> each : classes) {
            Method[] methods = each.getDeclaredMethods();
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            for (Method method : methods) {
                String name = method.getName();
                boolean isMeant = words.isEmpty() || words.stream().anyMatch(name::contains);
                if (isMeant && Modifier.isPublic(method.getModifiers())) {
                    tests.add(method);
                }
            }
        }
        return tests;
    }

    static void isTrue(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void isEqual(Object expected, Object actual) {
        if (!java.util.Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", came " + actual);
        }
    }

    /** Expects an exception of the library with a code; returns its message. */
    static String refuses(String code, Body body) throws Exception {
        try {
            body.run();
        } catch (HangtimeException exception) {
            isEqual(code, exception.getCode());
            return exception.getMessage();
        }
        throw new AssertionError("expected " + code + ", nothing was thrown");
    }

    static void refusesNull(Body body) throws Exception {
        try {
            body.run();
        } catch (NullPointerException expected) {
            return;
        }
        throw new AssertionError("null was taken");
    }

    static void contains(String text, String part) {
        isTrue(text.contains(part), "expected \"" + part + "\" in: " + text);
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        isTrue(latch.await(PATIENCE_S, TimeUnit.SECONDS), "it did not happen");
    }

    static void join(Thread thread) throws InterruptedException {
        thread.join(PATIENCE_S * 1000);
        isTrue(!thread.isAlive(), "the thread " + thread.getName() + " did not end");
    }

    /** Waits until something holds, with the garbage collected meanwhile. */
    static void becomesTrue(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds()) {
            isTrue(System.nanoTime() < end, what);
            System.gc();
            Thread.sleep(1);
        }
    }
}
