package io.vonk.internal.file;

import io.vonk.error.VonkException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Path patterns as in Hadoop: {@code *} and {@code ?} within a name, {@code [abc]}, {@code [a-z]}, {@code [^a]} and
 * {@code [!a]}, {@code {a,b}} with anything in it, slashes and further braces too, and {@code \} before a character that
 * stands for itself.
 */
final class Glob {
    private static final int MAX_EXPANSIONS = 10_000;

    private Glob() {}

    /** Splits a list at the commas that are outside braces and not after a backslash. */
    static List<String> splitAtCommas(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth = Math.max(0, depth - 1);
            } else if (c == ',' && depth == 0) {
                parts.add(list.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(list.substring(start));
        return parts;
    }

    /** Whether a pattern, or a part of one, is more than a plain name. */
    static boolean isPattern(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("*?[{\\".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** All alternatives of the braces in a pattern, without repetitions, in the order written. */
    static List<String> expandBraces(String pattern) {
        Set<String> expanded = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(pattern));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            List<String> alternatives = expandFirst(next);
            if (alternatives.isEmpty()) {
                expanded.add(next);
            }
            for (int i = alternatives.size() - 1; i >= 0; i--) {
                open.add(alternatives.get(i));
            }
            if (expanded.size() + open.size() > MAX_EXPANSIONS) {
                throw new VonkException("The braces of '" + pattern + "' stand for more than " + MAX_EXPANSIONS
                        + " patterns; use * or list fewer");
            }
        }
        return List.copyOf(expanded);
    }

    private static List<String> expandFirst(String pattern) {
        int start = -1;
        for (int i = 0; i < pattern.length() && start < 0; i++) {
            if (pattern.charAt(i) == '\\') {
                i++;
            } else if (pattern.charAt(i) == '{') {
                start = i;
            }
        }
        if (start < 0) {
            return List.of();
        }
        int end = closingBrace(pattern, start);
        List<String> alternatives = new ArrayList<>();
        for (String choice : splitAtCommas(pattern.substring(start + 1, end))) {
            alternatives.add(pattern.substring(0, start) + choice + pattern.substring(end + 1));
        }
        return alternatives;
    }

    private static int closingBrace(String pattern, int start) {
        int depth = 0;
        for (int i = start; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new VonkException("The path pattern '" + pattern + "' has a { without }; write \\{ for the character");
    }

    /** What a name between two slashes has to look like; braces are expanded before. */
    static Pattern compileName(String pattern) {
        StringBuilder regex = new StringBuilder(pattern.length() + 16);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> i = appendClass(pattern, i, regex);
                case '\\' -> {
                    i++;
                    regex.append(Pattern.quote(i < pattern.length() ? pattern.substring(i, i + 1) : "\\"));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException badRange) {
            throw new VonkException(
                    "The path pattern '" + pattern + "' has a wrong [..]: " + badRange.getDescription(), badRange);
        }
    }

    private static int appendClass(String pattern, int open, StringBuilder regex) {
        int close = pattern.indexOf(']', open + 2);
        if (close < 0) {
            throw new VonkException(
                    "The path pattern '" + pattern + "' has a [ without ]; write \\[ for the character");
        }
        int i = open + 1;
        regex.append('[');
        if (pattern.charAt(i) == '^' || pattern.charAt(i) == '!') {
            regex.append('^');
            i++;
        }
        for (; i < close; i++) {
            char c = pattern.charAt(i);
            if (c != '-' || i == open + 1 || i == close - 1) {
                regex.append('\\').append(c);
                if (Character.isLetterOrDigit(c)) {
                    // A backslash before a letter would mean something else; letters need none.
                    regex.deleteCharAt(regex.length() - 2);
                }
            } else {
                regex.append(c);
            }
        }
        regex.append(']');
        return close;
    }
}
