package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.VonkException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SerializedValueTest {
    private static final ClassLoader LOADER = SerializedValueTest.class.getClassLoader();

    @Test
    void valuesArrive() {
        assertNull(arrived(null));
        for (Object value : List.of(7L, Long.MIN_VALUE, true, false, "text", new ArrayList<>(List.of(1, 2)))) {
            assertEquals(value, arrived(value));
        }
    }

    @Test
    void recordsArriveWhateverTheyAre() {
        EncodedRecords.Builder builder = EncodedRecords.Builder.toBeSent();
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            // Java could not serialize these.
            Object record = i % 3 == 0 ? Optional.of(i) : i % 3 == 1 ? "record " + i : (Object) (long) i;
            records.add(record);
            builder.add(record);
        }
        EncodedRecords arrived = (EncodedRecords) arrived(builder.build());
        assertEquals(records, arrived.decode(LOADER));
        assertEquals(20_000, arrived.recordCount());
        assertEquals(
                List.of(),
                ((EncodedRecords) arrived(EncodedRecords.Builder.toBeSent().build())).decode(LOADER));
    }

    @Test
    void whatCannotBeSentIsNamed() {
        VonkException refused =
                assertThrows(VonkException.class, () -> SerializedValue.write(Optional.of(1), "broadcast 7"));
        assertTrue(refused.getMessage().startsWith("broadcast 7 cannot be sent"), refused::getMessage);
    }

    @Test
    void damagedBytesAreRefused() {
        EncodedRecords.Builder builder = EncodedRecords.Builder.toBeSent();
        builder.add("record");
        for (Object value : List.of(builder.build(), "text")) {
            byte[] bytes = SerializedValue.write(value, "it");
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(VonkException.class, () -> SerializedValue.read(cut, LOADER, "it"), "cut at " + length);
            }
        }
        assertThrows(VonkException.class, () -> SerializedValue.read(new byte[] {9, 1, 2}, LOADER, "it"));
    }

    private static Object arrived(Object value) {
        return SerializedValue.read(SerializedValue.write(value, "it"), LOADER, "it");
    }
}
