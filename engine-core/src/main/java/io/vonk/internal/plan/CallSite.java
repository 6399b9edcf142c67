package io.vonk.internal.plan;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The line of the user's program that asked for an operation; what errors, plans and progress call a step by.
 *
 * @param operation the operation's name as the user knows it, such as {@code reduceByKey}
 * @param file the source file's name without a path, or {@code unknown source}
 * @param line the line from 1, or 0 if not known
 * @param method the method that the line belongs to, with its class; a line of a lambda belongs to the method around it
 */
public record CallSite(String operation, String file, int line, String method) implements Serializable {
    private static final StackWalker FRAMES = StackWalker.getInstance();
    private static final String PREFIX = "io.vonk.";

    /** The parts below {@code io.vonk} that are the engine; the rest (examples, benchmarks, testing) is a user like any other. */
    private static final Set<String> ENGINE =
            Set.of("api", "config", "data", "error", "function", "internal", "io", "launch", "runtime");

    /** How deep below the operation the user's line is looked for. */
    private static final int MAX_DEPTH = 64;

    /**
     * The call site of an operation: the innermost frame of this thread that is neither the engine's nor the JDK's.
     * Takes two to three microseconds.
     */
    public static CallSite here(String operation) {
        Optional<StackWalker.StackFrame> user = FRAMES.walk(CallSite::firstOfUser);
        if (user.isEmpty()) {
            return new CallSite(operation, "unknown source", 0, "unknown method");
        }
        StackWalker.StackFrame frame = user.get();
        String file = frame.getFileName();
        String className = frame.getClassName();
        String method = className.substring(className.lastIndexOf('.') + 1) + '.' + sourceName(frame.getMethodName());
        return new CallSite(
                operation, file == null ? "unknown source" : file, Math.max(frame.getLineNumber(), 0), method);
    }

    private static Optional<StackWalker.StackFrame> firstOfUser(Stream<StackWalker.StackFrame> frames) {
        return frames.limit(MAX_DEPTH)
                .filter(frame -> isUser(frame.getClassName()))
                .findFirst();
    }

    private static boolean isUser(String className) {
        if (className.startsWith("java.") || className.startsWith("jdk.") || className.startsWith("sun.")) {
            return false;
        }
        if (!className.startsWith(PREFIX)) {
            return true;
        }
        int end = className.indexOf('.', PREFIX.length());
        return end < 0 || !ENGINE.contains(className.substring(PREFIX.length(), end)) || isTest(className);
    }

    /** The engine's tests lie in the packages that they test and use them as a user does. */
    private static boolean isTest(String className) {
        int nested = className.indexOf('$');
        return className.endsWith("Test")
                || (nested > 0 && className.startsWith("Test", nested - 4))
                || className.startsWith("io.vonk.internal.testing.");
    }

    /** The compiler names the body of a lambda {@code lambda$method$number}. */
    private static String sourceName(String method) {
        if (!method.startsWith("lambda$")) {
            return method;
        }
        int end = method.lastIndexOf('$');
        return end > 7 ? method.substring(7, end) : method;
    }

    @Override
    public String toString() {
        return operation + " at " + file + (line > 0 ? ":" + line : "");
    }
}
