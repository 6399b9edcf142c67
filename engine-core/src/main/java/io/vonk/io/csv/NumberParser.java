package io.vonk.io.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Numbers from ASCII bytes, without a String in between where the result is certain to be the same. */
final class NumberParser {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long ZEROS = '0' * ONES;
    private static final long POINTS = '.' * ONES;
    private static final long SIXES = 6 * ONES;
    private static final long HIGH_HALVES = 0xf0f0_f0f0_f0f0_f0f0L;
    /** Digits have 3 in the high half, with 6 added too. */
    private static final long DIGIT_HALVES = 0x3333_3333_3333_3333L;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    /** Up to this many decimal digits, a long and its double are equal. */
    private static final int MAX_EXACT_DIGITS = 15;
    /** Up to this power of ten, a float is exact; so is an integer below 2^24. */
    private static final int MAX_EXACT_FLOAT_POWER = 10;

    private static final int MAX_EXACT_FLOAT_INTEGER = 1 << 24;

    private NumberParser() {}

    /**
     * A whole number: decimal digits with an optional sign.
     *
     * @throws BadValue if it is something else, or less than {@code min} or more than {@code max}
     */
    static long parseLong(byte[] bytes, int from, int to, long min, long max, String type) {
        int length = to - from;
        if (length > 0 && length <= Long.BYTES && to >= Long.BYTES) {
            long text = endingAt(bytes, to, length);
            if (areDigits(text)) {
                long value = number(text);
                if (value >= min && value <= max) {
                    return value;
                }
            }
        }
        int i = from;
        boolean negative = false;
        if (i < to && (bytes[i] == '-' || bytes[i] == '+')) {
            negative = bytes[i] == '-';
            i++;
        }
        if (i == to) {
            throw notWhole(type);
        }
        // Counted downwards, because Long.MIN_VALUE has no positive counterpart.
        long value = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
                throw notWhole(type);
            }
            value = value * 10 - digit;
            if (value > 0) {
                throw notWhole(type);
            }
        }
        if (!negative) {
            if (value == Long.MIN_VALUE) {
                throw notWhole(type);
            }
            value = -value;
        }
        if (value < min || value > max) {
            throw notWhole(type);
        }
        return value;
    }

    private static BadValue notWhole(String type) {
        return new BadValue("a whole number of type " + type);
    }

    /**
     * A decimal number with optional sign, point and exponent, or {@code NaN}, {@code Infinity}, {@code -Infinity}; equal to
     * what {@link Double#parseDouble} gives.
     */
    static double parseDouble(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        double value = shortDouble(bytes, negative ? from + 1 : from, to);
        if (value >= 0) {
            return negative ? -value : value;
        }
        return anyDouble(bytes, from, to);
    }

    /**
     * Up to eight characters, digits with or without a point, which is what most numbers are: the same as {@link
     * #anyDouble}, without a branch for each character, which no processor could guess. NaN if it is something else.
     */
    private static double shortDouble(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 1 || length > Long.BYTES || to < Long.BYTES) {
            return Double.NaN;
        }
        long text = endingAt(bytes, to, length);
        long difference = text ^ POINTS;
        long points = (difference - ONES) & ~difference & HIGH_BITS;
        if (points == 0) {
            return areDigits(text) ? number(text) : Double.NaN;
        }
        // The first point is certain; another one is found to be no digit. What is before it moves up by one place.
        int bit = Long.numberOfTrailingZeros(points) - 7;
        long before = text & ((1L << bit) - 1);
        long digits = (text & (-1L << bit) << 7 << 1) | before << 8 | '0';
        if (length == 1 || !areDigits(digits)) {
            return Double.NaN;
        }
        return number(digits) / POWERS_OF_TEN[7 - (bit >>> 3)];
    }

    /** The last eight bytes before {@code to}, the first of them lowest, with zeros for those that are too many. */
    private static long endingAt(byte[] bytes, int to, int length) {
        long word = (long) LONGS.get(bytes, to - Long.BYTES);
        // Twice, as a shift by 64 does nothing.
        int kept = length * 4;
        return word & -1L << (64 - length * 8) | (ZEROS >>> kept) >>> kept;
    }

    private static boolean areDigits(long text) {
        return (text & HIGH_HALVES | (text + SIXES & HIGH_HALVES) >>> 4) == DIGIT_HALVES;
    }

    /** The number that eight digits are: by pairs, fours and all, each in one multiplication. */
    private static long number(long text) {
        long ones = text - ZEROS;
        long pairs = ones * 10 + (ones >>> 8);
        return ((pairs & 0x0000_00ff_0000_00ffL) * 0x000f_4240_0000_0064L
                        + (pairs >>> 16 & 0x0000_00ff_0000_00ffL) * 0x0000_2710_0000_0001L)
                >>> 32;
    }

    /** As {@link #parseDouble}, for numbers of any form. */
    static double anyDouble(byte[] bytes, int from, int to) {
        Decimal decimal = Decimal.scan(bytes, from, to);
        // Both operands are exact, and so division and multiplication round once, as the standard asks (Clinger 1990).
        if (decimal != null && decimal.power >= -22 && decimal.power <= 22) {
            double value = decimal.power < 0
                    ? decimal.digits / POWERS_OF_TEN[-decimal.power]
                    : decimal.digits * POWERS_OF_TEN[decimal.power];
            return decimal.negative ? -value : value;
        }
        return Double.parseDouble(slowText(bytes, from, to, "a number of type double"));
    }

    /** As {@link #parseDouble}, rounded once, to a float. */
    static float parseFloat(byte[] bytes, int from, int to) {
        Decimal decimal = Decimal.scan(bytes, from, to);
        if (decimal != null
                && decimal.digits <= MAX_EXACT_FLOAT_INTEGER
                && Math.abs(decimal.power) <= MAX_EXACT_FLOAT_POWER) {
            float power = (float) POWERS_OF_TEN[Math.abs(decimal.power)];
            float value = decimal.power < 0 ? decimal.digits / power : decimal.digits * power;
            return decimal.negative ? -value : value;
        }
        return Float.parseFloat(slowText(bytes, from, to, "a number of type float"));
    }

    /** The text, if the JDK's parser may judge it: that one also takes spaces, hexadecimal digits and type letters. */
    private static String slowText(byte[] bytes, int from, int to, String expected) {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (unsigned.equals("NaN") || unsigned.equals("Infinity") || isDecimal(unsigned)) {
            return text;
        }
        throw new BadValue(expected);
    }

    private static boolean isDecimal(String text) {
        int i = 0;
        int digits = 0;
        for (; i < text.length() && isDigit(text.charAt(i)); i++) {
            digits++;
        }
        if (i < text.length() && text.charAt(i) == '.') {
            for (i++; i < text.length() && isDigit(text.charAt(i)); i++) {
                digits++;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
                i++;
            }
            int exponentStart = i;
            while (i < text.length() && isDigit(text.charAt(i))) {
                i++;
            }
            return i == text.length() && i > exponentStart;
        }
        return i == text.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A number without exponent, as digits times a power of ten; short enough to be exact. */
    private record Decimal(boolean negative, long digits, int power) {

        /** Null if it is not of this simple form; it may be a number nevertheless. */
        static @org.jspecify.annotations.Nullable Decimal scan(byte[] bytes, int from, int to) {
            int i = from;
            boolean negative = false;
            if (i < to && (bytes[i] == '-' || bytes[i] == '+')) {
                negative = bytes[i] == '-';
                i++;
            }
            long digits = 0;
            int power = 0;
            boolean point = false;
            int digitCount = 0;
            for (; i < to; i++) {
                int digit = bytes[i] - '0';
                if (digit >= 0 && digit <= 9) {
                    digits = digits * 10 + digit;
                    digitCount++;
                    if (point) {
                        power--;
                    }
                } else if (bytes[i] == '.' && !point) {
                    point = true;
                } else {
                    return null;
                }
            }
            return digitCount == 0 || digitCount > MAX_EXACT_DIGITS ? null : new Decimal(negative, digits, power);
        }
    }
}
