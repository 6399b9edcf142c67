package io.vonk.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * A column of a schema.
 *
 * @param name the name; not empty
 * @param type the type of its values
 * @param nullable whether values may be missing
 */
public record Field(String name, DataType type, boolean nullable) implements Serializable {

    public Field {
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name; got an empty one");
        }
    }

    /** A column whose values may be null. */
    public static Field of(String name, DataType type) {
        return new Field(name, type, true);
    }

    /** A column whose values are never null. */
    public static Field required(String name, DataType type) {
        return new Field(name, type, false);
    }
}
