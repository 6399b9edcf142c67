package io.vonk.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Which build of Vonk this is, as the build wrote it down.
 *
 * @param version for example {@code 0.1.0-SNAPSHOT}
 * @param commit the abbreviated commit, or {@code unknown} where the sources were not a git clone
 */
record Build(String version, String commit) {
    private static final String RESOURCE = "build.properties";

    static Build current() {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " beside " + Build.class.getName(), e);
        }
        String commit = properties.getProperty("commit", "");
        // Outside of a git clone nothing replaces the placeholder.
        boolean known = !commit.isEmpty() && !commit.startsWith("$");
        return new Build(properties.getProperty("version", "unknown"), known ? commit : "unknown");
    }

    /** As it is said to others. */
    String text() {
        return "Vonk " + version;
    }
}
