package io.vonk.io.csv;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.file.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds types for columns that hold all values of a sample: the first rows of some files. Used by one thread. */
final class SchemaInference {
    private static final int ROWS_PER_FILE = 1_000;
    private static final int FILES = 16;
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9].*");

    /** The types that a column may have, the most special ones first. */
    private enum Kind {
        BOOLEAN(DataType.BOOLEAN),
        INT64(DataType.INT64),
        DOUBLE(DataType.DOUBLE),
        DATE(DataType.DATE),
        LOCAL_TIMESTAMP(DataType.LOCAL_TIMESTAMP),
        TIMESTAMP(DataType.TIMESTAMP),
        STRING(DataType.STRING);

        private final DataType type;

        Kind(DataType type) {
            this.type = type;
        }
    }

    /** What each column may still be; in the order in which the columns were met. */
    private final Map<String, Set<Kind>> kinds = new LinkedHashMap<>();

    private final TimeParser times = new TimeParser();
    /** The columns that have had a value. */
    private final Set<String> seen = new HashSet<>();

    /** Files to look at: all, or some evenly spread. */
    static List<InputFile> sample(List<InputFile> files) {
        List<InputFile> filled =
                files.stream().filter(file -> file.sizeBytes() > 0).toList();
        if (filled.size() <= FILES) {
            return filled;
        }
        List<InputFile> some = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            some.add(filled.get((int) ((long) i * (filled.size() - 1) / (FILES - 1))));
        }
        return some;
    }

    /** Looks at the first rows of a file; {@code scanner} stands behind its header. */
    void add(Columns columns, RowScanner scanner, RowBuffer row) throws IOException, MalformedRow {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.fileColumns(); i++) {
            names.add(name(columns, i));
            if (!columns.directories().containsKey(names.get(i))) {
                column(names.get(i));
            }
        }
        for (int rows = 0; rows < ROWS_PER_FILE && scanner.toRow(); rows++) {
            scanner.scan();
            while (columns.names() == null && names.size() < row.count()) {
                names.add("c" + (names.size() + 1));
                column(names.get(names.size() - 1));
            }
            for (int i = 0; i < Math.min(row.count(), names.size()); i++) {
                if (!columns.directories().containsKey(names.get(i))) {
                    value(names.get(i), row.string(i));
                }
            }
        }
        columns.directories().forEach(this::value);
    }

    private static String name(Columns columns, int column) {
        List<@Nullable String> names = Objects.requireNonNull(columns.names());
        String name = names.get(column);
        if (name == null || name.isBlank() || names.indexOf(name) != column) {
            throw new DataException(
                    columns.path() + ": column number " + (column + 1) + " has no name of its own, so that"
                            + " no schema can be inferred; give all names with CsvOptions.columns(...)");
        }
        return name;
    }

    private Set<Kind> column(String name) {
        return kinds.computeIfAbsent(name, any -> EnumSet.allOf(Kind.class));
    }

    private void value(String name, @Nullable String text) {
        Set<Kind> possible = column(name);
        if (text != null && !text.isEmpty()) {
            seen.add(name);
            possible.removeIf(kind -> !fits(kind, text));
        }
    }

    private boolean fits(Kind kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            return switch (kind) {
                case BOOLEAN -> {
                    String lower = text.toLowerCase(Locale.ROOT);
                    yield lower.equals("true") || lower.equals("false");
                }
                case INT64 -> {
                    NumberParser.parseLong(bytes, 0, bytes.length, Long.MIN_VALUE, Long.MAX_VALUE, "long");
                    yield !LEADING_ZERO.matcher(text).matches();
                }
                case DOUBLE -> {
                    NumberParser.parseDouble(bytes, 0, bytes.length);
                    yield !LEADING_ZERO.matcher(text).matches();
                }
                case DATE -> times.date(bytes, 0, bytes.length) != null;
                case LOCAL_TIMESTAMP -> times.dateTime(bytes, 0, bytes.length) != null;
                case TIMESTAMP -> times.instant(bytes, 0, bytes.length) != null;
                case STRING -> true;
            };
        } catch (BadValue e) {
            return false;
        }
    }

    /** The schema of all columns that were met. */
    Schema schema(String paths) {
        if (kinds.isEmpty()) {
            throw new DataException(
                    "no schema can be inferred from " + paths + ", because nothing is in there; give a schema");
        }
        List<Field> fields = new ArrayList<>();
        kinds.forEach((name, possible) -> {
            Kind kind = seen.contains(name) ? possible.iterator().next() : Kind.STRING;
            fields.add(Field.of(name, kind.type));
        });
        return new Schema(fields);
    }
}
