package io.vonk.internal.cluster;

import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.master.DriverRecord;
import io.vonk.internal.master.DriverSpec;
import io.vonk.internal.wire.DriverCommand;
import io.vonk.internal.wire.JournalEntry;
import io.vonk.internal.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a master remembers of drivers, in the file {@code drivers} of its state directory: entries that are appended and forced to the
 * disk before what follows from them is done. A master that begins reads as far as entries are whole (the last one may have been cut by
 * a crash) and writes them anew without those that later ones have replaced.
 *
 * <pre>
 * file  = 'V' 'D' 'J' 1  entry*
 * entry = length (int)  CRC-32C of the content (int)  content: JournalEntry of vonk/master.proto
 * </pre>
 *
 * Numbers are big-endian. Used by one thread.
 */
final class DriverJournal implements AutoCloseable {
    private static final int MAGIC = 'V' << 24 | 'D' << 16 | 'J' << 8 | 1;
    private static final int MOST_BYTES = 16 << 20;

    private final Path file;
    private final Map<SubmissionId, DriverRecord> records = new LinkedHashMap<>();
    private @Nullable FileChannel channel;

    private DriverJournal(Path file) {
        this.file = file;
    }

    /** Opens the journal of a directory, which is made if it is not there. */
    static DriverJournal open(Path directory) throws IOException {
        Files.createDirectories(directory);
        DriverJournal journal = new DriverJournal(directory.resolve("drivers"));
        if (Files.exists(journal.file)) {
            journal.read(ByteBuffer.wrap(Files.readAllBytes(journal.file)));
        }
        journal.rewrite();
        return journal;
    }

    /** What was remembered when it was opened. */
    List<DriverRecord> records() {
        return List.copyOf(records.values());
    }

    private void read(ByteBuffer bytes) {
        if (bytes.remaining() < Integer.BYTES || bytes.getInt() != MAGIC) {
            log().warn("{} is not a journal of this version and begins anew", file);
            return;
        }
        while (bytes.remaining() >= 2 * Integer.BYTES) {
            int at = bytes.position();
            int length = bytes.getInt();
            int checksum = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                log().warn("{} ends within an entry at byte {}, which counts for nothing", file, at);
                return;
            }
            byte[] content = new byte[length];
            bytes.get(content);
            try {
                if (checksum(content) != checksum) {
                    throw new MalformedEntryException("its checksum is wrong");
                }
                apply(JournalEntry.read(content));
            } catch (MalformedEntryException | MalformedMessageException | IllegalArgumentException e) {
                log().warn("{} is damaged at byte {}; what follows counts for nothing ({})", file, at, e.getMessage());
                return;
            }
        }
    }

    private static final class MalformedEntryException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedEntryException(String message) {
            super(message);
        }
    }

    private void apply(JournalEntry entry) {
        SubmissionId submission = new SubmissionId(entry.submission());
        DriverCommand command = entry.command();
        if (command == null) {
            records.remove(submission);
            return;
        }
        records.put(
                submission,
                new DriverRecord(
                        submission,
                        spec(command),
                        DriverRecord.State.valueOf(entry.state()),
                        entry.worker(),
                        entry.message()));
    }

    static DriverSpec spec(DriverCommand command) {
        return new DriverSpec(command.name(), command.cores(), command.memoryBytes(), command.supervise(), command);
    }

    private void rewrite() throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(out, ByteBuffer.allocate(Integer.BYTES).putInt(MAGIC).flip());
            for (DriverRecord record : records.values()) {
                write(out, entry(record));
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        channel = FileChannel.open(file, StandardOpenOption.APPEND);
    }

    /** Remembers how it is with a driver. */
    void remember(DriverRecord record) throws IOException {
        append(entry(record));
    }

    /** Forgets a driver. */
    void forget(SubmissionId submission) throws IOException {
        append(framed(new JournalEntry(submission.value(), null, "", "", "").bytes()));
    }

    private void append(ByteBuffer entry) throws IOException {
        FileChannel out = channel;
        if (out == null) {
            throw new IOException(file + " is closed");
        }
        write(out, entry);
        out.force(false);
    }

    private static ByteBuffer entry(DriverRecord record) {
        JournalEntry entry = new JournalEntry(
                record.submission().value(),
                (DriverCommand) record.spec().payload(),
                record.state().name(),
                record.worker(),
                record.message());
        return framed(entry.bytes());
    }

    private static ByteBuffer framed(byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new IllegalArgumentException("a driver with a command of " + content.length + " bytes");
        }
        return ByteBuffer.allocate(2 * Integer.BYTES + content.length)
                .putInt(content.length)
                .putInt(checksum(content))
                .put(content)
                .flip();
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(DriverJournal.class);
    }
}
