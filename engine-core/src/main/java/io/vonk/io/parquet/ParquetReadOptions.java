package io.vonk.io.parquet;

import io.vonk.data.Filter;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Parquet files are read. Immutable.
 *
 * @param columns the columns that rows have, in this order; null for all. Records name their columns themselves
 * @param filter which records are kept; null for all
 * @param allowMissingColumns whether a column that a file does not have counts as null. Without it only components
 *     declared as {@code Optional} may be missing
 * @param recursive whether directories within directories are read
 */
public record ParquetReadOptions(
        @Nullable List<String> columns, @Nullable Filter filter, boolean allowMissingColumns, boolean recursive)
        implements Serializable {

    /** All columns, all records. */
    public static final ParquetReadOptions DEFAULT = new ParquetReadOptions(null, null, false, false);

    public ParquetReadOptions {
        columns = columns == null ? null : List.copyOf(columns);
    }

    /** Reads these columns only, in this order. */
    public ParquetReadOptions withColumns(String... names) {
        return new ParquetReadOptions(List.of(names), filter, allowMissingColumns, recursive);
    }

    /**
     * Keeps only records for which the condition is true. It names columns of the files or of their {@code key=value}
     * directories, which need not be among those that are read. Row groups and pages whose statistics, dictionaries or
     * Bloom filters say that they hold no such record are not even read.
     */
    public ParquetReadOptions withFilter(Filter condition) {
        return new ParquetReadOptions(columns, condition, allowMissingColumns, recursive);
    }

    /** Lets a column that a file does not have count as null. */
    public ParquetReadOptions withMissingColumnsAsNull() {
        return new ParquetReadOptions(columns, filter, true, recursive);
    }

    /** Reads directories within directories too. */
    public ParquetReadOptions withRecursion() {
        return new ParquetReadOptions(columns, filter, allowMissingColumns, true);
    }
}
