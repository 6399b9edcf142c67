package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.TaxiReport;
import io.vonk.bench.job.TaxiReport.Totals;
import io.vonk.bench.job.TaxiReport.ZoneMonth;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Splits every line; a map of totals for each thread. */
record TaxiCsv(Workers workers, Path trips) implements PreparedJob {
    private static final int MONTH = "2019-01".length();

    @Override
    public Answer run() throws Exception {
        List<Path> files = Directory.files(trips, Trips.SUFFIX);
        List<Map<ZoneMonth, Totals>> totals = workers.items(
                files.size(),
                HashMap::new,
                (file, map) ->
                        Trips.read(files.get(file), row -> map.merge(zoneMonth(row), totals(row), Totals::plus)));
        Tally tally = new Tally();
        Merge.maps(totals, Totals::plus)
                .forEach((group, sums) -> tally.add(TaxiReport.digest(
                        group.zone(),
                        group.month(),
                        sums.trips(),
                        sums.fare(),
                        sums.tips(),
                        sums.tolls(),
                        sums.total())));
        return tally.answer();
    }

    private static ZoneMonth zoneMonth(String[] row) {
        return new ZoneMonth(
                Integer.parseInt(row[TaxiReport.PICKUP_LOCATION_ID]),
                row[TaxiReport.PICKUP_DATETIME].substring(0, MONTH));
    }

    private static Totals totals(String[] row) {
        return new Totals(
                1,
                amount(row[TaxiReport.FARE_AMOUNT]),
                amount(row[TaxiReport.TIP_AMOUNT]),
                amount(row[TaxiReport.TOLLS_AMOUNT]),
                amount(row[TaxiReport.TOTAL_AMOUNT]));
    }

    private static double amount(String text) {
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }
}
