package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.record.ColumnNames;
import io.vonk.internal.record.RecordBinding;
import io.vonk.internal.record.ValueShape;
import io.vonk.io.parquet.RowAssembler.Cell;
import io.vonk.io.parquet.RowAssembler.ColumnCell;
import io.vonk.io.parquet.RowAssembler.ConstantCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a file, and how records are made of it. Belongs to one reader, as the vectors that are filled again
 * and again are part of it.
 *
 * @param columns the columns that are read
 * @param assembler makes the records
 * @param test whether a row is kept, or null for all
 * @param predicate what statistics are asked, or null for nothing
 * @param possible whether the values of the {@code key=value} directories leave any record at all
 */
record Projection<T>(
        List<Column> columns,
        RowAssembler<T> assembler,
        @Nullable RowTest test,
        @Nullable FilterPredicate predicate,
        boolean possible) {

    Projection {
        columns = List.copyOf(columns);
    }

    /**
     * A column that is read.
     *
     * @param column what it is
     * @param vector where its values go
     * @param flat whether its pages are decoded straight into the vector
     */
    record Column(FileColumn column, ColumnVector vector, boolean flat) {}

    /**
     * What the projection is made for.
     *
     * @param schema the columns of the file
     * @param split where the file's path and its partition columns are found
     * @param options what is wanted
     * @param flatColumns whether pages of flat columns are decoded here; else Parquet's own code does it all
     */
    record Scope(MessageType schema, ParquetSplit split, ParquetReadOptions options, boolean flatColumns) {}

    /** For records of a class. */
    static <R extends Record> Projection<R> ofRecords(Scope scope, RecordBinding<R> binding) {
        Builder builder = new Builder(scope);
        ValueShape.Nested shape = binding.shape();
        int[] matches = binding.match(builder.names);
        for (int i = 0; i < matches.length; i++) {
            if (matches[i] >= 0) {
                builder.want(matches[i], shape.components().get(i));
            }
        }
        builder.wantFilterColumns();
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < matches.length; i++) {
            cells.add(builder.recordCell(binding, shape, i, matches[i]));
        }
        return builder.build(RowAssembler.records(binding, cells));
    }

    /** For rows of a schema. */
    static Projection<Row> ofRows(Scope scope) {
        Builder builder = new Builder(scope);
        Schema schema = rowSchema(scope.split(), scope.options());
        for (Field field : schema.fields()) {
            int index = builder.names.indexOf(field.name());
            if (index >= 0) {
                builder.wantWhole(index);
            }
        }
        builder.wantFilterColumns();
        List<Cell> cells = schema.fields().stream().map(builder::rowCell).toList();
        return builder.build(RowAssembler.rows(schema, cells));
    }

    /** The columns that rows have. */
    static Schema rowSchema(ParquetSplit split, ParquetReadOptions options) {
        List<Field> fields = new ArrayList<>(split.fileColumns().fields());
        for (Field field : split.partitionColumns().fields()) {
            if (split.fileColumns().indexOf(field.name()) < 0) {
                fields.add(field);
            }
        }
        List<String> wanted = options.columns();
        if (wanted == null) {
            return new Schema(fields);
        }
        List<String> names = fields.stream().map(Field::name).toList();
        return new Schema(wanted.stream()
                .map(name -> fields.get(require(name, names, "column " + name, split)))
                .toList());
    }

    private static int require(String name, List<String> names, String asker, ParquetSplit split) {
        int index = ColumnNames.find(name, names, asker);
        if (index < 0) {
            throw new DataException(
                    split.file().path() + " has no column " + name + "; it has: " + String.join(", ", names));
        }
        return index;
    }

    private static final class Builder {
        private final Scope scope;
        private final List<FileColumn> all;
        private final List<String> names;

        /** By the index of the column in the file: what is read of it. */
        private final Map<Integer, FileColumn> wanted = new TreeMap<>();

        private final Map<Integer, Column> columns = new TreeMap<>();

        Builder(Scope scope) {
            this.scope = scope;
            this.all = FileColumn.of(scope.schema());
            this.names = all.stream().map(FileColumn::name).toList();
        }

        void want(int index, ValueShape shape) {
            FileColumn pruned = all.get(index).prunedTo(shape);
            FileColumn known = wanted.putIfAbsent(index, pruned);
            if (known != null && !known.stored().equals(pruned.stored())) {
                wantWhole(index);
            }
        }

        void wantWhole(int index) {
            wanted.put(index, all.get(index));
        }

        void wantFilterColumns() {
            Filter filter = scope.options().filter();
            if (filter != null) {
                for (String name : columnsOf(filter)) {
                    int index = ColumnNames.find(name, names, "filter column " + name);
                    if (index >= 0) {
                        wanted.putIfAbsent(index, all.get(index));
                    }
                }
            }
            wanted.forEach((index, column) -> columns.put(index, column(column)));
        }

        private Column column(FileColumn column) {
            boolean flat = scope.flatColumns() && column instanceof FileColumn.Leaf;
            ColumnVector vector = flat
                    ? ColumnVector.of(((FileColumn.Leaf) column).leaf(), column.name())
                    : new ColumnVector.Objects(column.name());
            return new Column(column, vector, flat);
        }

        Cell recordCell(RecordBinding<?> binding, ValueShape.Nested shape, int component, int match) {
            ValueShape componentShape = shape.components().get(component);
            RecordBinding.Component named = binding.components().get(component);
            if (match >= 0) {
                Column column = found(match);
                DataType type = column.column().type();
                String name = column.column().name();
                return new ColumnCell(
                        column.vector(), type, ValueAdapter.of(name, type, componentShape, scope.options()));
            }
            List<String> partitions = scope.split().partitionColumns().names();
            int partition = ColumnNames.find(named.columnName(), partitions, "component " + named.name());
            if (partition >= 0) {
                return new ConstantCell(
                        PartitionColumns.value(scope.split().file(), partitions.get(partition), componentShape));
            }
            ValueAdapter.requireMissingAllowed(
                    binding, component, componentShape, scope.split().file().path(), names, scope.options());
            return new ConstantCell(componentShape.absent());
        }

        Cell rowCell(Field field) {
            int index = names.indexOf(field.name());
            if (index >= 0) {
                Column column = found(index);
                if (!column.column().type().equals(field.type())) {
                    throw new DataException(scope.split().file().path() + " has column " + field.name() + " of type "
                            + column.column().type() + ", other files of the input have " + field.type()
                            + "; read them apart, or into a record class that both fit");
                }
                return new ColumnCell(column.vector(), field.type(), null);
            }
            if (scope.split().fileColumns().indexOf(field.name()) >= 0) {
                if (!scope.options().allowMissingColumns()) {
                    throw new DataException(scope.split().file().path() + " has no column " + field.name()
                            + ", which other files of the input have; allow missing columns to get null for it");
                }
                return new ConstantCell(null);
            }
            return new ConstantCell(PartitionColumns.value(scope.split().file(), field));
        }

        private Column found(int index) {
            return Objects.requireNonNull(columns.get(index), "column");
        }

        <T> Projection<T> build(RowAssembler<T> assembler) {
            Filter filter = scope.options().filter();
            return new Projection<>(
                    List.copyOf(columns.values()),
                    assembler,
                    filter == null ? null : RowTest.of(filter, this::input),
                    filter == null ? null : Pushdown.of(filter, this::leaf),
                    filter == null || PartitionColumns.mayMatch(filter, this::isPartition, this::input));
        }

        private boolean isPartition(String name) {
            String asker = "filter column " + name;
            return ColumnNames.find(name, names, asker) < 0
                    && ColumnNames.find(name, scope.split().partitionColumns().names(), asker) >= 0;
        }

        /** The column of the file, of the directories, or a missing one, that a filter's name means. */
        private RowTest.Input input(String name) {
            int index = ColumnNames.find(name, names, "filter column " + name);
            if (index >= 0) {
                Column column = found(index);
                return new RowTest.Input(name, column.column().type(), column.vector());
            }
            Schema partitions = scope.split().partitionColumns();
            int partition = ColumnNames.find(name, partitions.names(), "filter column " + name);
            if (partition >= 0) {
                Field field = partitions.field(partition);
                return new RowTest.Input(
                        name,
                        field.type(),
                        constant(name, PartitionColumns.value(scope.split().file(), field)));
            }
            Schema others = scope.split().fileColumns();
            int other = scope.options().allowMissingColumns()
                    ? ColumnNames.find(name, others.names(), "filter column " + name)
                    : -1;
            if (other >= 0) {
                return new RowTest.Input(name, others.field(other).type(), constant(name, null));
            }
            List<String> known = new ArrayList<>(names);
            known.addAll(partitions.names());
            throw new DataException(scope.split().file().path() + " has no column " + name
                    + ", which the filter asks for; it has: " + String.join(", ", known));
        }

        private static ColumnVector constant(String name, @Nullable Object value) {
            ColumnVector.Objects vector = new ColumnVector.Objects(name);
            for (int row = 0; row < ColumnVector.ROWS; row++) {
                vector.set(row, value);
            }
            return vector;
        }

        private Optional<LeafType> leaf(String name) {
            int index = ColumnNames.find(name, names, "filter column " + name);
            return index >= 0
                            && all.get(index) instanceof FileColumn.Leaf leaf
                            && leaf.name().indexOf('.') < 0
                    ? Optional.of(leaf.leaf())
                    : Optional.empty();
        }
    }

    /** The columns that a filter asks for. */
    private static List<String> columnsOf(Filter filter) {
        List<String> names = new ArrayList<>();
        collectColumns(filter, names);
        return names.stream().distinct().collect(Collectors.toList());
    }

    private static void collectColumns(Filter filter, List<String> into) {
        if (filter instanceof Filter.And and) {
            collectColumns(and.left(), into);
            collectColumns(and.right(), into);
        } else if (filter instanceof Filter.Or or) {
            collectColumns(or.left(), into);
            collectColumns(or.right(), into);
        } else {
            into.add(RowTest.columnOf(filter));
        }
    }
}
