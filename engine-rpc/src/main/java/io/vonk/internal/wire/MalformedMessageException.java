package io.vonk.internal.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A message that cannot be understood, or says what cannot be. The peer has a defect, or is of another version. */
public final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        this(message, null);
    }

    MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
