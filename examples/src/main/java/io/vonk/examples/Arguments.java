package io.vonk.examples;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of an example: {@code --name value}, {@code --name=value}, or {@code --name} alone for a flag.
 *
 * <p>Which options there are is read from the example's usage, a line such as {@code [--output DIR] [--size N] [--overwrite]},
 * in which {@code N} is a number of at least 1.
 */
final class Arguments {
    private final Map<String, String> given;

    private Arguments(Map<String, String> given) {
        this.given = given;
    }

    /** Reads the arguments, or tells what is wrong with them and ends the JVM with exit code 2. */
    static Arguments orExit(String usage, String... arguments) {
        try {
            return parse(usage, arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if an option is unknown, comes twice, has no value, or one that is not of its kind
     */
    static Arguments parse(String usage, String... arguments) {
        Map<String, Boolean> known = new LinkedHashMap<>();
        for (String option : usage.split("[\\[\\]]")) {
            String[] words = option.strip().split(" ");
            if (words[0].startsWith("--")) {
                known.put(words[0], words.length > 1);
            }
        }
        Map<String, String> given = new LinkedHashMap<>();
        List<String> words = Arrays.asList(arguments);
        for (int i = 0; i < words.size(); i++) {
            String name = words.get(i).replaceFirst("=.*", "");
            boolean inline = words.get(i).contains("=");
            Boolean takesValue = known.get(name);
            if (takesValue == null) {
                throw wrong("unknown argument '" + words.get(i) + "'", usage);
            }
            if (!takesValue && inline) {
                throw wrong(name + " takes no value", usage);
            }
            if (takesValue && !inline && (i + 1 == words.size() || known.containsKey(words.get(i + 1)))) {
                throw wrong(name + " needs a value", usage);
            }
            String value = !takesValue ? "" : inline ? words.get(i).substring(name.length() + 1) : words.get(++i);
            if (usage.contains(name + " N") && !value.matches("[1-9][0-9]{0,8}")) {
                throw wrong(name + " needs a number of at least 1; got: " + value, usage);
            }
            if (given.put(name, value) != null) {
                throw wrong(name + " is given twice", usage);
            }
        }
        return new Arguments(given);
    }

    private static IllegalArgumentException wrong(String what, String usage) {
        return new IllegalArgumentException(what + "\nUsage: " + usage);
    }

    /** Whether a flag is given. */
    boolean has(String name) {
        return given.containsKey(name);
    }

    /** The value of an option, or {@code fallback} if it is not given. */
    String get(String name, String fallback) {
        return given.getOrDefault(name, fallback);
    }

    /** The value of an option whose usage is {@code N}, or {@code fallback} if it is not given. */
    int number(String name, int fallback) {
        return given.containsKey(name) ? Integer.parseInt(get(name, "")) : fallback;
    }

    /** The value of an option, or null if it is not given. */
    @Nullable
    String find(String name) {
        return given.get(name);
    }
}
