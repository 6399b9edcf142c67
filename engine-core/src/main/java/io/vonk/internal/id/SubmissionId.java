package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * A driver that was given to a cluster to run, however often it is started.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, neither {@code .} nor {@code ..}
 */
public record SubmissionId(String value) {

    /** Refuses what could not stand in a file name or a log line. */
    public SubmissionId {
        Names.check(value, "the id of a submission");
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubmissionId id && id.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
