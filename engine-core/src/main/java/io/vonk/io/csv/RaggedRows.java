package io.vonk.io.csv;

/** What to do with rows that have fewer or more fields than there are columns. */
public enum RaggedRows {
    /** They are bad rows. The default where rows become records; lists of strings are never ragged. */
    BAD,
    /** Missing fields are null, surplus fields are ignored. */
    FILL
}
