package io.vonk.internal.transport;

import io.vonk.internal.transport.LoginMessage.Challenge;
import io.vonk.internal.transport.LoginMessage.Hello;
import io.vonk.internal.transport.LoginMessage.Refusal;
import io.vonk.internal.transport.TransportException.Reason;
import org.jspecify.annotations.Nullable;

/** The connecting end of one login: takes messages and says what to answer. Knows neither sockets nor time. Used by one thread. */
final class ClientLogin {
    private final Credentials credentials;
    private final String build;
    private final byte[] hello;
    private byte @Nullable [] challenge;
    private boolean done;

    /** A login that has not begun. */
    ClientLogin(Credentials credentials, String build) {
        this.credentials = credentials;
        this.build = build;
        this.hello = new Hello(LoginMessage.PROTOCOL_VERSION, build, credentials.identity(), LoginMessage.newNonce())
                .encode();
    }

    /** What to send first, as a HELLO. */
    byte[] hello() {
        return hello;
    }

    /** Whether a frame of this kind may come now. */
    boolean expects(Frame.Kind kind) {
        return !done
                && (kind == Frame.Kind.REFUSAL
                        || kind == (challenge == null ? Frame.Kind.CHALLENGE : Frame.Kind.WELCOME));
    }

    /**
     * Takes the message that is expected.
     *
     * @return what to send next, as a PROOF; null if the login is over and both ends know each other
     * @throws TransportException if the other end refuses this one, or cannot prove that it knows the secret
     */
    byte @Nullable [] received(Frame.Kind kind, byte[] body) throws TransportException {
        byte[] asked = challenge;
        if (kind == Frame.Kind.REFUSAL) {
            done = true;
            Refusal refusal = Refusal.decode(body);
            throw new TransportException(refusal.reason(), "the other end refuses: " + refusal.message());
        }
        if (asked == null) {
            Challenge received = Challenge.decode(body);
            if (received.version() != LoginMessage.PROTOCOL_VERSION) {
                throw new TransportException(
                        Reason.VERSION,
                        "this end speaks version " + LoginMessage.PROTOCOL_VERSION + " of Vonk's protocol (" + build
                                + "), the other end version " + received.version() + " (" + received.build()
                                + "); use the same Vonk on both");
            }
            challenge = body;
            return LoginMessage.clientProof(credentials.secret(), hello, body);
        }
        done = true;
        if (!Secret.isSame(body, LoginMessage.serverProof(credentials.secret(), hello, asked))) {
            throw new TransportException(
                    Reason.CREDENTIALS,
                    "the other end cannot prove that it knows the secret of identity " + credentials.identity());
        }
        return null;
    }
}
