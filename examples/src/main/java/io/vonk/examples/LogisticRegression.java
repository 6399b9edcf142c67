package io.vonk.examples;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.io.csv.CsvSource;
import io.vonk.launch.Vonk;
import java.util.List;
import java.util.Locale;

/**
 * Predicts whether the driver of a taxi gets a tip (that is recorded: those paid in cash are not), by gradient descent.
 *
 * <p>Shows a model that is trained in rounds over records that are kept in memory.
 */
public final class LogisticRegression {
    private static final String USAGE = "LogisticRegression [--trips DIR] [--rounds N] [--seed N]";
    private static final List<String> FEATURES = List.of("constant", "paid by card", "miles", "in the evening");
    private static final double RATE = 1.0;
    private static final int PAID_BY_CARD = 1;

    /** The columns of a trip that matter; the time as text, of which the hour is needed only. */
    record Trip(String pickupDatetime, String paymentType, double tripDistance, double tipAmount) {}

    /** What is known of a trip, and whether there was a tip. */
    record Example(double[] features, boolean positive) {
        static Example of(Trip trip) {
            boolean card = trip.paymentType().equals(Integer.toString(PAID_BY_CARD));
            boolean evening = Integer.parseInt(trip.pickupDatetime().substring(11, 13)) >= 18;
            double miles = Math.log1p(Math.max(0, trip.tripDistance()));
            return new Example(new double[] {1, card ? 1 : 0, miles, evening ? 1 : 0}, trip.tipAmount() > 0);
        }
    }

    private LogisticRegression() {}

    /** The weights after some rounds, starting with zeros. */
    static double[] train(Rdd<Example> examples, int features, int rounds) {
        long count = examples.count();
        double[] weights = new double[features];
        for (int round = 0; round < rounds; round++) {
            double[] current = weights.clone();
            double[] gradient = examples.aggregate(
                    new double[features],
                    (sum, example) ->
                            add(sum, example.features(), probability(current, example) - (example.positive() ? 1 : 0)),
                    (left, right) -> add(left, right, 1));
            add(weights, gradient, -RATE / count);
        }
        return weights;
    }

    /** How likely it is, by the weights, that the example is a positive one. */
    static double probability(double[] weights, Example example) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * example.features()[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /** The share of the examples that the weights tell right. */
    static double accuracy(Rdd<Example> examples, double[] weights) {
        return examples.mapToDouble(each -> (probability(weights, each) > 0.5) == each.positive() ? 1 : 0)
                .mean();
    }

    private static double[] add(double[] sum, double[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
        return sum;
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        try (VonkSession vonk = Vonk.auto()) {
            List<Rdd<Example>> parts = vonk.read(
                            CsvSource.of(Trip.class, arguments.get("--trips", ShippedData.trips())))
                    .map(Example::of)
                    .randomSplit(new double[] {0.8, 0.2}, arguments.number("--seed", 1));
            Rdd<Example> training = parts.get(0).cache();
            double[] weights = train(training, FEATURES.size(), arguments.number("--rounds", 100));

            for (int i = 0; i < weights.length; i++) {
                System.out.printf(Locale.ROOT, "%-15s %8.3f%n", FEATURES.get(i), weights[i]);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%ntold right: %.1f %% of the trips of the training, %.1f %% of the others%n",
                    100 * accuracy(training, weights),
                    100 * accuracy(parts.get(1), weights));
        }
    }
}
