package io.vonk.io.csv;

import io.vonk.error.DataException;
import java.io.Serializable;

/** What rows become: records of a Java record class, generic rows, or lists of strings. */
sealed interface RowTarget extends Serializable permits RecordTarget, SchemaTarget, ListTarget {

    /**
     * Binds to the columns of a file.
     *
     * @throws DataException if they do not fit
     */
    RowMaker bind(Columns columns, Dialect dialect);

    /** A word for messages, such as {@code Trip}. */
    String describe();
}
