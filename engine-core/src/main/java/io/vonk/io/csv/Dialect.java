package io.vonk.io.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of bytes need to know of {@link CsvOptions}.
 *
 * @param format the options in the form of commons-csv
 * @param fileCharset the encoding of the file
 * @param charset the encoding of the bytes that scanners see: that of the file, or UTF-8 if the file is transcoded
 * @param transcoded whether the bytes of the file are recoded to UTF-8 before they are looked at, because line breaks,
 *     delimiters and quotes cannot be told from its bytes (UTF-16 and its like)
 * @param delimiter the byte between fields; of no meaning unless {@code plain}
 * @param quote the byte around fields, or {@link #NONE}; of no meaning unless {@code plain}
 * @param comment the byte that starts a comment line, or {@link #NONE}; of no meaning unless {@code plain}
 * @param plain whether {@link ByteScanner} can read it; {@link CommonsScanner} reads the others
 */
record Dialect(
        CSVFormat format,
        Charset fileCharset,
        Charset charset,
        boolean transcoded,
        byte delimiter,
        int quote,
        int comment,
        boolean plain) {
    static final int NONE = 256;

    static Dialect of(CsvOptions options) {
        CSVFormat format = options.toCommonsFormat();
        boolean transcoded = !keepsAscii(options.charset());
        String delimiter = format.getDelimiterString();
        boolean plain = delimiter.length() == 1
                && delimiter.charAt(0) < 128
                && isAsciiOrNone(format.getQuoteCharacter())
                && isAsciiOrNone(format.getCommentMarker())
                && format.getEscapeCharacter() == null
                && !format.getIgnoreSurroundingSpaces()
                && !format.getTrailingData()
                && !format.getLenientEof();
        return new Dialect(
                format,
                options.charset(),
                transcoded ? StandardCharsets.UTF_8 : options.charset(),
                transcoded,
                (byte) delimiter.charAt(0),
                orNone(format.getQuoteCharacter()),
                orNone(format.getCommentMarker()),
                plain);
    }

    /** The same with the slower scanner, as the reference in tests. */
    Dialect notPlain() {
        return new Dialect(format, fileCharset, charset, transcoded, delimiter, quote, comment, false);
    }

    boolean quotes() {
        return format.getQuoteCharacter() != null;
    }

    boolean ignoreEmptyLines() {
        return format.getIgnoreEmptyLines();
    }

    boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    /** Whether null strings are recognised outside of quotes only. */
    boolean nullsUnquotedOnly() {
        QuoteMode mode = format.getQuoteMode();
        return mode == QuoteMode.ALL_NON_NULL || mode == QuoteMode.NON_NUMERIC;
    }

    private static boolean isAsciiOrNone(@Nullable Character character) {
        return character == null || character < 128;
    }

    private static int orNone(@Nullable Character character) {
        return character == null ? NONE : character;
    }

    /** Whether bytes below 128 are ASCII wherever they stand: UTF-8, and charsets of one byte with ASCII in the lower half. */
    private static boolean keepsAscii(Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return true;
        }
        if (!charset.canEncode()
                || charset.newEncoder().maxBytesPerChar() > 1
                || charset.newDecoder().maxCharsPerByte() > 1) {
            return false;
        }
        byte[] ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        return Arrays.equals(ascii, new String(ascii, charset).getBytes(StandardCharsets.UTF_8));
    }
}
