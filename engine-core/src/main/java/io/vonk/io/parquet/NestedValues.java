package io.vonk.io.parquet;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.jspecify.annotations.Nullable;

/** Makes Java values of columns that Parquet's own record assembly walks through. Used by one thread. */
final class NestedValues extends RecordMaterializer<@Nullable Object[]> {
    private final Fields root;

    NestedValues(List<FileColumn> columns) {
        this.root = new Fields(columns, values -> {});
    }

    /** The values of the columns in one row; a new array for each. */
    @Override
    public @Nullable Object[] getCurrentRecord() {
        return root.values;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    /** Where a finished value goes. */
    private interface Slot {
        void accept(Object value);
    }

    private static Converter converter(FileColumn column, Slot slot) {
        if (column instanceof FileColumn.Leaf leaf) {
            return new LeafValues(leaf.leaf(), slot);
        }
        if (column instanceof FileColumn.Elements list) {
            return new ListValues(list, slot);
        }
        if (column instanceof FileColumn.Entries map) {
            return new MapValues(map, slot);
        }
        FileColumn.Struct struct = (FileColumn.Struct) column;
        Schema schema = struct.schema();
        return new Fields(struct.fields(), values -> slot.accept(Row.owning(schema, values)));
    }

    /** Takes the values of a group's fields when it is complete. */
    private interface FieldsTarget {
        void accept(@Nullable Object[] values);
    }

    private static final class Fields extends GroupConverter {
        private final Converter[] converters;

        /** For each field that is repeated without an annotation: true. */
        private final boolean[] bare;

        private final FieldsTarget target;
        private @Nullable Object[] values = {};

        Fields(List<FileColumn> fields, FieldsTarget target) {
            this.target = target;
            this.converters = new Converter[fields.size()];
            this.bare = new boolean[fields.size()];
            for (int i = 0; i < converters.length; i++) {
                int index = i;
                FileColumn field = fields.get(i);
                bare[i] = field instanceof FileColumn.Elements list && list.layout() == FileColumn.Layout.BARE;
                converters[i] = bare[i]
                        ? converter(
                                ((FileColumn.Elements) field).element(),
                                value -> listAt(index).add(value))
                        : converter(field, value -> values[index] = value);
            }
        }

        @SuppressWarnings("unchecked") // start() has put it there
        private List<Object> listAt(int index) {
            return (List<Object>) Objects.requireNonNull(values[index], "list");
        }

        @Override
        public Converter getConverter(int index) {
            return converters[index];
        }

        @Override
        public void start() {
            values = new Object[converters.length];
            for (int i = 0; i < bare.length; i++) {
                if (bare[i]) {
                    values[i] = new ArrayList<>();
                }
            }
        }

        @Override
        public void end() {
            target.accept(values);
        }
    }

    private static final class ListValues extends GroupConverter {
        private final Converter repeated;
        private final Slot slot;
        private List<@Nullable Object> elements = new ArrayList<>();

        ListValues(FileColumn.Elements list, Slot slot) {
            this.slot = slot;
            this.repeated = list.layout() == FileColumn.Layout.THREE_LEVELS
                    ? new Fields(List.of(list.element()), values -> elements.add(values[0]))
                    : converter(list.element(), value -> elements.add(value));
        }

        @Override
        public Converter getConverter(int index) {
            return repeated;
        }

        @Override
        public void start() {
            elements = new ArrayList<>();
        }

        @Override
        public void end() {
            slot.accept(elements);
        }
    }

    private static final class MapValues extends GroupConverter {
        private final Converter entry;
        private final Slot slot;
        private Map<Object, @Nullable Object> entries = new LinkedHashMap<>();

        MapValues(FileColumn.Entries map, Slot slot) {
            this.slot = slot;
            this.entry = new Fields(List.of(map.key(), map.value()), values -> {
                if (values[0] == null) {
                    throw new PageFormatException("a map has a null as key");
                }
                entries.put(values[0], values[1]);
            });
        }

        @Override
        public Converter getConverter(int index) {
            return entry;
        }

        @Override
        public void start() {
            entries = new LinkedHashMap<>();
        }

        @Override
        public void end() {
            slot.accept(entries);
        }
    }

    private static final class LeafValues extends PrimitiveConverter {
        private final LeafType leaf;
        private final Slot slot;
        private @Nullable Object[] dictionary = {};

        LeafValues(LeafType leaf, Slot slot) {
            this.leaf = leaf;
            this.slot = slot;
        }

        @Override
        public boolean hasDictionarySupport() {
            return switch (leaf.stored().getPrimitiveTypeName()) {
                case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> true;
                default -> false;
            };
        }

        @Override
        public void setDictionary(Dictionary source) {
            dictionary = new Object[source.getMaxId() + 1];
            for (int i = 0; i < dictionary.length; i++) {
                dictionary[i] = value(source.decodeToBinary(i));
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            Object value = Objects.requireNonNull(dictionary[id], "dictionary entry");
            slot.accept(value instanceof byte[] bytes ? bytes.clone() : value);
        }

        private Object value(Binary binary) {
            byte[] bytes = binary.getBytesUnsafe();
            return leaf.ofBytes().apply(bytes, 0, bytes.length);
        }

        @Override
        public void addBinary(Binary binary) {
            slot.accept(value(binary));
        }

        @Override
        public void addBoolean(boolean value) {
            slot.accept(value);
        }

        @Override
        public void addInt(int value) {
            slot.accept(leaf.ofInt().apply(value));
        }

        @Override
        public void addLong(long value) {
            slot.accept(leaf.ofLong().apply(value));
        }

        @Override
        public void addFloat(float value) {
            slot.accept(value);
        }

        @Override
        public void addDouble(double value) {
            slot.accept(value);
        }
    }
}
