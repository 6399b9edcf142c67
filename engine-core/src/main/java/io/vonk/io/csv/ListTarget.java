package io.vonk.io.csv;

import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Rows as unmodifiable lists of the texts of all their fields. */
record ListTarget() implements RowTarget {

    @Override
    public RowMaker bind(Columns columns, Dialect dialect) {
        return new Maker();
    }

    @Override
    public String describe() {
        return "lists of strings";
    }

    private static final class Maker implements RowMaker {
        @Override
        public Object make(RowBuffer row) {
            @Nullable String[] texts = new @Nullable String[row.count()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = row.string(i);
            }
            return Collections.unmodifiableList(Arrays.asList(texts));
        }

        @Override
        public int wantedFields() {
            return Integer.MAX_VALUE;
        }

        @Override
        public boolean takesAnyValues() {
            return true;
        }

        @Override
        public int expectedFields() {
            return -1;
        }
    }
}
