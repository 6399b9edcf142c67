package io.vonk.io.csv;

import io.vonk.error.DataException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns that the rows of one file have: first those of the file, then those that its {@code key=value} directories
 * give. A directory hides a column of the same name, as in Spark.
 *
 * @param path the file, for messages
 * @param names the names in the file; null if it has none, and then its columns go by their places
 * @param directories the values that the directories give, by column name
 */
record Columns(String path, @Nullable List<@Nullable String> names, Map<String, @Nullable String> directories) {

    /** How many columns the file itself has, or -1 if nobody says so. */
    int fileColumns() {
        return names == null ? -1 : names.size();
    }

    /** The names of the columns of the file and of the directories, in this order; blank where there is none. */
    List<String> allNames() {
        List<String> all = new ArrayList<>();
        for (String name : names == null ? List.<@Nullable String>of() : names) {
            all.add(name == null || directories.containsKey(name) ? "" : name);
        }
        all.addAll(directories.keySet());
        return all;
    }

    /** The name of a column of the file, for messages. */
    String describe(int column) {
        String name = names == null || column >= names.size() ? null : names.get(column);
        return name == null || name.isBlank() ? "number " + (column + 1) : name;
    }

    /** What to say if a column is wanted that is not there. */
    DataException missing(String column, String wantedBy) {
        List<String> present =
                allNames().stream().filter(name -> !name.isBlank()).toList();
        String nearest = NearestName.of(column, present)
                .map(name -> " (perhaps " + name + "?)")
                .orElse("");
        return new DataException(path + " has no column " + column + nearest + " for " + wantedBy
                + "; its columns are: " + String.join(", ", present)
                + ". Name the right one with @Column(\"...\") or CsvSource.column(component, name)");
    }

    void checkDuplicates() {
        Set<String> seen = new HashSet<>();
        for (String name : names == null ? List.<@Nullable String>of() : names) {
            if (name != null && !name.isBlank() && !seen.add(name)) {
                throw new DataException(path + " has two columns with the name " + name
                        + ", which the options disallow; allow them with CSVFormat's duplicate header mode");
            }
        }
    }
}
