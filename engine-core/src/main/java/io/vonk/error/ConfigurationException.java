package io.vonk.error;

import org.jspecify.annotations.Nullable;

/** A setting that does not exist, a value that it cannot have, or a file of settings that cannot be read. */
public final class ConfigurationException extends VonkException {
    private static final long serialVersionUID = 1;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
