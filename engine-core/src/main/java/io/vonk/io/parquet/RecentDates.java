package io.vonk.io.parquet;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The dates of a column that were met last: most columns of moments have few different ones, so that one object serves for
 * many, and its year and month need not be worked out each time. Used by one thread.
 */
final class RecentDates {
    private static final int SLOTS = 128;

    private final long[] days = new long[SLOTS];
    private final @Nullable LocalDate[] dates = new @Nullable LocalDate[SLOTS];

    /** The date that many days after 1970-01-01. */
    LocalDate ofEpochDay(long day) {
        int slot = (int) day & SLOTS - 1;
        LocalDate known = dates[slot];
        if (known != null && days[slot] == day) {
            return known;
        }
        LocalDate date = LocalDate.ofEpochDay(day);
        days[slot] = day;
        dates[slot] = date;
        return date;
    }
}
