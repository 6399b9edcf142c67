package io.vonk.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a program prints. Tests of this module run one after the other, so nobody else prints meanwhile. */
final class Output {
    private Output() {}

    /** A program that may throw. */
    @FunctionalInterface
    interface Program {
        void run() throws Exception;
    }

    /** The lines that {@code program} prints. */
    static List<String> of(Program program) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream capture = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            program.run();
        } catch (Exception e) {
            throw new AssertionError("the program failed: " + e, e);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
