package io.vonk.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory on the command line. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kmgt]?)b?");

    private Sizes() {}

    /**
     * Bytes: a whole number, and k, m, g or t for the powers of 1024.
     *
     * @throws IllegalArgumentException if it is none; the message goes on after "must be"
     */
    static long parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("a size such as 512m, 4g or 1t");
        }
        int shift = 10 * (form.group(2).isEmpty() ? 0 : 1 + "kmgt".indexOf(form.group(2)));
        return Math.multiplyExact(Long.parseLong(form.group(1)), 1L << shift);
    }
}
