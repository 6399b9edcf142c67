package io.vonk.data;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record of a table whose columns are known at run time only. Each value has the class that its {@link DataType}
 * names, or is null. Immutable as long as nobody changes a {@code byte[]} or a collection inside it; safe for many
 * threads under the same condition.
 *
 * <p>Typed accessors throw {@link ClassCastException} where the value has another class, those of primitives throw
 * {@link NullPointerException} where the value is null, and a name that the schema has not throws
 * {@link java.util.NoSuchElementException}.
 */
public final class Row implements Serializable {
    private static final long serialVersionUID = 1;

    private final Schema schema;

    @SuppressWarnings("serial") // every class that a DataType names is serializable
    private final @Nullable Object[] values;

    private Row(Schema schema, @Nullable Object[] values) {
        this.schema = schema;
        this.values = values;
    }

    /**
     * Makes a row.
     *
     * @param values one for each column; copied
     */
    public static Row of(Schema schema, @Nullable Object... values) {
        return owning(schema, values.clone());
    }

    /** Makes a row that takes {@code values} over; the caller must not change them any more. For readers. */
    public static Row owning(Schema schema, @Nullable Object[] values) {
        if (values.length != schema.size()) {
            throw new IllegalArgumentException("a row of " + schema.size() + " columns " + schema
                    + " needs as many values; got: " + values.length);
        }
        return new Row(schema, values);
    }

    /** The columns. */
    public Schema schema() {
        return schema;
    }

    /** How many columns there are. */
    public int size() {
        return values.length;
    }

    /** The value of the column at {@code index}. */
    public @Nullable Object get(int index) {
        return values[index];
    }

    /** The value of the column {@code name}. */
    public @Nullable Object get(String name) {
        return values[schema.requireIndex(name)];
    }

    /** Whether the value is missing. */
    public boolean isNull(String name) {
        return get(name) == null;
    }

    public boolean getBoolean(String name) {
        return (Boolean) present(name);
    }

    /** The value of an integer column of at most 32 bits. */
    public int getInt(String name) {
        Object value = present(name);
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        throw wrongClass(name, value, "an int");
    }

    /** The value of an integer column of at most 64 bits. */
    public long getLong(String name) {
        Object value = present(name);
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        throw wrongClass(name, value, "a long");
    }

    /** The value of a column of floating point numbers, or of integers that a double holds exactly. */
    public double getDouble(String name) {
        Object value = present(name);
        if (value instanceof Double
                || value instanceof Float
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            return ((Number) value).doubleValue();
        }
        throw wrongClass(name, value, "a double");
    }

    public @Nullable String getString(String name) {
        return (String) get(name);
    }

    public byte @Nullable [] getBytes(String name) {
        return (byte[]) get(name);
    }

    public @Nullable BigDecimal getDecimal(String name) {
        return (BigDecimal) get(name);
    }

    public @Nullable LocalDate getDate(String name) {
        return (LocalDate) get(name);
    }

    /** The value of a timestamp column that is in UTC. */
    public @Nullable Instant getInstant(String name) {
        return (Instant) get(name);
    }

    public @Nullable List<?> getList(String name) {
        return (List<?>) get(name);
    }

    public @Nullable Map<?, ?> getMap(String name) {
        return (Map<?, ?>) get(name);
    }

    /** The value of a struct column. */
    public @Nullable Row getRow(String name) {
        return (Row) get(name);
    }

    private Object present(String name) {
        return Objects.requireNonNull(
                get(name), () -> "column " + name + " is null here; ask isNull(\"" + name + "\") first");
    }

    private static ClassCastException wrongClass(String name, Object value, String wanted) {
        return new ClassCastException(
                "column " + name + " holds " + value.getClass().getName() + ", not " + wanted);
    }

    /** Whether schema and values are equal; byte arrays by content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && Arrays.deepEquals(values, row.values) && schema.equals(row.schema);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            text.append(i == 0 ? "" : ", ").append(schema.field(i).name()).append('=');
            text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
        }
        return text.append('}').toString();
    }
}
