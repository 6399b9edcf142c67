package io.vonk.internal.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection that cannot be made, or that is not there any more. {@link #reason} is for programs, the message for people. */
public final class TransportException extends IOException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** Nobody answers at the address. */
        UNREACHABLE,
        /** The peer speaks another version of the protocol. */
        VERSION,
        /** One end could not prove that it knows the secret, or TLS refused its certificate. */
        CREDENTIALS,
        /** What came is not what the protocol allows, or was changed on its way. */
        PROTOCOL,
        /** More is waiting to be sent than is allowed: the peer does not read. */
        OVERFLOW,
        /** The peer answered a question, or ended a stream, with a failure. */
        FAILED,
        /** This end closed the connection. */
        CLOSED,
        /** The connection ended without this end's doing. */
        LOST
    }

    TransportException(Reason reason, String message) {
        this(reason, message, null);
    }

    TransportException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
