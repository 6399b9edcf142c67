package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * What one action of a user (collect, count, save) causes: it ends exactly once, with a result or with a cause.
 *
 * @param value at least 0, unique in the session, never reused
 */
public record JobId(long value) implements Comparable<JobId> {

    /** Refuses a negative value. */
    public JobId {
        if (value < 0) {
            throw new IllegalArgumentException("job id must be at least 0, got: " + value);
        }
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobId id && id.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public int compareTo(JobId other) {
        return Long.compare(value, other.value);
    }

    /** {@code job-7}: the spelling in every log line, error and file name. */
    @Override
    public String toString() {
        return "job-" + value;
    }
}
