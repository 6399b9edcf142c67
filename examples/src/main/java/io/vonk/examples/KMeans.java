package io.vonk.examples;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.io.csv.CsvSource;
import io.vonk.launch.Vonk;
import io.vonk.runtime.Broadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Points in groups around centres; by default taxi trips by distance and price.
 *
 * <p>Shows a loop in the driver that hands its state to the tasks as a broadcast.
 */
public final class KMeans {
    private static final String USAGE = "KMeans [--trips DIR] [--groups N] [--rounds N] [--seed N]";

    /** The columns of a trip that become a point. */
    record Trip(double tripDistance, double totalAmount) {}

    record Point(double x, double y) {
        double squaredDistance(Point other) {
            return (x - other.x) * (x - other.x) + (y - other.y) * (y - other.y);
        }
    }

    /** Points added up. */
    record Group(double x, double y, long size) {
        static Group of(Point point) {
            return new Group(point.x(), point.y(), 1);
        }

        Group plus(Group other) {
            return new Group(x + other.x, y + other.y, size + other.size);
        }

        Point centre() {
            return new Point(x / size, y / size);
        }
    }

    private KMeans() {}

    /** The groups after {@code rounds}, or when no point changes its group any more; empty groups are left out. */
    static List<Group> cluster(Rdd<Point> points, List<Point> start, int rounds) {
        List<Point> centres = start;
        List<Group> groups = List.of();
        for (int round = 0; round < rounds; round++) {
            Broadcast<List<Point>> known = points.session().broadcast(centres);
            Map<Integer, Group> byCentre = points.mapToPair(
                            point -> Pair.of(nearest(known.value(), point), Group.of(point)))
                    .reduceByKeyLocally(Group::plus);
            known.destroy();
            groups = new ArrayList<>(byCentre.values());
            List<Point> moved = groups.stream().map(Group::centre).toList();
            if (moved.size() == centres.size() && centres.containsAll(moved)) {
                break;
            }
            centres = moved;
        }
        return groups;
    }

    private static int nearest(List<Point> centres, Point point) {
        int nearest = 0;
        for (int i = 1; i < centres.size(); i++) {
            if (point.squaredDistance(centres.get(i)) < point.squaredDistance(centres.get(nearest))) {
                nearest = i;
            }
        }
        return nearest;
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        try (VonkSession vonk = Vonk.auto()) {
            Rdd<Point> points = vonk.read(CsvSource.of(Trip.class, arguments.get("--trips", ShippedData.trips())))
                    .map(trip -> new Point(trip.tripDistance(), trip.totalAmount()))
                    .cache();
            List<Point> start =
                    points.takeSample(false, arguments.number("--groups", 4), arguments.number("--seed", 1));

            System.out.printf("%10s %10s %10s%n", "trips", "miles", "dollars");
            cluster(points, start, arguments.number("--rounds", 20)).stream()
                    .sorted((a, b) -> Long.compare(b.size(), a.size()))
                    .forEach(group -> System.out.printf(
                            Locale.ROOT,
                            "%,10d %10.2f %10.2f%n",
                            group.size(),
                            group.centre().x(),
                            group.centre().y()));
        }
    }
}
