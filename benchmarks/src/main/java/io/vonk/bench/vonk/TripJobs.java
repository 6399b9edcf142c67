package io.vonk.bench.vonk;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.TaxiReport;
import io.vonk.bench.job.TaxiReport.Totals;
import io.vonk.data.Pair;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.Source;
import io.vonk.io.WriteMode;
import io.vonk.io.csv.CsvSource;
import io.vonk.io.parquet.ParquetReadOptions;
import io.vonk.io.parquet.ParquetSink;
import io.vonk.io.parquet.ParquetSource;
import io.vonk.io.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Jobs over taxi trips. */
final class TripJobs {
    private final VonkSession vonk;
    private final JobContext context;

    TripJobs(VonkSession vonk, JobContext context) {
        this.vonk = vonk;
        this.context = context;
    }

    /** A whole row. */
    record Trip(
            @Nullable Integer vendorId,
            @Nullable LocalDateTime pickupDatetime,
            @Nullable LocalDateTime dropoffDatetime,
            @Nullable Double passengerCount,
            @Nullable Double tripDistance,
            @Nullable Double rateCodeId,
            @Nullable String storeAndFwdFlag,
            @Nullable Integer pickupLocationId,
            @Nullable Integer dropoffLocationId,
            @Nullable Integer paymentType,
            @Nullable Double fareAmount,
            @Nullable Double extra,
            @Nullable Double mtaTax,
            @Nullable Double tipAmount,
            @Nullable Double tollsAmount,
            @Nullable Double improvementSurcharge,
            @Nullable Double totalAmount,
            @Nullable Double congestionSurcharge) {}

    /** What a row of the report is about; months are counted from year 0, and become text when there are few of them left. */
    record ZoneMonth(int zone, int month) {
        String monthText() {
            return String.format(Locale.ROOT, "%04d-%02d", month / 12, month % 12 + 1);
        }
    }

    /** The columns of the report. */
    record Fare(
            LocalDateTime pickupDatetime,
            int pickupLocationId,
            @Nullable Double fareAmount,
            @Nullable Double tipAmount,
            @Nullable Double tollsAmount,
            @Nullable Double totalAmount) {

        ZoneMonth key() {
            return new ZoneMonth(pickupLocationId, pickupDatetime.getYear() * 12 + pickupDatetime.getMonthValue() - 1);
        }

        Totals totals() {
            return new Totals(1, orZero(fareAmount), orZero(tipAmount), orZero(tollsAmount), orZero(totalAmount));
        }

        private static double orZero(@Nullable Double amount) {
            return amount == null ? 0 : amount;
        }
    }

    /** The column that the written file is checked by. */
    record Total(@Nullable Double totalAmount) {}

    PreparedJob prepare(Job job) {
        return switch (job) {
            case CSV_COUNT -> () -> Answer.of(vonk.read(csv(Trip.class)).count(), 0);
            case TAXI_CSV -> () -> report(csv(Fare.class));
            case TAXI_PARQUET ->
                () -> report(parquet(Fare.class, context.files().tripsParquet().toString()));
            case CSV_TO_PARQUET -> new ToParquet(context.output(job).toString());
            default -> throw new IllegalArgumentException(job.id());
        };
    }

    private <R extends Record> CsvSource<R> csv(Class<R> type) {
        return CsvSource.of(type, context.files().trips().toString());
    }

    private static <R extends Record> Source<R> parquet(Class<R> type, String path) {
        return ParquetSource.records(new LocalFileSystem(), java.util.List.of(path), type, ParquetReadOptions.DEFAULT);
    }

    private Answer report(Source<Fare> fares) {
        Rdd<Pair<ZoneMonth, Totals>> report = vonk.read(fares)
                .mapToPair(fare -> Pair.of(fare.key(), fare.totals()))
                .reduceByKey(Totals::plus);
        return Answers.of(
                report,
                row -> TaxiReport.digest(
                        row.key().zone(),
                        row.key().monthText(),
                        row.value().trips(),
                        row.value().fare(),
                        row.value().tips(),
                        row.value().tolls(),
                        row.value().total()));
    }

    private final class ToParquet implements PreparedJob {
        private final String output;

        ToParquet(String output) {
            this.output = output;
        }

        @Override
        public Answer run() {
            vonk.read(csv(Trip.class))
                    .write(ParquetSink.records(Trip.class, ParquetWriteOptions.DEFAULT), output, WriteMode.OVERWRITE);
            return Answer.NONE;
        }

        @Override
        public Answer check(Answer ran) {
            return Answers.of(
                    vonk.read(parquet(Total.class, output)),
                    row -> row.totalAmount() == null ? 0 : TaxiReport.cents(row.totalAmount()));
        }

        @Override
        public void close() throws IOException {
            DataMaker.deleteTree(Path.of(output));
        }
    }
}
