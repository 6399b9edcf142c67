package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Schema;
import io.vonk.internal.record.ValueShape;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file, or a part of a nested one: how it is stored and what it is to the user. Immutable.
 *
 * <p>Lists are understood in the layout of today (a group with a repeated group with one element), in the older layouts
 * with the element repeated itself, and as a repeated field without any annotation. Maps are understood with the
 * annotations of today and of old.
 */
sealed interface FileColumn {

    /** The stored type, with its name and repetition. */
    Type stored();

    DataType type();

    default String name() {
        return stored().getName();
    }

    /** Whether values may be missing; a repeated field without annotation is an empty list instead. */
    default boolean nullable() {
        return stored().isRepetition(Type.Repetition.OPTIONAL);
    }

    /** Leaves out what a value of this shape has no component for. */
    default FileColumn prunedTo(ValueShape shape) {
        return this;
    }

    /** The columns of a file. */
    static List<FileColumn> of(MessageType schema) {
        return schema.getFields().stream().map(FileColumn::of).toList();
    }

    private static FileColumn of(Type stored) {
        if (stored.isRepetition(Type.Repetition.REPEATED)) {
            return new Elements(stored, Layout.BARE, element(stored));
        }
        return element(stored);
    }

    /** The column without regard to its own repetition. */
    private static FileColumn element(Type stored) {
        if (stored.isPrimitive()) {
            return new Leaf(stored, new LeafType(stored.asPrimitiveType()));
        }
        GroupType group = stored.asGroupType();
        @Nullable LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
        boolean oneRepeated = group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
        if (logical instanceof ListLogicalTypeAnnotation && oneRepeated) {
            return list(group);
        }
        if ((logical instanceof MapLogicalTypeAnnotation || logical instanceof MapKeyValueTypeAnnotation)
                && oneRepeated
                && !group.getType(0).isPrimitive()
                && group.getType(0).asGroupType().getFieldCount() == 2) {
            GroupType entry = group.getType(0).asGroupType();
            return new Entries(group, of(entry.getType(0)), of(entry.getType(1)));
        }
        return new Struct(group, group.getFields().stream().map(FileColumn::of).toList());
    }

    /** The rules for telling lists of one layout from the other, in the order of the format's specification. */
    private static FileColumn list(GroupType list) {
        Type repeated = list.getType(0);
        if (repeated.isPrimitive()) {
            return new Elements(list, Layout.TWO_LEVELS, element(repeated));
        }
        GroupType group = repeated.asGroupType();
        boolean isElement = group.getFieldCount() != 1
                || group.getType(0).isRepetition(Type.Repetition.REPEATED)
                || group.getName().equals("array")
                || group.getName().equals(list.getName() + "_tuple");
        return isElement
                ? new Elements(list, Layout.TWO_LEVELS, element(repeated))
                : new Elements(list, Layout.THREE_LEVELS, of(group.getType(0)));
    }

    /** A primitive column. */
    record Leaf(Type stored, LeafType leaf) implements FileColumn {
        @Override
        public DataType type() {
            return leaf.type();
        }
    }

    /** How a list is stored. */
    enum Layout {
        /** A group, in it a repeated group, in it the element. */
        THREE_LEVELS,
        /** A group, in it the repeated element. */
        TWO_LEVELS,
        /** The repeated element. */
        BARE
    }

    /** A list. */
    record Elements(Type stored, Layout layout, FileColumn element) implements FileColumn {
        @Override
        public DataType type() {
            return new DataType.ListOf(element.type(), layout == Layout.THREE_LEVELS && element.nullable());
        }

        @Override
        public FileColumn prunedTo(ValueShape shape) {
            if (!(inside(shape) instanceof ValueShape.Elements elements)) {
                return this;
            }
            FileColumn pruned = element.prunedTo(elements.element());
            Type type = switch (layout) {
                case BARE -> pruned.stored();
                case TWO_LEVELS -> stored.asGroupType().withNewFields(pruned.stored());
                case THREE_LEVELS ->
                    stored.asGroupType()
                            .withNewFields(stored.asGroupType()
                                    .getType(0)
                                    .asGroupType()
                                    .withNewFields(pruned.stored()));
            };
            return new Elements(type, layout, pruned);
        }
    }

    /** A map. */
    record Entries(Type stored, FileColumn key, FileColumn value) implements FileColumn {
        @Override
        public DataType type() {
            return new DataType.MapOf(key.type(), value.type(), value.nullable());
        }

        @Override
        public FileColumn prunedTo(ValueShape shape) {
            if (!(inside(shape) instanceof ValueShape.Entries entries)) {
                return this;
            }
            FileColumn prunedKey = key.prunedTo(entries.key());
            FileColumn prunedValue = value.prunedTo(entries.value());
            GroupType map = stored.asGroupType();
            GroupType entry = map.getType(0).asGroupType().withNewFields(prunedKey.stored(), prunedValue.stored());
            return new Entries(map.withNewFields(entry), prunedKey, prunedValue);
        }
    }

    /** A struct. */
    record Struct(Type stored, List<FileColumn> fields) implements FileColumn {
        public Struct {
            fields = List.copyOf(fields);
        }

        @Override
        public DataType type() {
            return new DataType.Struct(schema());
        }

        Schema schema() {
            return schemaOf(fields);
        }

        @Override
        public FileColumn prunedTo(ValueShape shape) {
            if (!(inside(shape) instanceof ValueShape.Nested nested)) {
                return this;
            }
            int[] matches =
                    nested.binding().match(fields.stream().map(FileColumn::name).toList());
            List<FileColumn> kept = new ArrayList<>();
            List<Type> types = new ArrayList<>();
            for (int field = 0; field < fields.size(); field++) {
                for (int component = 0; component < matches.length; component++) {
                    if (matches[component] == field) {
                        FileColumn pruned =
                                fields.get(field).prunedTo(nested.components().get(component));
                        kept.add(pruned);
                        types.add(pruned.stored());
                        break;
                    }
                }
            }
            // Of a struct that has nothing of the record, something is needed to tell whether it is null.
            return kept.isEmpty() ? this : new Struct(stored.asGroupType().withNewFields(types), kept);
        }
    }

    /** The schema of columns. */
    static Schema schemaOf(List<FileColumn> columns) {
        return new Schema(columns.stream()
                .map(column -> new Field(column.name(), column.type(), column.nullable()))
                .toList());
    }

    private static ValueShape inside(ValueShape shape) {
        return shape instanceof ValueShape.Maybe maybe ? inside(maybe.inner()) : shape;
    }
}
