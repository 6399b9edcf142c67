package io.vonk.io.csv;

import java.nio.charset.StandardCharsets;

/** Numbers from ASCII bytes, without a String in between where the result is certain to be the same. */
final class NumberParser {
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    /** Up to this many decimal digits, a long and its double are equal. */
    private static final int MAX_EXACT_DIGITS = 15;
    /** So few digits never overflow a long. */
    private static final int MAX_SHORT_DIGITS = 18;
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
        if (to - from <= MAX_SHORT_DIGITS && to > from) {
            long value = shortNumber(bytes, from, to);
            if (value >= 0 && value <= max) {
                return value;
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

    /** A few digits without a sign, which is what most numbers are; -1 if it is something else. */
    private static long shortNumber(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
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
        double value = shortDouble(bytes, from, to);
        return value >= 0 ? value : anyDouble(bytes, from, to);
    }

    /**
     * Few digits with or without a point, and no sign, which is what most numbers are: the same as {@link #anyDouble}
     * without an object in between. NaN if it is something else.
     */
    private static double shortDouble(byte[] bytes, int from, int to) {
        if (to - from > MAX_EXACT_DIGITS) {
            return Double.NaN;
        }
        long digits = 0;
        int i = from;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            digits = digits * 10 + digit;
        }
        if (i == from) {
            return Double.NaN;
        }
        if (i == to) {
            return digits;
        }
        if (bytes[i] != '.') {
            return Double.NaN;
        }
        int decimals = to - i - 1;
        for (i++; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return Double.NaN;
            }
            digits = digits * 10 + digit;
        }
        return digits / POWERS_OF_TEN[decimals];
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
