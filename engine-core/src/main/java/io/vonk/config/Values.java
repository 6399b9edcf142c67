package io.vonk.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The forms that values have. Each method reads one; an {@link IllegalArgumentException} says what the value must be, so
 * that "must be" can stand before its message.
 */
final class Values {
    /** Stands for the system's temporary directory in a list of directories. */
    static final String TEMPORARY = "${java.io.tmpdir}";

    /** Stands for no directory. */
    static final String NONE = "none";

    private Values() {}

    /** Any text. */
    static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a text that is not empty");
        }
        return text;
    }

    /** A whole number from 0 on. */
    static int count(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("a whole number from 0 on");
        }
        return Integer.parseInt(text);
    }

    /** A size of a heap. */
    static long memory(String text) {
        long bytes = bytes(text);
        if (bytes < 64L << 20) {
            throw new IllegalArgumentException("a size of at least 64m, such as 512m or 4g");
        }
        return bytes;
    }

    static boolean onOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("on or off");
        };
    }

    static Progress progress(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> Progress.AUTO;
            case "on" -> Progress.ON;
            case "off" -> Progress.OFF;
            default -> throw new IllegalArgumentException("auto, on or off");
        };
    }

    /** Paths with commas between them; {@link #TEMPORARY} in a path is replaced. */
    static List<Path> directories(String text) {
        List<Path> directories = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int until = comma < 0 ? text.length() : comma;
            String path = text.substring(from, until).strip();
            if (path.isEmpty()) {
                throw new IllegalArgumentException("directories with commas between them, none of them empty");
            }
            directories.add(Path.of(path.replace(TEMPORARY, System.getProperty("java.io.tmpdir"))));
            from = until + 1;
        }
        return List.copyOf(directories);
    }

    /** A path, or {@link #NONE}; a directory of that name is {@code ./none}. */
    static Optional<Path> directoryOrNone(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a directory, or none");
        }
        return text.equals(NONE) ? Optional.empty() : Optional.of(Path.of(text));
    }

    /** Bytes: a whole number, and k, m, g or t for the powers of 1024. */
    static long bytes(String text) {
        int digits = digits(text);
        int shift = switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
            case "" -> 0;
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            case "t" -> 40;
            default -> -1;
        };
        if (digits == 0 || shift < 0) {
            throw notBytes(null);
        }
        try {
            return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), 1L << shift);
        } catch (ArithmeticException | NumberFormatException e) {
            throw notBytes(e);
        }
    }

    /** A time: a whole number with one of the units ms, s, m, h and d. */
    static Duration time(String text) {
        int digits = digits(text);
        if (digits == 0) {
            throw notTime(null);
        }
        try {
            long count = Long.parseLong(text.substring(0, digits));
            return switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> throw notTime(null);
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw notTime(e);
        }
    }

    private static IllegalArgumentException notBytes(@Nullable Throwable cause) {
        return new IllegalArgumentException("a size such as 65536, 64k, 512m, 4g or 1t", cause);
    }

    private static IllegalArgumentException notTime(@Nullable Throwable cause) {
        return new IllegalArgumentException("a time such as 200ms, 5s, 10m, 2h or 1d", cause);
    }

    private static int digits(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
