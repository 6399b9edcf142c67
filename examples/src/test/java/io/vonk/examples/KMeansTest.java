package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.api.VonkSession;
import io.vonk.examples.KMeans.Group;
import io.vonk.examples.KMeans.Point;
import io.vonk.launch.Vonk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KMeansTest {
    private static final long SEED = 5;

    @Test
    void groupsThatLieApartAreFoundWithTheirCentres() {
        Random random = new Random(SEED);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double centre = i % 3 * 100;
            points.add(new Point(centre + random.nextDouble(), -centre + random.nextDouble()));
        }
        try (VonkSession vonk = Vonk.local(2)) {
            List<Point> start = List.of(new Point(10, 0), new Point(60, -60), new Point(150, -150));
            List<Group> groups = new ArrayList<>(KMeans.cluster(vonk.parallelize(points, 4), start, 50));

            groups.sort(Comparator.comparingDouble(Group::x));
            assertEquals(3, groups.size(), "seed " + SEED);
            for (int i = 0; i < 3; i++) {
                assertEquals(100, groups.get(i).size(), "seed " + SEED);
                assertEquals(100 * i + 0.5, groups.get(i).centre().x(), 0.1, "seed " + SEED);
                assertEquals(-100 * i + 0.5, groups.get(i).centre().y(), 0.1, "seed " + SEED);
            }
        }
    }

    @Test
    void allShippedTripsAreInAGroup() {
        List<String> lines = Output.of(() -> KMeans.main(new String[] {"--groups", "3", "--rounds", "4"}));

        assertEquals(4, lines.size(), lines::toString);
        long trips = lines.stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.strip().split(" ")[0].replace(",", "")))
                .sum();
        assertEquals(30_000, trips);
    }
}
