package io.vonk.launch;

import io.vonk.api.VonkSession;
import io.vonk.config.MasterUrl;
import io.vonk.config.Progress;
import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.driver.ConsoleProgress;
import io.vonk.internal.driver.DriverSession;
import io.vonk.internal.driver.JobListener;
import io.vonk.internal.driver.LocalOptions;
import io.vonk.internal.time.Clock;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session to be: what the program sets comes before system properties, environment and file
 * ({@link io.vonk.config.VonkConfig}).
 *
 * <pre>{@code
 * try (VonkSession vonk = Vonk.builder().master("local[4]").set("vonk.local.dirs", "/disk1,/disk2").open()) {
 *     long lines = vonk.textFile("README.md").count();
 * }
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class SessionBuilder {
    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private final Map<String, String> code = new LinkedHashMap<>();

    SessionBuilder() {}

    /** Where jobs run: {@code local}, {@code local[4]}, {@code local[*]}, or a cluster's {@code vonk://host:7077}. */
    public SessionBuilder master(String url) {
        return set(Settings.MASTER.key(), url);
    }

    /**
     * Sets something; the last value counts.
     *
     * @throws ConfigurationException if there is no such setting
     */
    public SessionBuilder set(String key, String value) {
        VonkConfig.checkKey(key);
        code.put(key, Objects.requireNonNull(value, key));
        return this;
    }

    /**
     * Opens the session; the caller closes it.
     *
     * @throws ConfigurationException for a value that a setting cannot have, wherever it came from, or a file of settings
     *     that is wrong
     * @throws io.vonk.error.VonkException if no master of the cluster lets this program in
     */
    public VonkSession open() {
        VonkConfig config = VonkConfig.ofProcess(code);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader classLoader = context == null ? Vonk.class.getClassLoader() : context;
        JobListener listener = progress(config.get(Settings.PROGRESS));
        MasterUrl master = config.get(Settings.MASTER);
        DriverSession session;
        if (master instanceof MasterUrl.Cluster cluster) {
            session = ClusterLaunch.start(config, cluster, classLoader, listener);
        } else if (master instanceof MasterUrl.Listen listen) {
            session = ClusterLaunch.listen(config, listen, classLoader, listener);
        } else {
            LocalOptions options = localOptions(config, (MasterUrl.Local) master);
            session = DriverSession.local(options, Clock.SYSTEM, classLoader, listener);
        }
        return new VonkSession(session, Clock.SYSTEM.nanos());
    }

    private static LocalOptions localOptions(VonkConfig config, MasterUrl.Local master) {
        return new LocalOptions(
                "vonk-" + SESSIONS.incrementAndGet(),
                master.slots(),
                -1,
                config.get(Settings.LOCAL_DIRS),
                config.get(Settings.FUSION),
                false);
    }

    /** With {@code AUTO}, a progress line where a person sees it; silence where a program reads the output. */
    static JobListener progress(Progress wanted) {
        if (wanted == Progress.OFF || wanted == Progress.AUTO && !onTerminal()) {
            return JobListener.NONE;
        }
        PrintStream terminal = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        return new ConsoleProgress(terminal, Clock.SYSTEM);
    }

    @SuppressWarnings("SystemConsoleNull") // isTerminal() decides where there is always a console
    private static boolean onTerminal() {
        String kind = System.getenv("TERM");
        if (kind == null || kind.equals("dumb")) {
            return false;
        }
        Console console = System.console();
        return console != null && isTerminal(console);
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
}
