package io.vonk.io.csv;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the row that was scanned last, and their values on demand: as places in the scanner's bytes, or as texts
 * where commons-csv scanned. Valid until the next row is scanned. Used by one thread.
 *
 * <p>Methods that read a value throw {@link BadValue}; {@link #column} then says which one it was. A field is absent if it
 * is the null string, empty, or not there; absent values of primitives are bad.
 */
final class RowBuffer {
    /** The field was enclosed in quotes. */
    static final byte QUOTED = 1;
    /** The field holds doubled quotes. */
    static final byte DOUBLED = 2;

    private static final int CACHE_SIZE = 512;
    private static final int MAX_CACHED_LENGTH = 8;

    private final Charset charset;
    private final byte quote;
    private final boolean nullsUnquotedOnly;
    private final @Nullable String nullText;
    private final byte @Nullable [] nullBytes;

    private byte[] bytes = new byte[0];
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private byte[] marks = new byte[32];
    private int count;
    private @Nullable String @Nullable [] texts;
    /** Whether {@link #marks} may hold something. */
    private boolean marked;
    /** Whether the fields of the row are the bytes between their borders, and absent only if they are empty. */
    private boolean direct;
    /** Whether no text means null. */
    private final boolean noNulls;

    private final TimeParser times = new TimeParser();

    private int column;
    private byte[] value = new byte[0];
    private int from;
    private int to;
    private byte[] scratch = new byte[64];

    private final long[] cacheKeys = new long[CACHE_SIZE];
    private final @Nullable String[] cache = new @Nullable String[CACHE_SIZE];

    RowBuffer(Dialect dialect) {
        charset = dialect.charset();
        quote = (byte) dialect.quote();
        nullsUnquotedOnly = dialect.nullsUnquotedOnly();
        nullText = dialect.format().getNullString();
        nullBytes = nullText == null ? null : nullText.getBytes(charset);
        noNulls = nullBytes == null && !nullsUnquotedOnly;
    }

    /** Starts a row at {@code start}, whose fields lie in {@code source} as they are: unquoted. */
    void startPlain(byte[] source, int start) {
        start(source);
        if (marked) {
            Arrays.fill(marks, (byte) 0);
            marked = false;
        }
        direct = noNulls;
        starts[0] = start;
    }

    /**
     * Adds fields by the delimiters behind them.
     *
     * @param index how many were added before
     * @param at where the eight bytes are that the delimiters were found in
     * @param delimiters the high bits of those bytes that are delimiters
     */
    void plainFields(int index, int at, long delimiters) {
        if (index + Long.BYTES + 1 >= starts.length) {
            enlarge();
        }
        int[] from = starts;
        int[] until = ends;
        int field = index;
        // Three at once, found or not: whether a word holds one or two or three is what no processor can guess, and
        // what is written behind the last one will be written over.
        int first = at + (Long.numberOfTrailingZeros(delimiters) >>> 3);
        long left = delimiters & (delimiters - 1);
        int second = at + (Long.numberOfTrailingZeros(left) >>> 3);
        left &= left - 1;
        int third = at + (Long.numberOfTrailingZeros(left) >>> 3);
        if (delimiters != 0) {
            until[field] = first;
            from[field + 1] = first + 1;
            until[field + 1] = second;
            from[field + 2] = second + 1;
            until[field + 2] = third;
            from[field + 3] = third + 1;
            left &= left - 1;
            field += 3;
            while (left != 0) {
                int next = at + (Long.numberOfTrailingZeros(left) >>> 3);
                until[field++] = next;
                from[field] = next + 1;
                left &= left - 1;
            }
        }
    }

    /** Ends a row whose last field, behind {@code fields} others, ends at {@code end}. */
    void endPlain(int fields, int end, int wanted) {
        if (fields < wanted) {
            ends[fields] = end;
        }
        count = fields + 1;
    }

    private void enlarge() {
        starts = Arrays.copyOf(starts, starts.length * 2);
        ends = Arrays.copyOf(ends, ends.length * 2);
        marks = Arrays.copyOf(marks, marks.length * 2);
    }

    /** Starts a row whose fields lie in {@code source}. */
    void start(byte[] source) {
        bytes = source;
        texts = null;
        direct = false;
        count = 0;
    }

    /** Adds a field; {@code index} counts from 0 without a gap. */
    void field(int index, int start, int end, byte mark) {
        if (index == starts.length) {
            enlarge();
        }
        starts[index] = start;
        ends[index] = end;
        marks[index] = mark;
        marked |= mark != 0;
    }

    /** Ends a row: it has {@code fields} fields, of which those that nobody wants may not have been added. */
    void end(int fields) {
        count = fields;
    }

    /** Sets a row of texts; nulls are those that the dialect's null string makes. */
    void texts(@Nullable String[] values, int fields) {
        texts = values;
        direct = false;
        count = fields;
    }

    /** How many fields the row has. */
    int count() {
        return count;
    }

    /** The column that was read last. */
    int column() {
        return column;
    }

    // ---- values ----

    boolean booleanValue(int index) {
        present(index, "true or false");
        return parseBoolean();
    }

    @Nullable
    Boolean booleanOrNull(int index) {
        return absent(index) ? null : (Boolean) parseBoolean();
    }

    byte byteValue(int index) {
        present(index, "a byte");
        return (byte) parseWhole(Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    @Nullable
    Byte byteOrNull(int index) {
        return absent(index) ? null : (Byte) (byte) parseWhole(Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    short shortValue(int index) {
        present(index, "a short");
        return (short) parseWhole(Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    @Nullable
    Short shortOrNull(int index) {
        return absent(index) ? null : (Short) (short) parseWhole(Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    int intValue(int index) {
        present(index, "an int");
        return (int) parseWhole(Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    @Nullable
    Integer intOrNull(int index) {
        return absent(index) ? null : (Integer) (int) parseWhole(Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    long longValue(int index) {
        present(index, "a long");
        return parseWhole(Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    @Nullable
    Long longOrNull(int index) {
        return absent(index) ? null : (Long) parseWhole(Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    float floatValue(int index) {
        present(index, "a float");
        return NumberParser.parseFloat(value, from, to);
    }

    @Nullable
    Float floatOrNull(int index) {
        return absent(index) ? null : (Float) NumberParser.parseFloat(value, from, to);
    }

    double doubleValue(int index) {
        present(index, "a double");
        return NumberParser.parseDouble(value, from, to);
    }

    @Nullable
    Double doubleOrNull(int index) {
        return absent(index) ? null : (Double) NumberParser.parseDouble(value, from, to);
    }

    @Nullable
    BigDecimal decimal(int index) {
        if (absent(index)) {
            return null;
        }
        try {
            return new BigDecimal(ascii());
        } catch (NumberFormatException e) {
            throw new BadValue("a decimal number");
        }
    }

    @Nullable
    LocalDate date(int index) {
        return absent(index) ? null : times.date(value, from, to);
    }

    @Nullable
    LocalTime time(int index) {
        return absent(index) ? null : times.time(value, from, to);
    }

    @Nullable
    LocalDateTime dateTime(int index) {
        return absent(index) ? null : times.dateTime(value, from, to);
    }

    @Nullable
    Instant instant(int index) {
        return absent(index) ? null : times.instant(value, from, to);
    }

    @Nullable
    UUID uuid(int index) {
        if (absent(index)) {
            return null;
        }
        try {
            // The JDK also takes shortened groups, which are more likely to be something else.
            if (to - from == 36) {
                return UUID.fromString(ascii());
            }
        } catch (IllegalArgumentException e) {
            // Not of the form: said below.
        }
        throw new BadValue("a UUID of 36 characters");
    }

    /** The constant that {@code constants} holds under the field's text. */
    @Nullable
    Object constant(int index, Map<String, ?> constants) {
        if (absent(index)) {
            return null;
        }
        Object constant = constants.get(text(index));
        if (constant == null) {
            throw new BadValue("one of " + String.join(", ", constants.keySet()));
        }
        return constant;
    }

    /** The text, or null if the field is the null string or not there. An empty field is an empty text. */
    @Nullable
    String string(int index) {
        if (index >= count || isNull(index)) {
            column = index;
            return null;
        }
        return text(index);
    }

    /** The text of a field that is there, also if it means null. */
    String text(int index) {
        column = index;
        String @Nullable [] known = texts;
        if (known != null) {
            return known[index] == null ? String.valueOf(nullText) : known[index];
        }
        locate(index);
        int length = to - from;
        return length <= MAX_CACHED_LENGTH ? shortText(length) : new String(value, from, length, charset);
    }

    // ---- how ----

    private boolean parseBoolean() {
        return switch (ascii().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw new BadValue("true or false (or t/f, yes/no, y/n, 1/0)");
        };
    }

    private long parseWhole(long min, long max, String type) {
        return NumberParser.parseLong(value, from, to, min, max, type);
    }

    private void present(int index, String expected) {
        if (absent(index)) {
            throw new BadValue(expected + " (use the wrapper class to have null for absent values)");
        }
    }

    /** Whether there is no value; otherwise its bytes are {@code value[from..to)} afterwards. */
    private boolean absent(int index) {
        column = index;
        if (direct && index < count) {
            value = bytes;
            from = starts[index];
            to = ends[index];
            return from == to;
        }
        if (index >= count || isNull(index)) {
            return true;
        }
        locate(index);
        return from == to;
    }

    private boolean isNull(int index) {
        @Nullable String @Nullable [] known = texts;
        if (known != null) {
            return known[index] == null;
        }
        boolean unquotedOnly = nullsUnquotedOnly;
        if (unquotedOnly && (marks[index] & QUOTED) != 0) {
            return false;
        }
        byte[] wanted = nullBytes;
        if (wanted == null) {
            return unquotedOnly && starts[index] == ends[index];
        }
        locate(index);
        return Arrays.equals(value, from, to, wanted, 0, wanted.length);
    }

    private void locate(int index) {
        @Nullable String @Nullable [] known = texts;
        if (known != null) {
            value = text(index).getBytes(StandardCharsets.UTF_8);
            from = 0;
            to = value.length;
        } else if ((marks[index] & DOUBLED) == 0) {
            value = bytes;
            from = starts[index];
            to = ends[index];
        } else {
            undouble(starts[index], ends[index]);
        }
    }

    private void undouble(int start, int end) {
        if (scratch.length < end - start) {
            scratch = new byte[Math.max(end - start, scratch.length * 2)];
        }
        int length = 0;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            scratch[length++] = b;
            if (b == quote) {
                i++;
            }
        }
        value = scratch;
        from = 0;
        to = length;
    }

    /** Texts of numbers, dates and the like: other characters make them bad, whatever they are decoded to. */
    private String ascii() {
        return new String(value, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Short values tend to repeat, so that one String for many is likely. */
    private String shortText(int length) {
        long key = 0;
        for (int i = from; i < to; i++) {
            byte b = value[i];
            if (b < 0) {
                return new String(value, from, length, charset);
            }
            key = key << 8 | b;
        }
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 55);
        @Nullable String known = cache[slot];
        if (known != null && cacheKeys[slot] == key && known.length() == length) {
            return known;
        }
        String made = new String(value, from, length, StandardCharsets.ISO_8859_1);
        cacheKeys[slot] = key;
        cache[slot] = made;
        return made;
    }
}
