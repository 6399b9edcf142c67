package io.vonk.io.csv;

import io.vonk.internal.file.FileSplit;
import io.vonk.io.FileSystem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bad rows of one split to a file. The file's name depends on the split alone, and the file appears at once when
 * the split has been read to its end: attempts that are repeated or run twice replace it by the same content. A split
 * without bad rows has no file, nor does one whose reading ends early.
 *
 * <p>Format: CSV with commas, minimal double quotes and {@code \n}, in UTF-8. The first line is the header {@code
 * file,line,byte,column,value,reason,row}. {@code line} counts from 1 and {@code byte} from 0, where the row starts; {@code
 * column} and {@code value} are empty if the row is bad as a whole; {@code row} is the row as it stands in the file,
 * decoded, without its line end. Example:
 *
 * <pre>
 * file,line,byte,column,value,reason,row
 * trips.csv,3,57,fare,x12,expected a number of type double,"2,x12"
 * </pre>
 *
 * <p>Name: the file's own name, the first byte of the split in 15 digits, and the CRC-32 of the file's whole path in 8
 * hexadecimal digits, as in {@code trips.csv-000000000000000-1c291ca3.csv}. Until it is complete it has a name that begins
 * with {@code .} and ends with {@code .tmp}.
 */
final class QuarantineFile implements BadRowSink {
    private final FileSystem files;
    private final String path;
    private final String temporaryPath;
    private @Nullable CSVPrinter printer;

    QuarantineFile(FileSystem files, String directory, FileSplit split) {
        String name = name(split);
        this.files = files;
        this.path = directory + "/" + name;
        this.temporaryPath = directory + "/." + name + "." + UUID.randomUUID() + ".tmp";
    }

    static String name(FileSplit split) {
        String path = split.file().path();
        CRC32 hash = new CRC32();
        hash.update(path.getBytes(StandardCharsets.UTF_8));
        return String.format(
                Locale.ROOT,
                "%s-%015d-%08x.csv",
                path.substring(path.lastIndexOf('/') + 1),
                split.startByte(),
                hash.getValue());
    }

    @Override
    public void accept(BadRow row) throws IOException {
        CSVPrinter started = printer;
        if (started == null) {
            CSVFormat format =
                    CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
            started = new CSVPrinter(
                    new BufferedWriter(new OutputStreamWriter(files.create(temporaryPath), StandardCharsets.UTF_8)),
                    format);
            printer = started;
            started.printRecord("file", "line", "byte", "column", "value", "reason", "row");
        }
        started.printRecord(row.path(), row.line(), row.offset(), row.column(), row.value(), row.reason(), row.text());
    }

    @Override
    public void complete() throws IOException {
        CSVPrinter written = printer;
        if (written == null) {
            // An earlier run of other data may have left one.
            files.delete(path);
            return;
        }
        printer = null;
        written.close();
        files.rename(temporaryPath, path);
    }

    @Override
    public void close() throws IOException {
        CSVPrinter unfinished = printer;
        printer = null;
        if (unfinished != null) {
            unfinished.close();
            files.delete(temporaryPath);
        }
    }
}
