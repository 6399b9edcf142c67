package io.vonk.bench.java;

/** Numbers from their digits, of which up to eight are taken at once. */
final class Decimals {
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
    };
    /** With so many digits both the number without its point and the power of ten are exact, so their quotient is correct. */
    private static final int MOST_DIGITS = 15;

    private static final long POINTS = Swar.repeat('.');
    private static final long ZEROS = Swar.repeat('0');
    private static final long HIGH_HALVES = Swar.repeat('\u00F0');
    private static final long ABOVE_NINE = Swar.repeat('\u0006');

    private Decimals() {}

    /** The number that the digits from {@code from} to before {@code to} are; there are at most eight. */
    static int digits(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= 0 || length > Long.BYTES) {
            throw malformed();
        }
        return number(Swar.load(bytes, from) << 8 * (Long.BYTES - length), length);
    }

    /** A number with or without a sign, point and digits behind it; 0 if there is nothing. */
    static double amount(byte[] bytes, int from, int to) {
        if (from == to) {
            return 0;
        }
        return bytes[from] == '-' ? -positive(bytes, from + 1, to) : positive(bytes, from, to);
    }

    private static double positive(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= 0 || length > Long.BYTES) {
            return slow(bytes, from, to);
        }
        long text = Swar.load(bytes, from) << 8 * (Long.BYTES - length);
        long points = Swar.matches(text, POINTS);
        if (points == 0) {
            return number(text, length);
        }
        // What is before the point moves over it, and is then beside what is behind it.
        int point = Long.numberOfTrailingZeros(points) & ~7;
        long before = text & ((1L << point) - 1);
        long behind = text & -2L << (point + 7);
        return number(before << 8 | behind, length - 1) / POWERS[Long.BYTES - 1 - (point >>> 3)];
    }

    /** Of text whose last digit is highest and whose first has nothing but zero bytes below it. */
    private static int number(long text, int length) {
        long expected = length == 0 ? 0 : ZEROS << 8 * (Long.BYTES - length);
        if ((text & HIGH_HALVES) != expected || (text + ABOVE_NINE & HIGH_HALVES) != expected) {
            throw malformed();
        }
        long digits = text - expected;
        long pairs = (digits * 10 + (digits >>> 8)) & 0x00FF00FF00FF00FFL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000FFFF0000FFFFL;
        return (int) (fours * 10_000 + (fours >>> 32));
    }

    private static double slow(byte[] bytes, int from, int to) {
        if (to - from > MOST_DIGITS) {
            throw new IllegalStateException("a line has a number of more than " + MOST_DIGITS + " characters");
        }
        long number = 0;
        int point = to - 1;
        for (int at = from; at < to; at++) {
            int digit = bytes[at] - '0';
            if (bytes[at] == '.') {
                point = at;
            } else if (digit >= 0 && digit <= 9) {
                number = number * 10 + digit;
            } else {
                throw malformed();
            }
        }
        return number / POWERS[to - 1 - point];
    }

    private static IllegalStateException malformed() {
        return new IllegalStateException("a line has something else where a number was expected");
    }
}
