package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * Plan steps that run in one task without a shuffle between them.
 *
 * @param value at least 0, unique in the session, never reused
 */
public record StageId(long value) implements Comparable<StageId> {

    /** Refuses a negative value. */
    public StageId {
        if (value < 0) {
            throw new IllegalArgumentException("stage id must be at least 0, got: " + value);
        }
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StageId id && id.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public int compareTo(StageId other) {
        return Long.compare(value, other.value);
    }

    /** {@code stage-7}: the spelling in every log line, error and file name. */
    @Override
    public String toString() {
        return "stage-" + value;
    }
}
