package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * The exchange between the stage that writes map outputs and the stages that read them.
 *
 * @param value at least 0, unique in the session, never reused
 */
public record ShuffleId(long value) implements Comparable<ShuffleId> {

    /** Refuses a negative value. */
    public ShuffleId {
        if (value < 0) {
            throw new IllegalArgumentException("shuffle id must be at least 0, got: " + value);
        }
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShuffleId id && id.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public int compareTo(ShuffleId other) {
        return Long.compare(value, other.value);
    }

    /** {@code shuffle-7}: the spelling in every log line, error and file name. */
    @Override
    public String toString() {
        return "shuffle-" + value;
    }
}
