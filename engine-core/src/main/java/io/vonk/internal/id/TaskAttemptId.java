package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * One try of one task. No two attempts of a session share an id, whatever they try and wherever they run, so that a
 * message about an old attempt can never be taken for one about a newer attempt.
 *
 * @param value at least 0, unique in the session, never reused
 */
public record TaskAttemptId(long value) implements Comparable<TaskAttemptId> {

    /** Refuses a negative value. */
    public TaskAttemptId {
        if (value < 0) {
            throw new IllegalArgumentException("attempt id must be at least 0, got: " + value);
        }
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskAttemptId id && id.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public int compareTo(TaskAttemptId other) {
        return Long.compare(value, other.value);
    }

    /** {@code attempt-7}: the spelling in every log line, error and file name. */
    @Override
    public String toString() {
        return "attempt-" + value;
    }
}
