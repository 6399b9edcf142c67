package io.vonk.launch;

import io.vonk.api.VonkSession;
import io.vonk.error.ConfigurationException;

/**
 * The entrance: opens sessions.
 *
 * <pre>{@code
 * try (VonkSession vonk = Vonk.local()) {
 *     long lines = vonk.textFile("README.md").count();
 * }
 * }</pre>
 *
 * <p>All methods heed the settings of the process ({@link io.vonk.config.Settings}), and throw a
 * {@link ConfigurationException} if one of them cannot be understood.
 */
public final class Vonk {
    private Vonk() {}

    /** A session in this JVM that uses all processors. */
    public static VonkSession local() {
        return connect("local[*]");
    }

    /** A session in this JVM that runs up to {@code slots} tasks at once. */
    public static VonkSession local(int slots) {
        return connect("local[" + slots + "]");
    }

    /**
     * A session at a master: {@code local}, {@code local[4]}, {@code local[*]}, or {@code vonk://host:7077}.
     *
     * @throws ConfigurationException for any other URL
     */
    public static VonkSession connect(String master) {
        return builder().master(master).open();
    }

    /** A session at the master that the setting {@code vonk.master} names; without it, on all processors of this JVM. */
    public static VonkSession auto() {
        return builder().open();
    }

    /** Opens a session with settings of the program's own. */
    public static SessionBuilder builder() {
        return new SessionBuilder();
    }
}
