package io.vonk.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a table, in order. Names are unique.
 *
 * @param fields the columns; unmodifiable
 */
public record Schema(List<Field> fields) implements Serializable {

    public Schema {
        fields = List.copyOf(fields);
        Set<String> seen = new HashSet<>();
        for (Field field : fields) {
            if (!seen.add(field.name())) {
                throw new IllegalArgumentException("column " + field.name() + " appears twice; give each its own name");
            }
        }
    }

    /** The schema with these columns. */
    public static Schema of(Field... fields) {
        return new Schema(List.of(fields));
    }

    /** How many columns there are. */
    public int size() {
        return fields.size();
    }

    /** The column at {@code index}. */
    public Field field(int index) {
        return fields.get(index);
    }

    /** The column of that very name. */
    public Field field(String name) {
        return fields.get(requireIndex(name));
    }

    /** The names in order. */
    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** The place of the column of that very name, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The place of the column of that very name. */
    int requireIndex(String name) {
        int index = indexOf(name);
        if (index < 0) {
            throw new NoSuchElementException("no column " + name + "; there are: " + String.join(", ", names()));
        }
        return index;
    }

    /** These columns only, in the order given. */
    public Schema select(List<String> names) {
        List<Field> selected = new ArrayList<>(names.size());
        for (String name : names) {
            selected.add(field(name));
        }
        return new Schema(selected);
    }

    @Override
    public String toString() {
        return fields.stream()
                .map(field -> field.name() + " " + field.type() + (field.nullable() ? "" : " not null"))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
