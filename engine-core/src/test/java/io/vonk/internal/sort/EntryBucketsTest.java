package io.vonk.internal.sort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.NaturalOrder;
import io.vonk.function.SerComparator;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that are distributed by prefix while they are added, against a stable sort of lists and a sorter that never does so. */
class EntryBucketsTest {
    private static final long SEED = 20261126;
    private static final long EARLY = 700_000;
    private static final long NEVER = Long.MAX_VALUE;

    /** Room for everything; for buckets, but not for all entries; for the beginning of few buckets; and for none. */
    private static final long[] POOLS = {1L << 30, 18L << 20, 2L << 20, 0};

    @TempDir
    Path directory;

    private static ExternalSorter sorter(SortWorld world, Comparator<?> order, long distributedFrom) {
        return ExternalSorter.byKey(world.scope, "sort", KeyOrder.of(order), EntryShape.pairs())
                .digested()
                .distributedFrom(distributedFrom);
    }

    private void assertSorts(List<Pair<?, ?>> records, Comparator<?> order, String what) throws Exception {
        List<Pair<?, ?>> expected = ExternalSorterTest.sortedStably(records, ExternalSorterTest.byKey(order));
        for (long poolBytes : POOLS) {
            String where = what + " by " + order + ", pool of " + poolBytes + ", seed " + SEED;
            SortWorld world = new SortWorld(directory, poolBytes);
            try (ExternalSorter distributed = sorter(world, order, EARLY);
                    ExternalSorter plain = sorter(world, order, NEVER)) {
                distributed.addAll(SortWorld.reader(records));
                plain.addAll(SortWorld.reader(records));
                BatchReader sorted = distributed.finish();
                plain.finish();
                assertEquals(plain.addedCount(), distributed.addedCount(), where);
                assertEquals(plain.encodedBytes(), distributed.encodedBytes(), where);
                if (plain.digest() != 0 && distributed.digest() != 0) {
                    assertEquals(plain.digest(), distributed.digest(), where);
                }
                assertEquals(expected, SortWorld.drain(sorted), where);
            }
            world.assertNothingLeft();
        }
    }

    @Test
    void sortsEverythingLikeAStableSortInMemory() throws Exception {
        for (Map.Entry<String, List<Pair<?, ?>>> input :
                ExternalSorterTest.inputs(20_000).entrySet()) {
            assertSorts(input.getValue(), NaturalOrder.ASCENDING, input.getKey());
            assertSorts(input.getValue(), Collections.reverseOrder(), input.getKey());
        }
    }

    /** Keys that the first entries give no idea of. */
    @Test
    void sortsWhereTheDistributionOfKeysChanges() throws Exception {
        Random random = new Random(SEED);
        int count = 30_000;
        List<Pair<?, ?>> narrowThenWide =
                ExternalSorterTest.pairs(count, i -> i < count / 2 ? (long) random.nextInt(5) : random.nextLong());
        assertSorts(narrowThenWide, NaturalOrder.ASCENDING, "narrow, then wide");
        List<Pair<?, ?>> wideThenNarrow = ExternalSorterTest.pairs(
                count, i -> i < count / 2 ? random.nextLong() : 1_000L + random.nextInt(50_000));
        assertSorts(wideThenNarrow, NaturalOrder.ASCENDING, "wide, then narrow");
        List<Pair<?, ?>> ends = ExternalSorterTest.pairs(
                count, i -> i % 3 == 0 ? Long.MIN_VALUE : i % 3 == 1 ? Long.MAX_VALUE : random.nextLong());
        assertSorts(ends, NaturalOrder.ASCENDING, "both ends");
        List<Pair<?, ?>> exponential = ExternalSorterTest.pairs(count, i -> random.nextLong() >> random.nextInt(64));
        assertSorts(exponential, NaturalOrder.ASCENDING, "exponential");
    }

    @Test
    void sortsRecordsLargerThanPagesBetweenSmallOnes() throws Exception {
        Random random = new Random(SEED);
        List<Pair<?, ?>> records = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int length = random.nextInt(500) == 0 ? random.nextInt(200_000) : random.nextInt(20);
            records.add(Pair.of((long) random.nextInt(3_000), "x".repeat(length)));
        }
        assertSorts(records, NaturalOrder.ASCENDING, "large and small");
    }

    @Test
    void keepsValuesOfAllKindsWhenTheirCodecStopsFitting() throws Exception {
        List<Pair<?, ?>> records = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            Object value = i < 20_000 ? i : i % 3 == 0 ? null : "text " + i;
            Object key = i < 25_000 ? (Object) (i * 31L % 1_000) : Long.valueOf(i);
            records.add(Pair.of(key, value));
        }
        assertSorts(records, NaturalOrder.ASCENDING, "codecs change");
    }

    @Test
    void spillsInBetween() throws Exception {
        Random random = new Random(SEED);
        List<Pair<?, ?>> records = ExternalSorterTest.pairs(60_000, i -> (long) random.nextInt(10_000));
        SortWorld world = new SortWorld(directory, 1L << 30);
        try (ExternalSorter sorter = sorter(world, NaturalOrder.ASCENDING, EARLY)) {
            for (int i = 0; i < records.size(); i++) {
                sorter.add(records.get(i));
                if (i % 25_000 == 24_999) {
                    sorter.spill();
                }
            }
            assertFalse(sorter.inMemory());
            assertEquals(
                    ExternalSorterTest.sortedStably(records, ExternalSorterTest.byKey(NaturalOrder.ASCENDING)),
                    SortWorld.drain(sorter.finish()));
        }
        world.assertNothingLeft();
    }

    @Test
    void sortsByHash() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        try (ExternalSorter sorter = ExternalSorter.byKey(world.scope, "sort", KeyOrder.byHash(), EntryShape.pairs())
                .distributedFrom(EARLY)) {
            List<Pair<?, ?>> records = ExternalSorterTest.pairs(20_000, i -> "key " + i % 3_000);
            sorter.addAll(SortWorld.reader(records));
            assertEquals(
                    ExternalSorterTest.sortedStably(
                            records,
                            ExternalSorterTest.byKey(
                                    (left, right) -> KeyOrder.byHash().compare(left, right))),
                    SortWorld.drain(sorter.finish()));
        }
        world.assertNothingLeft();
    }

    @Test
    void handsPagesOnTogetherWithTheirMemory() throws Exception {
        Random random = new Random(SEED);
        SortWorld world = new SortWorld(directory, 1L << 30);
        List<Pair<?, ?>> records = ExternalSorterTest.pairs(
                20_000,
                i -> i > 10_000 && random.nextInt(99) == 0
                        ? new byte[100_000]
                        : new byte[] {(byte) i, (byte) (i >> 8)});
        try (ExternalSorter sorter = sorter(world, SerComparator.unsignedBytes(), EARLY);
                Lease taker = world.pool.lease("taker")) {
            sorter.addAll(SortWorld.reader(records));
            SparePages spares = sorter.sparePages();
            EntryCursor entries = sorter.finishEntries();
            assertNull(spares.take(taker));
            List<byte[]> taken = new ArrayList<>();
            List<byte[]> read = new ArrayList<>();
            while (entries.next()) {
                long before = world.pool.usedBytes();
                for (byte[] page = spares.take(taker); page != null; page = spares.take(taker)) {
                    assertEquals(RecordPages.PAGE_BYTES, page.length);
                    taken.add(page);
                    // Whoever takes a page writes to it at once.
                    Arrays.fill(page, (byte) -1);
                }
                assertEquals(before, world.pool.usedBytes());
                read.add((byte[]) entries.key());
            }
            assertTrue(taken.size() > 100, "pages: " + taken.size());
            assertEquals((long) taken.size() * RecordPages.PAGE_BYTES, taker.heldBytes());
            List<Pair<?, ?>> expected =
                    ExternalSorterTest.sortedStably(records, ExternalSorterTest.byKey(SerComparator.unsignedBytes()));
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals((byte[]) expected.get(i).key(), read.get(i));
            }
        }
        world.assertNothingLeft();
    }
}
