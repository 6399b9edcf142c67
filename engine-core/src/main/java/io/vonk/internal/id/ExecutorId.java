package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * One life of one executor. A process that takes the place of a lost one, and a process that comes back after it was
 * declared lost, has a higher incarnation, so that nothing an earlier life did or held is mistaken for the present one.
 *
 * @param name what the cluster calls the executor, at most 128 characters of {@code A-Z a-z 0-9 . _ -}
 * @param incarnation at least 0, strictly rising for one name
 */
public record ExecutorId(String name, long incarnation) {

    private static final int MAX_NAME_LENGTH = 128;

    /** Refuses names that could not stand in a file name or a log line, and negative incarnations. */
    public ExecutorId {
        if (!isValidName(name)) {
            throw new IllegalArgumentException("executor name must be 1 to " + MAX_NAME_LENGTH
                    + " characters of A-Z a-z 0-9 . _ -, got: \"" + name + "\"");
        }
        if (incarnation < 0) {
            throw new IllegalArgumentException("executor incarnation must be at least 0, got: " + incarnation);
        }
    }

    private static boolean isValidName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExecutorId id && id.incarnation == incarnation && id.name.equals(name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Long.hashCode(incarnation);
    }

    /** {@code executor-4#2}: name and incarnation. */
    @Override
    public String toString() {
        return name + "#" + incarnation;
    }
}
