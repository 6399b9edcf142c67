package io.vonk.internal.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IteratorReaderTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 1039, 1040, 1041, 5000})
    void batchesHoldWhatTheIteratorGives(int count) {
        List<Integer> records = IntStream.range(0, count).boxed().toList();
        IteratorReader reader = new IteratorReader(records.iterator());
        List<Object> read = new ArrayList<>();
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            assertTrue(batch.size > 0 && batch.size <= Batch.CAPACITY);
            for (int i = 0; i < batch.size; i++) {
                read.add(batch.record(i));
            }
        }
        assertEquals(records, read);
        assertNull(reader.next(), "it stays at the end");
    }
}
