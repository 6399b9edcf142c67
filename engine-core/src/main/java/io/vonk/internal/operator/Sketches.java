package io.vonk.internal.operator;

import io.vonk.function.Aggregator;
import io.vonk.function.HashPartitioner;
import io.vonk.function.SerFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.TaskScope;
import java.util.List;

/**
 * Approximate counts of different records by HyperLogLog (Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the analysis of
 * a near-optimal cardinality estimation algorithm", 2007) over 64-bit hashes, with linear counting for small counts.
 *
 * <p>A sketch is an array of 2^p registers; register <i>j</i> holds the largest rank (leading zeros plus one) of the hashes
 * whose first p bits are <i>j</i>. The standard error is 1.04 / sqrt(2^p).
 */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Sketches {
    /** The count that a sketch stands for. */
    public static final SerFunction<byte[], Long> ESTIMATE = Sketches::estimate;

    private Sketches() {}

    /** A sketch of each partition's records. */
    public static ResultFunction<byte[]> distinct(double relativeAccuracy) {
        return new Distinct(registers(relativeAccuracy));
    }

    /** A sketch of the values of each key. */
    public static <V> Aggregator<V, byte[]> aggregator(double relativeAccuracy) {
        int registers = registers(relativeAccuracy);
        return new Aggregator<>(value -> add(new byte[registers], value), Sketches::add, Sketches::merge);
    }

    /** The count of the union of sketches. */
    public static long estimate(List<byte[]> sketches) {
        if (sketches.isEmpty()) {
            return 0;
        }
        byte[] merged = sketches.get(0).clone();
        for (byte[] sketch : sketches) {
            merge(merged, sketch);
        }
        return estimate(merged);
    }

    private static int registers(double relativeAccuracy) {
        if (!(relativeAccuracy >= 0.0001 && relativeAccuracy <= 0.4)) {
            throw new IllegalArgumentException("relativeAccuracy must be from 0.0001 to 0.4; got: " + relativeAccuracy);
        }
        int bits = (int) Math.ceil(2 * Math.log(1.04 / relativeAccuracy) / Math.log(2));
        return 1 << Math.max(4, bits);
    }

    private static byte[] add(byte[] registers, Object record) {
        long hash = HashPartitioner.mix(HashPartitioner.hash(record) + 0x9e3779b97f4a7c15L);
        int bits = Integer.numberOfTrailingZeros(registers.length);
        int register = (int) (hash >>> 64 - bits);
        int rank = Long.numberOfLeadingZeros(hash << bits | 1L << bits - 1) + 1;
        if (registers[register] < rank) {
            registers[register] = (byte) rank;
        }
        return registers;
    }

    private static byte[] merge(byte[] into, byte[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] = (byte) Math.max(into[i], other[i]);
        }
        return into;
    }

    private static long estimate(byte[] registers) {
        int count = registers.length;
        double sum = 0;
        int zeros = 0;
        for (byte rank : registers) {
            sum += 1.0 / (1L << rank);
            zeros += rank == 0 ? 1 : 0;
        }
        double alpha = count == 16 ? 0.673 : count == 32 ? 0.697 : count == 64 ? 0.709 : 0.7213 / (1 + 1.079 / count);
        double raw = alpha * count * count / sum;
        return Math.round(raw <= 2.5 * count && zeros > 0 ? count * Math.log((double) count / zeros) : raw);
    }

    private record Distinct(int registers) implements ResultFunction<byte[]> {
        @Override
        public byte[] apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            byte[] sketch = new byte[registers];
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                for (int i = 0; i < batch.size; i++) {
                    add(sketch, batch.record(i));
                }
            }
            return sketch;
        }
    }
}
