package io.vonk.internal.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The collector's own signal: how often a collection left the heap's old generation fuller than {@value #ALARM_PERCENT} %.
 *
 * <p>It stands for what no lease counts: objects of user code, and combinations that turned out larger than their
 * estimate. The JVM's management classes are loaded at the first question, so that programs that stay small never load them.
 * No thread and no listener is needed, because the JVM counts by itself and the pool asks.
 *
 * <p>Thread safety: may be asked by any thread.
 */
public final class HeapPressure implements LongSupplier {
    static final int ALARM_PERCENT = 85;

    private @Nullable MemoryPoolMXBean oldGeneration;
    private boolean looked;

    /** How many collections so far left too little free; 0 for ever if this JVM cannot tell. */
    @Override
    public synchronized long getAsLong() {
        if (!looked) {
            looked = true;
            oldGeneration = find();
        }
        return oldGeneration == null ? 0 : oldGeneration.getCollectionUsageThresholdCount();
    }

    private static @Nullable MemoryPoolMXBean find() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            boolean old = pool.getName().contains("Old") || pool.getName().contains("Tenured");
            long max = pool.getUsage().getMax();
            if (pool.getType() == MemoryType.HEAP && old && pool.isCollectionUsageThresholdSupported() && max > 0) {
                pool.setCollectionUsageThreshold(max / 100 * ALARM_PERCENT);
                return pool;
            }
        }
        return null;
    }
}
