package io.vonk.internal.record;

import io.vonk.error.DataException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** How the names that programs use find the names that tables have. */
public final class ColumnNames {
    private static final List<UnaryOperator<String>> SPELLINGS =
            List.of(name -> name, ColumnNames::ignoringCase, ColumnNames::ignoringCaseAndUnderscores);

    private ColumnNames() {}

    /**
     * Finds the column of the same name, or else the only one of the same name without regard to case, or else the only
     * one of the same name without regard to case and underscores ({@code pickupTime} finds {@code pickup_time} and the
     * other way round).
     *
     * @param asker who wants the column, for messages, such as {@code component x of record Trip}
     * @return the column's index, or -1 if there is none
     * @throws DataException if several match equally well
     */
    public static int find(String name, List<String> columns, String asker) {
        for (UnaryOperator<String> spelling : SPELLINGS) {
            String wanted = spelling.apply(name);
            int found = -1;
            for (int i = 0; i < columns.size(); i++) {
                if (wanted.equals(spelling.apply(columns.get(i)))) {
                    if (found >= 0) {
                        throw new DataException(
                                asker + " matches the columns " + columns.get(found) + " and " + columns.get(i)
                                        + "; name one of them exactly, a record component by @Column(\"...\")");
                    }
                    found = i;
                }
            }
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    private static String ignoringCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String ignoringCaseAndUnderscores(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
