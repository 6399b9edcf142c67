package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.TaxiReport;
import io.vonk.bench.job.TaxiReport.Totals;
import io.vonk.bench.job.TaxiReport.ZoneMonth;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The taxi report from lines of text. */
final class TaxiRows {
    private static final int MONTH_CHARS = "2019-01".length();

    private TaxiRows() {}

    static Answer report(JavaSparkContext spark, DataFiles files) {
        return Answers.of(
                spark.textFile(files.trips().toString())
                        .filter(line -> !line.equals(TaxiReport.HEADER))
                        .mapToPair(TaxiRows::trip)
                        .reduceByKey(Totals::plus, Sizes.PARTITIONS),
                TaxiRows::digest);
    }

    private static Tuple2<ZoneMonth, Totals> trip(String line) {
        String[] columns = line.split(",", -1);
        return new Tuple2<>(
                new ZoneMonth(
                        Integer.parseInt(columns[TaxiReport.PICKUP_LOCATION_ID]),
                        columns[TaxiReport.PICKUP_DATETIME].substring(0, MONTH_CHARS)),
                new Totals(
                        1,
                        amount(columns[TaxiReport.FARE_AMOUNT]),
                        amount(columns[TaxiReport.TIP_AMOUNT]),
                        amount(columns[TaxiReport.TOLLS_AMOUNT]),
                        amount(columns[TaxiReport.TOTAL_AMOUNT])));
    }

    private static double amount(String column) {
        return column.isEmpty() ? 0 : Double.parseDouble(column);
    }

    private static long digest(Tuple2<ZoneMonth, Totals> row) {
        Totals totals = row._2;
        return TaxiReport.digest(
                row._1.zone(),
                row._1.month(),
                totals.trips(),
                totals.fare(),
                totals.tips(),
                totals.tolls(),
                totals.total());
    }
}
