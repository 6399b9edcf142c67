package io.vonk.io.csv;

import java.io.Serializable;

/**
 * What to do with rows that cannot be read: malformed quotes, a value that is not of its column's type, a wrong number of
 * fields, or values that the record's constructor rejects.
 */
public sealed interface BadRows extends Serializable {

    /** Reading fails with the file, line, column, value and expected type. The default. */
    static BadRows fail() {
        return new Fail();
    }

    /** Bad rows are left out and counted, as {@value CsvSource#DROPPED_ROWS}. */
    static BadRows drop() {
        return new Drop();
    }

    /**
     * Bad rows are left out, counted as {@value CsvSource#QUARANTINED_ROWS}, and written to files in {@code directory}:
     * one for each split that has bad rows and is read to its end. Reading the split again replaces its file.
     */
    static BadRows quarantine(String directory) {
        return new Quarantine(directory);
    }

    /** See {@link #fail()}. */
    record Fail() implements BadRows {}

    /** See {@link #drop()}. */
    record Drop() implements BadRows {}

    /** See {@link #quarantine(String)}. */
    record Quarantine(String directory) implements BadRows {
        public Quarantine {
            if (directory.isBlank()) {
                throw new IllegalArgumentException("quarantine needs a directory for the bad rows; got an empty name");
            }
        }
    }
}
