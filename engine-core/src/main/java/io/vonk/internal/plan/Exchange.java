package io.vonk.internal.plan;

import io.vonk.function.Aggregator;
import io.vonk.function.Partitioner;
import io.vonk.function.SerComparator;
import java.io.Serializable;

/** How a shuffle writes, places and reads pairs. Names its writer and its reader, which {@code shuffle} provides. */
public sealed interface Exchange extends Serializable {

    /** Where keys go. */
    Partitioner partitioner();

    /** What it does, for plans. */
    String describe();

    /**
     * Pairs placed by key; each partition holds them in the order of the parent's partitions.
     *
     * @param partitioner where keys go
     */
    record Place(Partitioner partitioner) implements Exchange {
        @Override
        public String describe() {
            return "shuffle by key";
        }
    }

    /**
     * Values combined by key, first in the tasks that write, then in those that read; gives a pair of each key and its
     * combination.
     *
     * @param partitioner where keys go
     * @param aggregator how values are combined
     */
    record Combine(Partitioner partitioner, Aggregator<?, ?> aggregator) implements Exchange {
        @Override
        public String describe() {
            return "shuffle by key with combining on both sides";
        }
    }

    /**
     * Equal records brought together and kept once. The records are their own keys, not pairs.
     *
     * @param partitioner where records go
     */
    record Distinct(Partitioner partitioner) implements Exchange {
        @Override
        public String describe() {
            return "shuffle by record, each once";
        }
    }

    /**
     * Values collected by key; gives a pair of each key and an {@code Iterable} of its values.
     *
     * @param partitioner where keys go
     */
    record Group(Partitioner partitioner) implements Exchange {
        @Override
        public String describe() {
            return "shuffle by key, grouped when read";
        }
    }

    /**
     * Pairs sorted by key within each partition. With a {@link RangePartitioner} the ranges are cut after the writing
     * tasks have sorted their output, so that the partitions are sorted too, one after the other.
     *
     * @param partitioner where keys go
     * @param comparator the order of the keys
     */
    record Sort(Partitioner partitioner, SerComparator<?> comparator) implements Exchange {
        @Override
        public String describe() {
            return partitioner instanceof RangePartitioner
                    ? "sort, ranges cut after sorting"
                    : "shuffle by key, sorted";
        }
    }
}
