package io.vonk.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final Schema SCHEMA = Schema.of(
            Field.required("id", DataType.INT32), Field.of("name", DataType.STRING), Field.of("key", DataType.BYTES));

    @Test
    void valuesAreFoundByNameAndIndex() {
        Row row = Row.of(SCHEMA, 7, null, new byte[] {1});
        assertEquals(7, row.getInt("id"));
        assertEquals(7L, row.getLong("id"));
        assertEquals(7.0, row.getDouble("id"));
        assertTrue(row.isNull("name"));
        assertEquals(7, row.get(0));
    }

    @Test
    void unknownNameListsTheColumns() {
        NoSuchElementException e = assertThrows(
                NoSuchElementException.class, () -> Row.of(SCHEMA, 1, "a", null).get("nmae"));
        assertEquals("no column nmae; there are: id, name, key", e.getMessage());
    }

    @Test
    void primitiveAccessorRefusesNullAndOtherClasses() {
        Row row = Row.of(Schema.of(Field.of("n", DataType.INT32), Field.of("s", DataType.STRING)), null, "x");
        assertThrows(NullPointerException.class, () -> row.getInt("n"));
        assertThrows(ClassCastException.class, () -> row.getInt("s"));
        assertThrows(ClassCastException.class, () -> row.getLong("s"));
    }

    @Test
    void rowsAreEqualByContentAlsoOfByteArrays() {
        assertEquals(Row.of(SCHEMA, 1, "a", new byte[] {1, 2}), Row.of(SCHEMA, 1, "a", new byte[] {1, 2}));
        assertEquals(
                Row.of(SCHEMA, 1, "a", new byte[] {1, 2}).hashCode(),
                Row.of(SCHEMA, 1, "a", new byte[] {1, 2}).hashCode());
        assertNotEquals(Row.of(SCHEMA, 1, "a", new byte[] {1, 2}), Row.of(SCHEMA, 1, "a", new byte[] {1, 3}));
    }

    @Test
    void wrongNumberOfValuesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Row.of(SCHEMA, 1));
    }

    @Test
    void rowSurvivesSerialization() throws Exception {
        Row row = Row.of(
                Schema.of(Field.of("l", DataType.listOf(DataType.decimal(5, 2))), Field.of("t", DataType.TIMESTAMP)),
                List.of("x"),
                java.time.Instant.EPOCH);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(row);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(row, in.readObject());
        }
    }

    @Test
    void schemaRefusesTheSameNameTwice() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Schema.of(Field.of("a", DataType.INT32), Field.of("a", DataType.STRING)));
    }
}
