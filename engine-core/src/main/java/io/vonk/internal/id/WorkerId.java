package io.vonk.internal.id;

import org.jspecify.annotations.Nullable;

/**
 * A worker of a cluster, whatever process it is at the moment.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, neither {@code .} nor {@code ..}
 */
public record WorkerId(String value) {

    /** Refuses what could not stand in a file name or a log line. */
    public WorkerId {
        Names.check(value, "the id of a worker");
    }

    // By hand, as ids are keys: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkerId id && id.value.equals(value);
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
