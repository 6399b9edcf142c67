package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.api.VonkSession;
import io.vonk.data.Row;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.csv.CsvSource;
import io.vonk.io.parquet.ParquetReadOptions;
import io.vonk.io.parquet.ParquetSource;
import io.vonk.launch.Vonk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvToParquetTest {
    @Test
    void theParquetFilesHoldTheRowsOfTheCsvFiles(@TempDir Path temp) {
        String output = temp.resolve("trips").toString();
        List<String> lines = Output.of(() -> CsvToParquet.main(new String[] {"--output", output}));

        assertEquals(20, lines.size(), lines::toString);
        assertEquals("pickup_datetime Timestamp[resolution=MICROS, utc=false]", lines.get(1));
        try (VonkSession vonk = Vonk.local(2)) {
            ParquetSource<Row> parquet =
                    ParquetSource.rows(new LocalFileSystem(), List.of(output), ParquetReadOptions.DEFAULT);
            List<Row> written = vonk.read(parquet).collect();
            assertEquals(30_000, written.size());
            assertEquals(
                    vonk.read(CsvSource.rows(ShippedData.trips())).countByValue(),
                    vonk.read(parquet).countByValue());
        }
    }
}
