package io.vonk.internal.join;

import org.jspecify.annotations.Nullable;

/**
 * Makes one object of equal strings that come near each other, as names of cities or kinds do: those who use them then find
 * them in the processor's cache, with their hash code. Gives up where there are few equal ones. Used by one thread.
 */
final class SharedStrings {
    private static final int BITS = 12;
    private static final int SLOTS = 1 << BITS;

    /** How many strings are looked at before it is asked whether that pays, and again after as many. */
    private static final int TRIAL = 2 * SLOTS;

    /** It pays if one of so many strings has an equal one. */
    private static final int WORTHWHILE = 4;

    private @Nullable String @Nullable [] slots = new @Nullable String[SLOTS];
    private int seen;
    private int found;

    /** A string that is equal to {@code text}: an earlier one, if it is still known. */
    String shared(String text) {
        @Nullable String[] known = slots;
        if (known == null) {
            return text;
        }
        if (seen == TRIAL) {
            if (found < TRIAL / WORTHWHILE) {
                slots = null;
                return text;
            }
            seen = 0;
            found = 0;
        }
        seen++;
        int hash = text.hashCode() * 0x9E3779B9;
        int slot = hash >>> Integer.SIZE - BITS;
        String earlier = known[slot];
        if (earlier != null && earlier.equals(text)) {
            found++;
            return earlier;
        }
        known[slot] = text;
        return text;
    }
}
