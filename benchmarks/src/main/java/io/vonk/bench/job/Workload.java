package io.vonk.bench.job;

/**
 * The data that is generated inside the jobs, record by record, the same for every engine: record {@code i} is a function
 * of {@code i} alone.
 */
public final class Workload {
    /** Coordinates of a point. */
    public static final int DIMENSIONS = 10;

    /** Groups of the clustering. */
    public static final int CENTRES = 8;

    /** Rounds of the clustering. */
    public static final int CLUSTER_ROUNDS = 10;

    /** Links of a node. */
    public static final int LINKS = 10;

    /** Rounds of the page rank. */
    public static final int RANK_ROUNDS = 5;

    /** The part of a rank that follows links. */
    public static final double DAMPING = 0.85;

    private static final double UNIT = 0x1.0p-53;

    private Workload() {}

    /** The key of pair {@code i}: one of {@code keys}, in no order. */
    public static long key(long i, long keys) {
        return Long.remainderUnsigned(Digest.of(i), keys);
    }

    /** A key among {@code keys} of which 0 has 30 in 100 pairs. */
    public static long skewedKey(long i, long keys) {
        long mixed = Digest.of(i);
        return Long.remainderUnsigned(mixed, 10) < 3 ? 0 : Long.remainderUnsigned(mixed >>> 8, keys);
    }

    /** The value that the small side of a join has for {@code key}. */
    public static long joined(long key) {
        return key * 7 + 1;
    }

    /** The node that link {@code i} of the graph leaves; {@code i} from 0 to {@code nodes * LINKS - 1}. */
    public static long linkSource(long i) {
        return i / LINKS;
    }

    /** The node that link {@code i} leads to; nodes with small numbers are linked to more often. */
    public static long linkTarget(long i, long nodes) {
        double uniform = (Digest.of(i) >>> 11) * UNIT;
        return (long) (nodes * uniform * uniform);
    }

    /** What a node's rank counts in the answer, so that ranks at the wrong nodes are noticed. */
    public static double rankWeight(long node) {
        return 1 + (node & 7);
    }

    /** Point {@code i}: near one of {@link #CENTRES} centres. */
    public static double[] point(long i) {
        double[] point = new double[DIMENSIONS];
        long centre = Long.remainderUnsigned(Digest.of(i), CENTRES);
        for (int d = 0; d < DIMENSIONS; d++) {
            point[d] = centre * ((d & 1) == 0 ? 1 : -1) + (Digest.of(i, d) >>> 11) * UNIT;
        }
        return point;
    }

    /** The centres that the clustering starts from. */
    public static double[][] firstCentres() {
        double[][] centres = new double[CENTRES][];
        for (int c = 0; c < CENTRES; c++) {
            centres[c] = point(c * 1_000_003L);
        }
        return centres;
    }

    /** The customer of order {@code i}, as text. */
    public static String customer(long key) {
        return "customer-" + key;
    }

    /** The city of a customer. */
    public static String city(long key) {
        return "city " + Long.remainderUnsigned(Digest.of(key, 1), 1000);
    }

    /** The item of order {@code i}. */
    public static int item(long i) {
        return (int) Long.remainderUnsigned(Digest.of(i, 2), 50_000);
    }

    /** The quantity of order {@code i}. */
    public static int quantity(long i) {
        return 1 + (int) Long.remainderUnsigned(Digest.of(i, 3), 9);
    }

    /** The price of order {@code i}, in whole cents. */
    public static double price(long i) {
        return Long.remainderUnsigned(Digest.of(i, 4), 100_000) / 100.0;
    }

    /** The moment of order {@code i}, in seconds; all are different. */
    public static long moment(long i, long orders) {
        return Long.remainderUnsigned(i * 7_368_787L, Math.max(1, orders)) * 64 + (i & 63);
    }
}
