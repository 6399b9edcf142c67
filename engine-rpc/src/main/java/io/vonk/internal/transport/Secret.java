package io.vonk.internal.transport;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that both ends of a connection know, and that never goes over it. Does not show itself in {@link #toString}.
 *
 * <p>Thread safety: immutable.
 */
public final class Secret {
    /** How many bytes a secret has at least: what a key of HMAC-SHA-256 needs to be as strong as its hash. */
    public static final int MIN_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private Secret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * A secret of these bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are fewer than {@link #MIN_BYTES}
     */
    public static Secret of(byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "a secret has at least " + MIN_BYTES + " bytes; this one has " + bytes.length);
        }
        return new Secret(bytes);
    }

    /**
     * The secret that belongs to {@code name}, and is of no use to find out this one: for applications, which must not know
     * the cluster's.
     */
    public Secret derive(String name) {
        return new Secret(hmac("vonk derived secret\0" + name, new byte[0], new byte[0]));
    }

    /** The secret itself, in hexadecimal: for the pipe to a process that is to have it, and for nothing else. */
    public String reveal() {
        return HexFormat.of().formatHex(key.getEncoded());
    }

    /** A secret as {@link #reveal} writes it. */
    public static Secret ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** HMAC-SHA-256 of a purpose, which keeps proofs for one thing from being proofs for another, and two pieces. */
    byte[] hmac(String purpose, byte[] first, byte[] second) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            update(mac, purpose.getBytes(StandardCharsets.UTF_8));
            update(mac, first);
            update(mac, second);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** With the length in front, so that no two lists of pieces are the same bytes. */
    private static void update(Mac mac, byte[] piece) {
        mac.update((byte) (piece.length >>> 24));
        mac.update((byte) (piece.length >>> 16));
        mac.update((byte) (piece.length >>> 8));
        mac.update((byte) piece.length);
        mac.update(piece);
    }

    /** Whether both are the same, in a time that does not tell where they differ. */
    static boolean isSame(byte[] left, byte[] right) {
        return MessageDigest.isEqual(left, right);
    }

    @Override
    public String toString() {
        return "Secret(***)";
    }
}
