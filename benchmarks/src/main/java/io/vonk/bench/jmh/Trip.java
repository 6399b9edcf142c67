package io.vonk.bench.jmh;

import io.vonk.bench.job.Digest;
import java.time.LocalDateTime;

/** A taxi trip with columns of the usual types, as the file benchmarks write and read it. */
public record Trip(
        int vendorId,
        LocalDateTime pickupDatetime,
        LocalDateTime dropoffDatetime,
        double passengerCount,
        double tripDistance,
        String storeAndFwdFlag,
        int pickupLocationId,
        int dropoffLocationId,
        int paymentType,
        double fareAmount,
        double tipAmount,
        double totalAmount) {

    /** Few of the columns. */
    public record Fare(int pickupLocationId, double fareAmount, double totalAmount) {}

    /** Trip {@code i}. */
    static Trip of(long i) {
        long mixed = Digest.of(i);
        LocalDateTime pickup = LocalDateTime.of(2019, 1, 1, 0, 0).plusSeconds(i * 7);
        double fare = below(mixed, 7_000) / 100.0;
        double tip = below(mixed >>> 20, 1_000) / 100.0;
        return new Trip(
                1 + (int) below(mixed, 2),
                pickup,
                pickup.plusSeconds(below(mixed >>> 8, 3_600)),
                1 + below(mixed >>> 16, 6),
                below(mixed >>> 24, 3_000) / 100.0,
                below(mixed, 50) == 0 ? "Y" : "N",
                (int) below(mixed >>> 32, 265),
                (int) below(mixed >>> 40, 265),
                1 + (int) below(mixed >>> 48, 4),
                fare,
                tip,
                Math.round((fare + tip) * 100) / 100.0);
    }

    private static long below(long mixed, long bound) {
        return Long.remainderUnsigned(mixed, bound);
    }

    /** The row of a CSV file. */
    String row() {
        return vendorId + "," + pickupDatetime.toString().replace('T', ' ') + ","
                + dropoffDatetime.toString().replace('T', ' ') + "," + passengerCount + "," + tripDistance + ","
                + storeAndFwdFlag + "," + pickupLocationId + "," + dropoffLocationId + "," + paymentType + ","
                + fareAmount + "," + tipAmount + "," + totalAmount;
    }

    /** The first line of a CSV file. */
    static final String HEADER = "vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,"
            + "store_and_fwd_flag,pickup_location_id,dropoff_location_id,payment_type,fare_amount,tip_amount,"
            + "total_amount";
}
