package io.vonk.config;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of settings, in UTF-8.
 *
 * <p>Each line is {@code key = value}, blank, or a comment, which begins with {@code #}; a {@code #} further on belongs to
 * the value. Blanks around key and value mean nothing. A key stands in a file once.
 */
final class SettingsFile {
    /** Names a file of settings: a system property, and an environment variable. */
    static final String PROPERTY = "vonk.conf";

    static final String VARIABLE = "VONK_CONF";

    /** The folder of the distribution, as {@code bin/vonk} passes it on. */
    static final String HOME = "vonk.home";

    /** A value and the line that it stands in. */
    record Entry(String value, Origin.FileLine origin) {}

    private SettingsFile() {}

    /** The file that a process is to read, or null: the one named, or else that of the distribution if it is there. */
    static @Nullable Path of(Map<String, String> properties, Map<String, String> environment) {
        String named = properties.get(PROPERTY);
        if (named == null || named.isBlank()) {
            named = environment.get(VARIABLE);
        }
        if (named != null && !named.isBlank()) {
            return Path.of(named.strip());
        }
        String home = properties.get(HOME);
        if (home == null) {
            return null;
        }
        Path shipped = Path.of(home, "conf", "vonk.conf");
        return Files.exists(shipped) ? shipped : null;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException naming file and line, if it cannot be read or a line is wrong
     */
    static Map<Setting<?>, Entry> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    "there is no file of settings " + file.toAbsolutePath() + "; create it, or correct " + PROPERTY
                            + " or " + VARIABLE,
                    e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the file of settings " + file.toAbsolutePath()
                            + " cannot be read; it must be a readable text file in UTF-8 (" + e + ")",
                    e);
        }
        Map<Setting<?>, Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                add(line, new Origin.FileLine(file, i + 1), entries);
            }
        }
        return entries;
    }

    private static void add(String line, Origin.FileLine origin, Map<Setting<?>, Entry> entries) {
        int equals = line.indexOf('=');
        String value = equals < 0 ? "" : line.substring(equals + 1).strip();
        if (equals < 1 || value.isEmpty()) {
            throw new ConfigurationException(
                    origin + ": expected 'key = value' or a comment that begins with #, got '" + line + "'");
        }
        Setting<?> setting = Settings.named(line.substring(0, equals).strip(), origin);
        Entry before = entries.putIfAbsent(setting, new Entry(value, origin));
        if (before != null) {
            throw new ConfigurationException(origin + ": " + setting.key() + " is set already in line "
                    + before.origin().line() + "; delete one of the lines");
        }
    }
}
