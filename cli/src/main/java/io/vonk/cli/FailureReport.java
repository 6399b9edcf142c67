package io.vonk.cli;

import io.vonk.error.VonkException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a failed program is told to the person at the terminal: what happened, where in the program, why, and what to do; the
 * stack trace only on request.
 *
 * <pre>{@code
 * vonk: TaxiRevenue failed
 *
 *   what   trips/2018-01.csv, line 12, column fare_amount: expected a number, got "abc"
 *   where  TaxiRevenue.java:41, in TaxiRevenue.main
 *   why    NumberFormatException: For input string: "abc"
 *   next   correct what is named above; --verbose prints the whole stack trace
 * }</pre>
 */
final class FailureReport {
    /** Deeper chains of causes repeat themselves. */
    private static final int MOST_CAUSES = 5;

    private FailureReport() {}

    /**
     * Prints the report.
     *
     * @param mainClass the program; a frame of its package is the user's own line
     */
    static void print(Class<?> mainClass, Throwable failure, boolean verbose, PrintWriter err) {
        err.println("vonk: " + mainClass.getSimpleName() + " failed");
        err.println();
        line("what", what(failure), err);
        List<Throwable> chain = chain(failure);
        userFrame(chain, mainClass.getPackageName() + ".").ifPresent(frame -> line("where", place(frame), err));
        for (Throwable cause : chain.subList(1, chain.size())) {
            line("why", what(cause, true), err);
        }
        if (verbose) {
            err.println();
            failure.printStackTrace(err);
        } else {
            line("next", "correct what is named above; --verbose prints the whole stack trace", err);
        }
        err.flush();
    }

    private static String what(Throwable failure) {
        // The engine's own messages are whole sentences; the type of any other exception is half of what it says.
        return what(failure, !(failure instanceof VonkException));
    }

    private static String what(Throwable failure, boolean withType) {
        String message = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        if (message == null || message.isBlank()) {
            return type.isEmpty() ? failure.getClass().getName() : type;
        }
        return withType ? type + ": " + message : message;
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Throwable next = failure;
        while (next != null && chain.size() <= MOST_CAUSES && !chain.contains(next)) {
            chain.add(next);
            next = next.getCause();
        }
        return chain;
    }

    /** The user's own line: the deepest cause knows it best. */
    private static Optional<StackTraceElement> userFrame(List<Throwable> chain, String userPackage) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            for (StackTraceElement frame : chain.get(i).getStackTrace()) {
                if (frame.getClassName().startsWith(userPackage)) {
                    return Optional.of(frame);
                }
            }
        }
        return Optional.empty();
    }

    private static String place(StackTraceElement frame) {
        String type = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
        return frame.getFileName() + ":" + frame.getLineNumber() + ", in " + type + "." + frame.getMethodName();
    }

    private static void line(String label, String text, PrintWriter err) {
        String indent = " ".repeat(9);
        String padded = "  " + label + " ".repeat(Math.max(1, 7 - label.length()));
        err.println(padded + text.strip().replace("\n", "\n" + indent));
    }
}
