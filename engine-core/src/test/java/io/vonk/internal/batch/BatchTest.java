package io.vonk.internal.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchTest {

    @Test
    void objectsOfABatchAreItsRecordsWhateverItHolds() {
        Batch.LongPairs pairs = new Batch.LongPairs();
        for (int size : new int[] {3, Batch.CAPACITY, 0, 2}) {
            List<Object> expected = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                pairs.longs[2 * i] = i - 1L;
                pairs.longs[2 * i + 1] = Long.MAX_VALUE - i;
                expected.add(Pair.of(i - 1L, Long.MAX_VALUE - i));
            }
            pairs.size = size;
            assertEquals(expected, records(pairs));
            assertEquals(expected, records(pairs.objects()));
        }
        Batch.Longs longs = new Batch.Longs();
        longs.records[0] = 7;
        longs.size = 1;
        assertEquals(List.of(7L), records(longs.objects()));
    }

    @Test
    void aBatchOfObjectsIsNotCopied() {
        Batch.Objects batch = new Batch.Objects(1);
        assertSame(batch, batch.objects());
    }

    private static List<Object> records(Batch batch) {
        if (batch instanceof Batch.Objects objects) {
            return Arrays.asList(objects.records).subList(0, batch.size);
        }
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < batch.size; i++) {
            records.add(batch.record(i));
        }
        return records;
    }
}
