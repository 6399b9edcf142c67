package io.vonk.io;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the values by which output files are put into {@code key=value} directories.
 *
 * @param <T> the records
 */
public interface PartitionColumns<T> extends Serializable {

    /** The names of the columns, outermost directory first; at least one, all different, none empty. */
    List<String> names();

    /**
     * The values of a record, in the order of the names; null stands for a missing value. Values are compared as these
     * strings. Called once per record, so the list may be reused when the next record comes.
     */
    List<@Nullable String> values(T record);
}
