package io.vonk.io.csv;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times from ASCII bytes, in the forms of ISO 8601, with a space allowed for the {@code T}. The usual forms are
 * read from the bytes, the others (such as years of five digits) by the JDK. Used by one thread.
 */
final class TimeParser {
    private static final String DATE = "a date such as 2018-01-31";
    private static final String TIME = "a time such as 23:59 or 23:59:59.123";
    private static final String DATE_TIME = "a date and time such as 2018-01-31 23:59:59";
    private static final String INSTANT =
            "a date, time and offset such as 2018-01-31T23:59:59Z or 2018-01-31 23:59:59+01:00";
    private static final int DATE_LENGTH = 10;
    private static final int WHOLE_SECONDS_LENGTH = 19;

    private static final int DATES = 1 << 11;

    /** Dates that were read; a file mostly has few different ones, so that one object serves for many. */
    private final @Nullable LocalDate[] dates = new @Nullable LocalDate[DATES];

    LocalDate date(byte[] bytes, int from, int to) {
        try {
            return to - from == DATE_LENGTH && isDate(bytes, from)
                    ? dateAt(bytes, from)
                    : LocalDate.parse(text(bytes, from, to));
        } catch (DateTimeException e) {
            throw new BadValue(DATE);
        }
    }

    LocalTime time(byte[] bytes, int from, int to) {
        try {
            return LocalTime.ofNanoOfDay(nanoOfDay(bytes, from, to));
        } catch (DateTimeException e) {
            throw new BadValue(TIME);
        }
    }

    LocalDateTime dateTime(byte[] bytes, int from, int to) {
        try {
            return dateTimeAt(bytes, from, to);
        } catch (DateTimeException e) {
            throw new BadValue(DATE_TIME);
        }
    }

    Instant instant(byte[] bytes, int from, int to) {
        try {
            int zone = zoneStart(bytes, from, to);
            String offset = text(bytes, zone, to);
            LocalDateTime local = dateTimeAt(bytes, from, zone);
            return local.toInstant(offset.equals("z") ? ZoneOffset.UTC : ZoneOffset.of(offset));
        } catch (DateTimeException e) {
            throw new BadValue(INSTANT);
        }
    }

    /** Where the offset from UTC starts: at a Z, or at a sign behind the date. */
    private static int zoneStart(byte[] bytes, int from, int to) {
        for (int i = to - 1; i > from + DATE_LENGTH; i--) {
            byte b = bytes[i];
            if (b == 'Z' || b == 'z' || b == '+' || b == '-') {
                return i;
            }
        }
        throw new DateTimeException("no offset");
    }

    private LocalDateTime dateTimeAt(byte[] bytes, int from, int to) {
        int separator = from + DATE_LENGTH;
        if (separator < to && isDate(bytes, from) && (bytes[separator] == ' ' || bytes[separator] == 'T')) {
            LocalDate date = dateAt(bytes, from);
            if (to - from == WHOLE_SECONDS_LENGTH && bytes[from + 13] == ':' && bytes[from + 16] == ':') {
                return LocalDateTime.of(
                        date,
                        LocalTime.of(digits(bytes, from + 11), digits(bytes, from + 14), digits(bytes, from + 17)));
            }
            return LocalDateTime.of(date, LocalTime.ofNanoOfDay(nanoOfDay(bytes, separator + 1, to)));
        }
        return LocalDateTime.parse(text(bytes, from, to).replace(' ', 'T'));
    }

    private static boolean isDate(byte[] bytes, int at) {
        return bytes[at + 4] == '-' && bytes[at + 7] == '-' && bytes[at] != '-' && bytes[at] != '+';
    }

    private LocalDate dateAt(byte[] bytes, int at) {
        int year = digits(bytes, at) * 100 + digits(bytes, at + 2);
        int month = digits(bytes, at + 5);
        int day = digits(bytes, at + 8);
        int slot = (year << 9 ^ month << 5 ^ day) & (DATES - 1);
        LocalDate known = dates[slot];
        if (known != null
                && known.getDayOfMonth() == day
                && known.getMonthValue() == month
                && known.getYear() == year) {
            return known;
        }
        LocalDate date = LocalDate.of(year, month, day);
        dates[slot] = date;
        return date;
    }

    /** The time of day in {@code HH:mm[:ss[.fraction]]}, with up to nine digits of a fraction. */
    private static long nanoOfDay(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length != 5 && length != 8 && (length < 10 || length > 18)) {
            throw new DateTimeException("not a time");
        }
        if (bytes[from + 2] != ':'
                || (length > 5 && bytes[from + 5] != ':')
                || (length > 8 && bytes[from + 8] != '.')) {
            throw new DateTimeException("not a time");
        }
        int hours = digits(bytes, from);
        int minutes = digits(bytes, from + 3);
        int seconds = length > 5 ? digits(bytes, from + 6) : 0;
        if (hours > 23 || minutes > 59 || seconds > 59) {
            throw new DateTimeException("not a time of a day");
        }
        long nanos = 0;
        if (length > 8) {
            for (int i = from + 9; i < from + 18; i++) {
                nanos = nanos * 10 + (i < to ? digit(bytes[i]) : 0);
            }
        }
        return ((hours * 60 + minutes) * 60L + seconds) * 1_000_000_000L + nanos;
    }

    private static int digits(byte[] bytes, int at) {
        return digit(bytes[at]) * 10 + digit(bytes[at + 1]);
    }

    private static int digit(byte b) {
        int digit = b - '0';
        if (digit < 0 || digit > 9) {
            throw new DateTimeException("not a digit");
        }
        return digit;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
