package io.vonk.examples;

import io.vonk.api.JoinStrategy;
import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.io.csv.CsvSource;
import io.vonk.launch.Vonk;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Yellow-taxi revenue per hour and zone, that of the trips that begin there beside that of those that end there.
 *
 * <p>A full outer join, because many hours of a zone have only the one or only the other. Both sides are large and
 * neither fits into a broadcast in general, so both are sorted and merged.
 */
public final class SortMergeJoin {
    private static final String USAGE = "SortMergeJoin [--trips DIR]";

    record Trip(
            LocalDateTime pickupDatetime,
            LocalDateTime dropoffDatetime,
            int pickupLocationId,
            int dropoffLocationId,
            double totalAmount) {}

    /** An hour in a zone. */
    record ZoneHour(LocalDateTime hour, int zone) {
        static ZoneHour of(LocalDateTime time, int zone) {
            return new ZoneHour(time.truncatedTo(ChronoUnit.HOURS), zone);
        }
    }

    /** The revenue of the trips that begin in an hour and zone, and of those that end there; null if there are none. */
    record Revenue(
            LocalDateTime hour,
            int zone,
            @Nullable Double begun,
            @Nullable Double ended) {}

    private SortMergeJoin() {}

    static Rdd<Revenue> revenue(Rdd<Trip> trips) {
        PairRdd<ZoneHour, Double> begun = trips.mapToPair(trip ->
                        Pair.of(ZoneHour.of(trip.pickupDatetime(), trip.pickupLocationId()), trip.totalAmount()))
                .reduceByKey(Double::sum);
        PairRdd<ZoneHour, Double> ended = trips.mapToPair(trip ->
                        Pair.of(ZoneHour.of(trip.dropoffDatetime(), trip.dropoffLocationId()), trip.totalAmount()))
                .reduceByKey(Double::sum);
        return begun.fullOuterJoin(ended, JoinStrategy.SORT_MERGE)
                .map(joined -> new Revenue(
                        joined.key().hour(),
                        joined.key().zone(),
                        joined.value().key().orElse(null),
                        joined.value().value().orElse(null)));
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        try (VonkSession vonk = Vonk.auto()) {
            Rdd<Trip> trips = vonk.read(CsvSource.of(Trip.class, arguments.get("--trips", ShippedData.trips())));
            Rdd<Revenue> revenue = revenue(trips).cache();

            System.out.printf("%-16s %6s %12s %12s%n", "hour", "zone", "begun", "ended");
            for (Revenue row : revenue.top(10, (a, b) -> Double.compare(orZero(a.begun()), orZero(b.begun())))) {
                System.out.printf(
                        Locale.ROOT,
                        "%-16s %6d %,12.2f %,12.2f%n",
                        row.hour(),
                        row.zone(),
                        orZero(row.begun()),
                        orZero(row.ended()));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d hours of zones: in %,d trips only begin, in %,d they only end%n",
                    revenue.count(),
                    revenue.filter(row -> row.ended() == null).count(),
                    revenue.filter(row -> row.begun() == null).count());
        }
    }

    private static double orZero(@Nullable Double amount) {
        return amount == null ? 0 : amount;
    }
}
