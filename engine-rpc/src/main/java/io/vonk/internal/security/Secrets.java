package io.vonk.internal.security;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.transport.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Secrets as the text of files. What a file has in it never gets into a message. */
final class Secrets {
    /** Far more than any of these files has. */
    private static final int MOST_BYTES = 4096;

    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})*");

    private Secrets() {}

    /** {@link Secret#MIN_BYTES} random bytes in hexadecimal digits, and the end of a line. */
    static String newText() {
        byte[] bytes = new byte[Secret.MIN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes) + "\n";
    }

    /**
     * Reads a secret.
     *
     * @param remedy what to do if it is none
     * @throws ConfigurationException if there is no such file, or it has no secret in it
     */
    static Secret read(Path file, String remedy) {
        String text = readLine(file, remedy);
        if (!HEX.matcher(text).matches() || text.length() < 2 * Secret.MIN_BYTES) {
            throw new ConfigurationException("the file " + file + " has no secret in it: expected one line of at least "
                    + 2 * Secret.MIN_BYTES + " hexadecimal digits, an even number of them; it has " + text.length()
                    + " characters; " + remedy);
        }
        return Secret.of(HexFormat.of().parseHex(text));
    }

    /**
     * Reads a file of one line.
     *
     * @param remedy what to do if it cannot be read
     * @throws ConfigurationException if it cannot be
     */
    static String readLine(Path file, String remedy) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ConfigurationException(
                        "the file " + file + " has more than " + MOST_BYTES + " bytes, and is no secret; " + remedy);
            }
            return new String(bytes, StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("there is no file " + file + "; " + remedy, e);
        } catch (IOException e) {
            throw new ConfigurationException("the file " + file + " cannot be read: " + e + "; " + remedy, e);
        }
    }
}
