package io.vonk.io.parquet;

import java.io.IOException;

/** One or several columns of a row group, read in step with each other. Used by one thread. */
interface RowGroupColumns {

    /** Reads the next rows into the columns' vectors, from row 0 on. */
    void read(int count) throws IOException;

    /** Passes over rows. */
    void skip(long count) throws IOException;
}
