package io.vonk.bench.java;

import java.util.Arrays;

/** What one thread hands to others: records of one, two or three numbers, side by side in an array for each bucket. */
final class LongBuckets {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    /** Buckets of random records differ by little: room for that, and for the few records of small inputs. */
    private static final double SLACK = 1.05;

    private static final int SMALLEST = 48;

    private final long[][] arrays;
    private final int[] ends;

    /** Buckets with room for {@code expected} numbers together. */
    LongBuckets(int buckets, long expected) {
        this.arrays = new long[buckets][Math.toIntExact((long) (SLACK * expected / buckets) + SMALLEST)];
        this.ends = new int[buckets];
    }

    /** The bucket of a key, by other bits than those by which a {@link LongTable} places it. */
    static int bucket(long key, int bits) {
        return (int) (key * FACTOR >>> (64 - bits));
    }

    void add(int bucket, long number) {
        int end = ends[bucket];
        room(bucket, end + 1)[end] = number;
        ends[bucket] = end + 1;
    }

    void add(int bucket, long first, long second) {
        int end = ends[bucket];
        long[] array = room(bucket, end + 2);
        array[end] = first;
        array[end + 1] = second;
        ends[bucket] = end + 2;
    }

    void add(int bucket, long first, long second, long third) {
        int end = ends[bucket];
        long[] array = room(bucket, end + 3);
        array[end] = first;
        array[end + 1] = second;
        array[end + 2] = third;
        ends[bucket] = end + 3;
    }

    private long[] room(int bucket, int end) {
        long[] array = arrays[bucket];
        if (end > array.length) {
            array = Arrays.copyOf(array, array.length + array.length / 2);
            arrays[bucket] = array;
        }
        return array;
    }

    /** The numbers of a bucket, up to {@link #end}. */
    long[] array(int bucket) {
        return arrays[bucket];
    }

    int end(int bucket) {
        return ends[bucket];
    }
}
