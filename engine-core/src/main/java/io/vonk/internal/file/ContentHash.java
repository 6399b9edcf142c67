package io.vonk.internal.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, by which what travels between processes is known and checked. */
public final class ContentHash {
    private ContentHash() {}

    /** The hash, 32 bytes. */
    public static byte[] of(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The hash in 64 digits of lower-case hex. */
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(of(content));
    }
}
