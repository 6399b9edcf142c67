package io.vonk.examples;

import io.vonk.api.JoinStrategy;
import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Column;
import io.vonk.data.Pair;
import io.vonk.error.OutputException;
import io.vonk.io.WriteMode;
import io.vonk.io.csv.CsvSource;
import io.vonk.io.parquet.ParquetSink;
import io.vonk.io.parquet.ParquetWriteOptions;
import io.vonk.launch.Vonk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The monthly revenue of New York's yellow taxis per pickup zone, from CSV to Parquet.
 *
 * <p>Every trip counts, in the month and zone of its pickup. Empty amounts add nothing to a sum; averages are over the trips
 * that have the value, and null if none has. A zone that is not in the table of zones keeps its row, without names.
 */
public final class TaxiRevenue {
    private static final String USAGE =
            "TaxiRevenue [--trips DIR] [--zones FILE] [--output DIR] [--overwrite] [--master URL]";

    /** The columns of the trips that the report needs; all others are never looked at. */
    record Trip(
            LocalDateTime pickupDatetime,
            int pickupLocationId,
            @Nullable Double passengerCount,
            @Nullable Double tripDistance,
            @Nullable Double fareAmount,
            @Nullable Double tipAmount,
            @Nullable Double tollsAmount,
            @Nullable Double totalAmount) {}

    /** A row of the table of zones. */
    record Zone(int locationId, String borough, String zone) {}

    /** What the report has a row for; sorted by zone, then month. */
    record ZoneMonth(int zone, String month) implements Comparable<ZoneMonth> {
        static ZoneMonth of(Trip trip) {
            return new ZoneMonth(
                    trip.pickupLocationId(),
                    YearMonth.from(trip.pickupDatetime()).toString());
        }

        @Override
        public int compareTo(ZoneMonth other) {
            int byZone = Integer.compare(zone, other.zone);
            return byZone != 0 ? byZone : month.compareTo(other.month);
        }
    }

    /** A mean that can still be added to. */
    record Mean(double sum, long count) {
        static Mean of(@Nullable Double value) {
            return value == null ? new Mean(0, 0) : new Mean(value, 1);
        }

        Mean plus(Mean other) {
            return new Mean(sum + other.sum, count + other.count);
        }

        @Nullable
        Double value() {
            return count == 0 ? null : sum / count;
        }
    }

    /** What some trips amount to. */
    record Totals(long trips, double fare, double tips, double tolls, double total, Mean passengers, Mean distance) {
        static Totals of(Trip trip) {
            return new Totals(
                    1,
                    orZero(trip.fareAmount()),
                    orZero(trip.tipAmount()),
                    orZero(trip.tollsAmount()),
                    orZero(trip.totalAmount()),
                    Mean.of(trip.passengerCount()),
                    Mean.of(trip.tripDistance()));
        }

        Totals plus(Totals other) {
            return new Totals(
                    trips + other.trips,
                    fare + other.fare,
                    tips + other.tips,
                    tolls + other.tolls,
                    total + other.total,
                    passengers.plus(other.passengers),
                    distance.plus(other.distance));
        }

        private static double orZero(@Nullable Double amount) {
            return amount == null ? 0 : amount;
        }
    }

    /** A row of the report. */
    record Revenue(
            @Column("zone_id") int zoneId,
            @Nullable String borough,
            @Nullable String zone,
            String month,
            long trips,
            double fare,
            double tips,
            double tolls,
            double total,
            @Column("avg_passengers") @Nullable Double avgPassengers,
            @Column("avg_distance") @Nullable Double avgDistance) {

        static Revenue of(ZoneMonth key, Totals sums, @Nullable Zone zone) {
            return new Revenue(
                    key.zone(),
                    zone == null ? null : zone.borough(),
                    zone == null ? null : zone.zone(),
                    key.month(),
                    sums.trips(),
                    sums.fare(),
                    sums.tips(),
                    sums.tolls(),
                    sums.total(),
                    sums.passengers().value(),
                    sums.distance().value());
        }
    }

    private TaxiRevenue() {}

    /** The report, in one sorted partition, because it is small. */
    static Rdd<Revenue> report(Rdd<Trip> trips, Rdd<Zone> zones) {
        PairRdd<Integer, Zone> zonesById = zones.keyBy(Zone::locationId);
        return trips.mapToPair(trip -> Pair.of(ZoneMonth.of(trip), Totals.of(trip)))
                .reduceByKey(Totals::plus)
                .keyBy(sums -> sums.key().zone())
                .leftOuterJoin(zonesById, JoinStrategy.BROADCAST)
                .map(joined -> {
                    Pair<ZoneMonth, Totals> sums = joined.value().key();
                    return Revenue.of(
                            sums.key(), sums.value(), joined.value().value().orElse(null));
                })
                .sortBy(row -> new ZoneMonth(row.zoneId(), row.month()), true, 1);
    }

    /** All months of a zone. */
    record ZoneTotal(String zone, String borough, long trips, double total) {
        static ZoneTotal of(Revenue row) {
            String zone = row.zone() == null ? "zone " + row.zoneId() : row.zone();
            return new ZoneTotal(zone, row.borough() == null ? "" : row.borough(), row.trips(), row.total());
        }

        ZoneTotal plus(ZoneTotal other) {
            return new ZoneTotal(zone, borough, trips + other.trips, total + other.total);
        }
    }

    /** The zones with the highest totals, highest first. */
    static List<ZoneTotal> topZones(Rdd<Revenue> report, int count) {
        return report.mapToPair(row -> Pair.of(row.zoneId(), ZoneTotal.of(row)))
                .reduceByKey(ZoneTotal::plus)
                .values()
                .top(count, (a, b) -> Double.compare(a.total(), b.total()));
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        String output = arguments.get("--output", "vonk-output/taxi-revenue");
        boolean overwrite = arguments.has("--overwrite");
        if (!overwrite && Files.exists(Path.of(output))) {
            throw new OutputException(
                    "the report " + output + " exists already; give --overwrite to replace it, or another --output",
                    null);
        }
        String master = arguments.find("--master");
        long start = System.nanoTime();
        try (VonkSession vonk = master == null ? Vonk.auto() : Vonk.connect(master)) {
            Rdd<Trip> trips = vonk.read(CsvSource.of(Trip.class, arguments.get("--trips", ShippedData.trips())));
            Rdd<Zone> zones = vonk.read(CsvSource.of(Zone.class, arguments.get("--zones", ShippedData.zones())));
            Rdd<Revenue> report = report(trips, zones).cache();
            report.write(
                    ParquetSink.records(Revenue.class, ParquetWriteOptions.DEFAULT),
                    output,
                    overwrite ? WriteMode.OVERWRITE : WriteMode.ERROR_IF_EXISTS);

            print(topZones(report, 10));
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d rows from %,d trips in %s, after %.1f s%n",
                    report.count(),
                    report.mapToLong(Revenue::trips).sum(),
                    Path.of(output).toAbsolutePath().normalize(),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static void print(List<ZoneTotal> zones) {
        System.out.printf("%-30s %-15s %10s %15s%n", "zone", "borough", "trips", "total");
        for (ZoneTotal zone : zones) {
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %-15s %,10d %,15.2f%n",
                    zone.zone(),
                    zone.borough(),
                    zone.trips(),
                    zone.total());
        }
    }
}
