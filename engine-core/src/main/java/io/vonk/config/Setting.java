package io.vonk.config;

import io.vonk.error.ConfigurationException;
import java.util.Locale;
import java.util.function.Function;

/**
 * Something that can be set; {@link Settings} holds all that exist. Immutable.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
    private final String key;
    private final String defaultText;
    private final String doc;
    private final Function<String, T> form;

    /**
     * A setting.
     *
     * @param form reads a value; throws an {@link IllegalArgumentException} whose message goes on after "must be"
     */
    Setting(String key, String defaultText, String doc, Function<String, T> form) {
        this.key = key;
        this.defaultText = defaultText;
        this.doc = doc;
        this.form = form;
    }

    /** Its name, such as {@code vonk.master}. */
    public String key() {
        return key;
    }

    /** The value that it has where nothing sets it, as it would be written in a file. */
    public String defaultText() {
        return defaultText;
    }

    /** What it does, in one or two sentences. */
    public String doc() {
        return doc;
    }

    /** The environment variable that sets it, such as {@code VONK_MASTER}. */
    public String environmentVariable() {
        return key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * Reads a value.
     *
     * @throws ConfigurationException if this is none
     */
    T parse(String text, Origin origin) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    key + " is '" + text + "' (" + origin + "), but must be " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return key;
    }
}
