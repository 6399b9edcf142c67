package io.vonk.launch;

import io.vonk.api.VonkSession;
import io.vonk.internal.driver.ConsoleProgress;
import io.vonk.internal.driver.JobListener;
import io.vonk.internal.driver.LocalOptions;
import io.vonk.internal.driver.LocalSession;
import io.vonk.internal.time.Clock;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The entrance: opens sessions.
 *
 * <pre>{@code
 * try (VonkSession vonk = Vonk.local()) {
 *     long lines = vonk.textFile("README.md").count();
 * }
 * }</pre>
 */
public final class Vonk {
    /** The system property, and in upper case with underscores the environment variable, that {@link #auto} asks. */
    public static final String MASTER = "vonk.master";

    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private Vonk() {}

    /** A session in this JVM that uses all processors. */
    public static VonkSession local() {
        return local(Runtime.getRuntime().availableProcessors());
    }

    /** A session in this JVM that runs up to {@code slots} tasks at once. */
    public static VonkSession local(int slots) {
        LocalOptions options = new LocalOptions("vonk-" + SESSIONS.incrementAndGet(), slots, -1, List.of());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader classLoader = context == null ? Vonk.class.getClassLoader() : context;
        return new VonkSession(
                LocalSession.start(options, Clock.SYSTEM, classLoader, progress()), Clock.SYSTEM.nanos());
    }

    /** A progress line where a person sees it; silence where a program reads the output. */
    @SuppressWarnings("SystemConsoleNull") // isTerminal() decides where there is always a console
    private static JobListener progress() {
        Console console = System.console();
        String kind = System.getenv("TERM");
        if (console == null || kind == null || kind.equals("dumb") || !isTerminal(console)) {
            return JobListener.NONE;
        }
        PrintStream terminal = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        return new ConsoleProgress(terminal, Clock.SYSTEM);
    }

    /** From Java 22 on there is a console even where there is no terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * A session at a master: {@code local}, {@code local[4]} or {@code local[*]}.
     *
     * @throws IllegalArgumentException for any other URL
     */
    public static VonkSession connect(String master) {
        String url = master.trim();
        if (url.equals("local")) {
            return local(1);
        }
        if (url.equals("local[*]")) {
            return local();
        }
        if (url.matches("local\\[[1-9][0-9]{0,3}]")) {
            return local(Integer.parseInt(url.substring("local[".length(), url.length() - 1)));
        }
        throw new IllegalArgumentException(
                "this version of Vonk runs in one JVM only: the master must be local, local[N] or" + " local[*]; got: "
                        + master);
    }

    /** A session at the master that the program was started with ({@link #MASTER}), or in this JVM if none was named. */
    public static VonkSession auto() {
        String master = System.getProperty(MASTER);
        if (master == null) {
            master = System.getenv("VONK_MASTER");
        }
        return master == null || master.isBlank() ? local() : connect(master);
    }
}
