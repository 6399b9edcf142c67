package io.vonk.internal.transport;

import io.vonk.internal.transport.LoginMessage.Challenge;
import io.vonk.internal.transport.LoginMessage.Hello;
import io.vonk.internal.transport.LoginMessage.Refusal;
import io.vonk.internal.transport.TransportException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The listening end of one login: takes messages and says what to answer. Knows neither sockets nor time. Used by one thread.
 *
 * <p>A stranger is not told whether it is the identity or the proof that is wrong, and takes the same way through the code.
 */
final class ServerLogin {
    private static final byte[] NONE = new byte[0];

    private final KeyRing keys;
    private final String build;
    /** What an identity that nobody has is measured against. */
    private final Secret nobody = Secret.of(LoginMessage.newNonce());

    private byte @Nullable [] hello;
    private byte[] challenge = NONE;
    private String identity = "";
    private boolean done;

    /** A login that has not begun. */
    ServerLogin(KeyRing keys, String build) {
        this.keys = keys;
        this.build = build;
    }

    /** What to send next, and whether the login is over. */
    record Answer(Frame.Kind kind, byte[] body, @Nullable Refusal refusal) {
        /** Whether the peer is in. */
        boolean accepts() {
            return kind == Frame.Kind.WELCOME;
        }
    }

    /** Whether a frame of this kind may come now. */
    boolean expects(Frame.Kind kind) {
        return !done && kind == (hello == null ? Frame.Kind.HELLO : Frame.Kind.PROOF);
    }

    /** The answer to a message of the kind that is expected. */
    Answer received(byte[] body) throws TransportException {
        byte[] first = hello;
        return first == null ? greeted(body) : proved(first, body);
    }

    private Answer greeted(byte[] body) throws TransportException {
        Hello greeting = Hello.decode(body);
        if (greeting.version() != LoginMessage.PROTOCOL_VERSION) {
            done = true;
            return refuse(
                    Reason.VERSION,
                    "this end speaks version " + LoginMessage.PROTOCOL_VERSION + " of Vonk's protocol (" + build
                            + "), the other end version " + greeting.version() + " (" + greeting.build()
                            + "); use the same Vonk on both");
        }
        hello = body;
        identity = greeting.identity();
        challenge = new Challenge(LoginMessage.PROTOCOL_VERSION, build, LoginMessage.newNonce()).encode();
        return new Answer(Frame.Kind.CHALLENGE, challenge, null);
    }

    private Answer proved(byte[] first, byte[] proof) {
        done = true;
        Secret known = Credentials.IDENTITY.matcher(identity).matches() ? keys.secretOf(identity) : null;
        Secret secret = known == null ? nobody : known;
        boolean right = Secret.isSame(proof, LoginMessage.clientProof(secret, first, challenge));
        if (known == null || !right) {
            return refuse(
                    Reason.CREDENTIALS,
                    "the secret for identity " + identity
                            + " is not the one that is known here, or nobody has that identity; both ends need the same"
                            + " secret file");
        }
        return new Answer(Frame.Kind.WELCOME, LoginMessage.serverProof(secret, first, challenge), null);
    }

    private static Answer refuse(Reason reason, String message) {
        Refusal refusal = new Refusal(reason, message);
        return new Answer(Frame.Kind.REFUSAL, refusal.encode(), refusal);
    }

    /** Whose secret was proved, once a login was accepted. */
    String identity() {
        return identity;
    }
}
