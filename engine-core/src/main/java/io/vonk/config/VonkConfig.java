package io.vonk.config;

import io.vonk.error.ConfigurationException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of every setting, and where it came from. What stands first counts: the program, system properties
 * ({@code -Dvonk.master=…}), environment variables ({@code VONK_MASTER}), the file of settings, the default.
 *
 * <p>The file is the one that the system property {@code vonk.conf} or the environment variable {@code VONK_CONF} names,
 * and which must then exist; else {@code conf/vonk.conf} of the distribution, if the program was started by
 * {@code bin/vonk}; else none.
 *
 * <p>A key that does not exist is an error in the program and in the file. Properties and variables that are no settings
 * may belong to somebody else and are passed over, and so are those without a value.
 *
 * <p>Immutable.
 */
public final class VonkConfig {
    private final Map<Setting<?>, Value<?>> values;

    private VonkConfig(Map<Setting<?>, Value<?>> values) {
        this.values = values;
    }

    /**
     * A value.
     *
     * @param setting what has the value
     * @param text as it was written
     * @param value as it was understood
     * @param origin where it came from
     */
    public record Value<T>(Setting<T> setting, String text, T value, Origin origin) {}

    /**
     * What holds in this process.
     *
     * @param code what the program sets: keys and values
     * @throws ConfigurationException for a key that does not exist, or a value that a setting cannot have
     */
    public static VonkConfig ofProcess(Map<String, String> code) {
        Map<String, String> properties = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("vonk.")) {
                properties.put(name, System.getProperty(name, ""));
            }
        }
        return resolve(code, properties, System.getenv());
    }

    /**
     * What holds in a process with these system properties and environment variables.
     *
     * @param code what the program sets: keys and values
     * @throws ConfigurationException for a key that does not exist, or a value that a setting cannot have
     */
    public static VonkConfig resolve(
            Map<String, String> code, Map<String, String> properties, Map<String, String> environment) {
        Path path = SettingsFile.of(properties, environment);
        Map<Setting<?>, SettingsFile.Entry> file = path == null ? Map.of() : SettingsFile.read(path);
        code.keySet().forEach(VonkConfig::checkKey);
        Map<Setting<?>, Value<?>> values = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            values.put(setting, value(setting, code, properties, environment, file));
        }
        return new VonkConfig(values);
    }

    private static <T> Value<T> value(
            Setting<T> setting,
            Map<String, String> code,
            Map<String, String> properties,
            Map<String, String> environment,
            Map<Setting<?>, SettingsFile.Entry> file) {
        String text = code.get(setting.key());
        if (text != null) {
            return parsed(setting, text, new Origin.Code());
        }
        text = properties.get(setting.key());
        if (text != null && !text.isBlank()) {
            return parsed(setting, text, new Origin.SystemProperty(setting.key()));
        }
        text = environment.get(setting.environmentVariable());
        if (text != null && !text.isBlank()) {
            return parsed(setting, text, new Origin.Environment(setting.environmentVariable()));
        }
        SettingsFile.Entry entry = file.get(setting);
        return entry != null
                ? parsed(setting, entry.value(), entry.origin())
                : parsed(setting, setting.defaultText(), new Origin.Default());
    }

    private static <T> Value<T> parsed(Setting<T> setting, String text, Origin origin) {
        String stripped = text.strip();
        return new Value<>(setting, stripped, setting.parse(stripped, origin), origin);
    }

    /**
     * Checks a key that a program uses.
     *
     * @throws ConfigurationException naming the nearest key, if there is no such setting
     */
    public static void checkKey(String key) {
        Settings.named(key, new Origin.Code());
    }

    /** The value of a setting. */
    public <T> T get(Setting<T> setting) {
        return value(setting).value();
    }

    /** The value of a setting, as it was written, and where it came from. */
    @SuppressWarnings("unchecked") // put there by value(setting, …), which keeps the type
    public <T> Value<T> value(Setting<T> setting) {
        Value<?> value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException(setting + " is not among Settings.ALL");
        }
        return (Value<T>) value;
    }

    /** All values, in the order of {@link Settings#ALL}. */
    public List<Value<?>> values() {
        return List.copyOf(values.values());
    }
}
