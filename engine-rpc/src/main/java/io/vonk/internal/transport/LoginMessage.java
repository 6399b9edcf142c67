package io.vonk.internal.transport;

import io.vonk.internal.transport.TransportException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What the two ends say to each other until each has proved that it knows the secret, and how it is written. The end that
 * connected begins:
 *
 * <pre>
 * HELLO      8 bytes "vonk rpc"; version (2); build (1 byte for its length, and text in UTF-8); identity (as build); nonce (32)
 * CHALLENGE  version (2); build; nonce (32)
 * PROOF      HMAC-SHA-256 by the secret of "vonk login client", HELLO and CHALLENGE, each behind its length (4)
 * WELCOME    HMAC-SHA-256 by the secret of "vonk login server", HELLO and CHALLENGE, each behind its length (4)
 * REFUSAL    instead of CHALLENGE or WELCOME: code (1) and text in UTF-8; the connection ends
 * </pre>
 *
 * <p>Both nonces are random and used once, so that no proof is good for another login; the words in front keep one end's proof from
 * being sent back as the other's. An end that must not be known to a stranger proves nothing to one: the listening end
 * does after the connecting one. Up to and with the build, HELLO is the same in every version of the protocol, so that
 * each can tell the other what it speaks.
 */
final class LoginMessage {
    /** The version of everything below {@code io.vonk.internal.transport} and {@code wire}; changed when either is. */
    static final int PROTOCOL_VERSION = 1;

    static final int NONCE_BYTES = 32;

    private static final byte[] MAGIC = "vonk rpc".getBytes(StandardCharsets.US_ASCII);
    private static final String CLIENT = "vonk login client";
    private static final String SERVER = "vonk login server";
    private static final int MAX_TEXT_BYTES = 255;
    private static final SecureRandom RANDOM = new SecureRandom();

    private LoginMessage() {}

    /** The first message. */
    record Hello(int version, String build, String identity, byte[] nonce) {
        byte[] encode() {
            byte[] buildBytes = text(build);
            byte[] identityBytes = text(identity);
            return ByteBuffer.allocate(MAGIC.length + 4 + buildBytes.length + identityBytes.length + nonce.length)
                    .put(MAGIC)
                    .putShort((short) version)
                    .put((byte) buildBytes.length)
                    .put(buildBytes)
                    .put((byte) identityBytes.length)
                    .put(identityBytes)
                    .put(nonce)
                    .array();
        }

        /** Reads what every version has, and the rest if it is of this version; else identity and nonce are empty. */
        static Hello decode(byte[] body) throws TransportException {
            try {
                ByteBuffer in = ByteBuffer.wrap(body);
                byte[] magic = new byte[MAGIC.length];
                in.get(magic);
                if (!Arrays.equals(magic, MAGIC)) {
                    throw malformed("HELLO");
                }
                int version = in.getShort() & 0xffff;
                String build = text(in);
                if (version != PROTOCOL_VERSION) {
                    return new Hello(version, build, "", new byte[0]);
                }
                Hello hello = new Hello(version, build, text(in), bytes(in, NONCE_BYTES));
                checkEnd(in, "HELLO");
                return hello;
            } catch (BufferUnderflowException e) {
                throw malformed("HELLO");
            }
        }
    }

    /** The answer to {@link Hello}. */
    record Challenge(int version, String build, byte[] nonce) {
        byte[] encode() {
            byte[] buildBytes = text(build);
            return ByteBuffer.allocate(3 + buildBytes.length + nonce.length)
                    .putShort((short) version)
                    .put((byte) buildBytes.length)
                    .put(buildBytes)
                    .put(nonce)
                    .array();
        }

        static Challenge decode(byte[] body) throws TransportException {
            try {
                ByteBuffer in = ByteBuffer.wrap(body);
                Challenge challenge = new Challenge(in.getShort() & 0xffff, text(in), bytes(in, NONCE_BYTES));
                checkEnd(in, "CHALLENGE");
                return challenge;
            } catch (BufferUnderflowException e) {
                throw malformed("CHALLENGE");
            }
        }
    }

    /** Why a login is refused. */
    record Refusal(Reason reason, String message) {
        private static final int VERSION_CODE = 1;
        private static final int CREDENTIALS_CODE = 2;
        private static final int PROTOCOL_CODE = 3;
        private static final int MAX_MESSAGE_BYTES = 1_024;

        byte[] encode() {
            byte[] text = message.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(text.length, MAX_MESSAGE_BYTES);
            int code = reason == Reason.VERSION
                    ? VERSION_CODE
                    : reason == Reason.CREDENTIALS ? CREDENTIALS_CODE : PROTOCOL_CODE;
            return ByteBuffer.allocate(1 + length)
                    .put((byte) code)
                    .put(text, 0, length)
                    .array();
        }

        static Refusal decode(byte[] body) throws TransportException {
            if (body.length == 0 || body.length > 1 + MAX_MESSAGE_BYTES) {
                throw malformed("REFUSAL");
            }
            Reason reason = body[0] == VERSION_CODE
                    ? Reason.VERSION
                    : body[0] == CREDENTIALS_CODE ? Reason.CREDENTIALS : Reason.PROTOCOL;
            return new Refusal(reason, printable(new String(body, 1, body.length - 1, StandardCharsets.UTF_8)));
        }
    }

    static byte[] clientProof(Secret secret, byte[] hello, byte[] challenge) {
        return secret.hmac(CLIENT, hello, challenge);
    }

    static byte[] serverProof(Secret secret, byte[] hello, byte[] challenge) {
        return secret.hmac(SERVER, hello, challenge);
    }

    static byte[] newNonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("a text of a login has at most 255 bytes; got: " + text);
        }
        return bytes;
    }

    private static String text(ByteBuffer in) {
        return printable(new String(bytes(in, in.get() & 0xff), StandardCharsets.UTF_8));
    }

    /** A stranger's text, as it may go into logs. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static void checkEnd(ByteBuffer in, String what) throws TransportException {
        if (in.hasRemaining()) {
            throw malformed(what);
        }
    }

    private static TransportException malformed(String what) {
        return new TransportException(Reason.PROTOCOL, "the peer is not a Vonk process: its " + what + " is malformed");
    }
}
