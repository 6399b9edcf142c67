package io.vonk.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryPoolTest {
    private static final long MINIMUM = MemoryPool.MINIMUM_LEASE_BYTES;

    @Test
    void everyLeaseGetsItsMinimumAndNoMoreFromAnEmptyPool() {
        MemoryPool pool = new MemoryPool(0);
        try (Lease first = pool.lease("first");
                Lease second = pool.lease("second")) {
            assertTrue(first.tryReserve(MINIMUM));
            assertFalse(first.tryReserve(1));
            assertTrue(second.tryReserve(MINIMUM));
            assertEquals(2 * MINIMUM, pool.overdraftBytes());
        }
        assertEquals(0, pool.usedBytes());
        assertEquals(0, pool.leaseCount());
    }

    @Test
    void whoHoldsMoreThanItsShareIsPressedForWhoHoldsLess() {
        MemoryPool pool = new MemoryPool(100 * MINIMUM);
        try (Lease large = pool.lease("large");
                Lease small = pool.lease("small");
                Lease cache = pool.evictableLease("cache")) {
            assertTrue(cache.tryReserve(10 * MINIMUM));
            assertTrue(large.tryReserve(90 * MINIMUM));
            assertFalse(large.tryReserve(1), "it is beyond its own share");
            assertFalse(large.pressed());
            assertFalse(small.tryReserve(20 * MINIMUM));
            assertTrue(large.pressed());
            assertFalse(cache.pressed(), "the cache is asked otherwise");
            large.release(90 * MINIMUM);
            assertFalse(large.pressed());
            assertTrue(small.tryReserve(20 * MINIMUM));
        }
    }

    @Test
    void evictorsAreAskedInTurnForWhatIsStillMissing() {
        MemoryPool pool = new MemoryPool(10 * MINIMUM);
        List<Long> askedOfSecond = new ArrayList<>();
        try (Lease first = pool.evictableLease("first");
                Lease second = pool.evictableLease("second");
                Lease operator = pool.lease("operator")) {
            assertTrue(first.tryReserve(3 * MINIMUM));
            assertTrue(second.tryReserve(7 * MINIMUM));
            pool.addEvictor(bytes -> first.release(Math.min(bytes, first.heldBytes())));
            pool.addEvictor(bytes -> {
                askedOfSecond.add(bytes);
                second.release(bytes);
            });
            assertTrue(operator.tryReserve(2 * MINIMUM));
            assertEquals(List.of(), askedOfSecond);
            assertTrue(operator.tryReserve(4 * MINIMUM));
            assertEquals(List.of(3 * MINIMUM), askedOfSecond);
            assertEquals(10 * MINIMUM, pool.usedBytes());
        }
    }

    @Test
    void evictorsGiveWayToOperators() {
        MemoryPool pool = new MemoryPool(10 * MINIMUM);
        Lease cache = pool.evictableLease("cache");
        MemoryPool.Evictor evictor = bytes -> cache.release(Math.min(bytes, cache.heldBytes()));
        pool.addEvictor(evictor);
        assertTrue(cache.tryReserve(10 * MINIMUM));
        try (Lease operator = pool.lease("operator")) {
            assertTrue(operator.tryReserve(4 * MINIMUM));
            assertEquals(6 * MINIMUM, cache.heldBytes());
            pool.removeEvictor(evictor);
            assertFalse(operator.tryReserve(MINIMUM));
        }
        cache.close();
        assertEquals(0, pool.usedBytes());
    }

    @Test
    void bytesThatAreHandedOverAreNeverFreeInBetween() {
        MemoryPool pool = new MemoryPool(10 * MINIMUM);
        Lease to = pool.lease("to");
        Lease from = pool.lease("from");
        assertTrue(from.tryReserve(5 * MINIMUM));
        from.transferTo(to, 2 * MINIMUM);
        assertEquals(3 * MINIMUM, from.heldBytes());
        assertEquals(2 * MINIMUM, to.heldBytes());
        to.close();
        from.transferTo(to, MINIMUM);
        assertEquals(2 * MINIMUM, pool.usedBytes(), "to a closed lease means back to the pool");
        assertThrows(IllegalStateException.class, () -> from.release(3 * MINIMUM));
        from.close();
        from.close();
        assertEquals(0, pool.usedBytes());
    }

    @Test
    void anAlarmOfTheCollectorPressesTheLargestOnce() {
        AtomicLong alarms = new AtomicLong();
        MemoryPool pool = new MemoryPool(100 * MINIMUM, alarms::get);
        List<Long> evictions = new ArrayList<>();
        pool.addEvictor(evictions::add);
        try (Lease large = pool.lease("large");
                Lease small = pool.lease("small")) {
            large.tryReserve(40 * MINIMUM);
            small.tryReserve(5 * MINIMUM);
            assertFalse(large.pressed());

            alarms.incrementAndGet();
            assertTrue(small.tryReserve(1));
            assertTrue(large.pressed());
            assertFalse(small.pressed());
            assertEquals(List.of(100 * MINIMUM / 8), evictions);

            assertTrue(small.tryReserve(1));
            assertEquals(1, evictions.size(), "one alarm is heeded once");
            large.releaseAll();
            assertFalse(large.pressed());
        }
    }

    @Test
    void threadsThatReserveAndReleaseLeaveNothing() throws Exception {
        MemoryPool pool = new MemoryPool(20 * MINIMUM);
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            Thread thread = new Thread(
                    () -> {
                        try (Lease lease = pool.lease("worker")) {
                            for (int i = 0; i < 20_000; i++) {
                                if (!lease.tryReserve(random.nextInt((int) (2 * MINIMUM))) || lease.pressed()) {
                                    lease.releaseAll();
                                }
                            }
                        }
                    },
                    "vonk-test-" + t);
            thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(0, pool.usedBytes());
        assertEquals(0, pool.leaseCount());
    }

    @Test
    void theCollectorsSignalCanBeAsked() {
        HeapPressure pressure = new HeapPressure();
        long before = pressure.getAsLong();
        assertTrue(before >= 0);
        assertTrue(pressure.getAsLong() >= before);
    }
}
