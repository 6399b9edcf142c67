package io.vonk.internal.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Directory names of the form {@code key=value}, by which Hive, Spark and others store the values of a column in the
 * path.
 *
 * <p>Written: in key and value the characters that Hive encodes are {@code %XX} with their code, everything else stands as
 * it is. They are the control characters and {@code " # % ' * / : = ? \} and brackets, opening braces and {@code ^}. Null
 * is {@code __HIVE_DEFAULT_PARTITION__}. The empty string is {@code key=}, so that it stays different from null. A string
 * that is spelled like null has its first character encoded.
 *
 * <p>Read: {@code %XX} sequences are bytes of UTF-8, as other writers encode whole strings that way; a sequence that is
 * not UTF-8 stands for the characters of these codes, and a percent sign without two hexadecimal digits for itself.
 */
public final class HivePath {
    /** How null is spelled. */
    public static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private static final String ENCODED = "\"#%'*/:=?\\{[]^\u007f";

    private HivePath() {}

    /**
     * One directory name taken apart.
     *
     * @param key the decoded name of the column
     * @param value the decoded value
     */
    public record KeyValue(String key, @Nullable String value) {}

    /** The directory name for a value of a column. */
    public static String name(String key, @Nullable String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("the name of a partition column must not be empty");
        }
        String spelled;
        if (value == null) {
            spelled = NULL;
        } else if (value.equals(NULL)) {
            spelled = "%5F" + NULL.substring(1);
        } else {
            spelled = encode(value);
        }
        return encode(key) + "=" + spelled;
    }

    /** The column and value of a directory name, or empty if it does not have the form. */
    public static Optional<KeyValue> parse(String name) {
        int equals = name.indexOf('=');
        if (equals <= 0) {
            return Optional.empty();
        }
        String value = name.substring(equals + 1);
        return Optional.of(new KeyValue(decode(name.substring(0, equals)), value.equals(NULL) ? null : decode(value)));
    }

    private static String encode(String text) {
        StringBuilder encoded = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || ENCODED.indexOf(c) >= 0) {
                if (encoded == null) {
                    encoded = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                encoded.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 15));
            } else if (encoded != null) {
                encoded.append(c);
            }
        }
        return encoded == null ? text : encoded.toString();
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            if (!isEncoded(text, i)) {
                decoded.append(text.charAt(i++));
                continue;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (; isEncoded(text, i); i += 3) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
            }
            decoded.append(utf8OrLatin1(bytes.toByteArray()));
        }
        return decoded.toString();
    }

    private static boolean isEncoded(String text, int at) {
        return at + 2 < text.length()
                && text.charAt(at) == '%'
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0
                && text.charAt(at + 1) < 128
                && text.charAt(at + 2) < 128;
    }

    private static String utf8OrLatin1(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static char hexDigit(int value) {
        return "0123456789ABCDEF".charAt(value);
    }
}
