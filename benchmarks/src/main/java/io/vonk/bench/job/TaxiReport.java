package io.vonk.bench.job;

import java.io.Serializable;

/** What the taxi report adds up, and how its rows are digested. */
public final class TaxiReport {
    /** The line that the CSV files begin with. */
    public static final String HEADER = "vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,"
            + "rate_code_id,store_and_fwd_flag,pickup_location_id,dropoff_location_id,payment_type,fare_amount,extra,"
            + "mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount,congestion_surcharge";

    /** Names and types of the columns, as DuckDB takes them. */
    public static final String SQL_COLUMNS = "{'vendor_id': 'INTEGER', 'pickup_datetime': 'TIMESTAMP', "
            + "'dropoff_datetime': 'TIMESTAMP', 'passenger_count': 'DOUBLE', 'trip_distance': 'DOUBLE', "
            + "'rate_code_id': 'DOUBLE', 'store_and_fwd_flag': 'VARCHAR', 'pickup_location_id': 'INTEGER', "
            + "'dropoff_location_id': 'INTEGER', 'payment_type': 'INTEGER', 'fare_amount': 'DOUBLE', 'extra': 'DOUBLE', "
            + "'mta_tax': 'DOUBLE', 'tip_amount': 'DOUBLE', 'tolls_amount': 'DOUBLE', 'improvement_surcharge': 'DOUBLE', "
            + "'total_amount': 'DOUBLE', 'congestion_surcharge': 'DOUBLE'}";

    /** Position of the moment of pickup, as {@code 2019-01-15 03:36:12}. */
    public static final int PICKUP_DATETIME = 1;

    /** Position of the zone of pickup. */
    public static final int PICKUP_LOCATION_ID = 7;
    /** Position of the fare. */
    public static final int FARE_AMOUNT = 10;
    /** Position of the tip. */
    public static final int TIP_AMOUNT = 13;
    /** Position of the tolls. */
    public static final int TOLLS_AMOUNT = 14;
    /** Position of the total. */
    public static final int TOTAL_AMOUNT = 16;

    private TaxiReport() {}

    /** What a row of the report is about; {@code month} as {@code 2019-01}. */
    public record ZoneMonth(int zone, String month) implements Serializable {}

    /** Sums over some trips. */
    public record Totals(long trips, double fare, double tips, double tolls, double total) implements Serializable {
        /** Both together. */
        public Totals plus(Totals other) {
            return new Totals(
                    trips + other.trips,
                    fare + other.fare,
                    tips + other.tips,
                    tolls + other.tolls,
                    total + other.total);
        }
    }

    /** The digest of one row; sums count in whole cents, so that the order of adding does not show. */
    public static long digest(
            int zone, String month, long trips, double fare, double tips, double tolls, double total) {
        long sums = Digest.of(cents(fare), cents(tips), Digest.of(cents(tolls), cents(total)));
        return Digest.of(Digest.of(month, zone), trips, sums);
    }

    /** An amount in whole cents. */
    public static long cents(double amount) {
        return Math.round(amount * 100);
    }
}
