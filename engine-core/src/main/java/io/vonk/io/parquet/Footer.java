package io.vonk.io.parquet;

import io.vonk.error.DataException;
import io.vonk.io.FileInput;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What the end of a file says about the rest of it, checked: every column chunk lies within the file, and the counts of
 * rows and values agree with each other.
 *
 * @param path the file
 * @param fileBytes its size
 * @param schema the columns
 * @param createdBy the program that wrote it; may be empty
 * @param rowGroups the row groups in order
 */
record Footer(String path, long fileBytes, MessageType schema, String createdBy, List<BlockMetaData> rowGroups) {
    private static final int MAGIC = 'P' | 'A' << 8 | 'R' << 16 | '1' << 24;
    private static final int MAGIC_ENCRYPTED = 'P' | 'A' << 8 | 'R' << 16 | 'E' << 24;
    private static final int MAGIC_BYTES = 4;
    private static final int TAIL_BYTES = 8;

    /** Reads and checks the footer of a file. */
    static Footer read(FileInput file) throws IOException {
        String path = file.path();
        long size = file.sizeBytes();
        if (size < MAGIC_BYTES + TAIL_BYTES) {
            throw notParquet(path, "it has only " + size + " bytes");
        }
        int head = littleEndian(readFully(file, 0, MAGIC_BYTES), 0);
        byte[] tail = readFully(file, size - TAIL_BYTES, TAIL_BYTES);
        int magic = littleEndian(tail, MAGIC_BYTES);
        if (magic == MAGIC_ENCRYPTED) {
            throw new DataException(path + " has an encrypted footer, which cannot be read; decrypt the file first");
        }
        if (head != MAGIC) {
            throw notParquet(path, "it does not begin with PAR1");
        }
        if (magic != MAGIC) {
            throw notParquet(path, "it does not end with PAR1, so it was cut off or is still being written");
        }
        int length = littleEndian(tail, 0);
        if (length <= 0 || length > size - MAGIC_BYTES - TAIL_BYTES) {
            throw damaged(path, "its footer should have " + length + " bytes in a file of " + size, null);
        }
        long footerStart = size - TAIL_BYTES - length;
        return parse(path, size, footerStart, readFully(file, footerStart, length));
    }

    private static Footer parse(String path, long size, long footerStart, byte[] bytes) {
        FileMetaData raw;
        ParquetMetadata metadata;
        try {
            CompactReader.check(bytes, 0, bytes.length);
            raw = Util.readFileMetaData(new ByteArrayInputStream(bytes));
            FooterChecksum.verify(raw);
            metadata = new ParquetMetadataConverter().fromParquetMetadata(raw);
        } catch (CompactReader.MalformedException | IOException | RuntimeException | StackOverflowError e) {
            throw damaged(path, "its footer cannot be understood: " + e.getMessage(), e);
        }
        String createdBy = raw.getCreated_by() == null ? "" : raw.getCreated_by();
        Footer footer = new Footer(
                path, size, metadata.getFileMetaData().getSchema(), createdBy, List.copyOf(metadata.getBlocks()));
        long rows = 0;
        for (int i = 0; i < footer.rowGroups.size(); i++) {
            footer.checkRowGroup(i, footerStart);
            rows += footer.rowGroups.get(i).getRowCount();
        }
        if (rows != raw.getNum_rows()) {
            throw damaged(path, "its footer counts " + raw.getNum_rows() + " rows, its row groups " + rows, null);
        }
        return footer;
    }

    private void checkRowGroup(int ordinal, long footerStart) {
        BlockMetaData group = rowGroups.get(ordinal);
        if (group.getPath() != null) {
            throw new DataException(path + " keeps its columns in another file, " + group.getPath()
                    + ", which is not supported; read that file");
        }
        List<ColumnDescriptor> columns = schema.getColumns();
        List<ColumnChunkMetaData> chunks = group.getColumns();
        if (group.getRowCount() < 0 || columns.size() != chunks.size()) {
            throw damaged(
                    path,
                    "row group " + ordinal + " should have " + group.getRowCount() + " rows and " + chunks.size()
                            + " columns; the schema has " + columns.size(),
                    null);
        }
        for (int i = 0; i < chunks.size(); i++) {
            ColumnChunkMetaData chunk = chunks.get(i);
            ColumnDescriptor column = columns.get(i);
            ChunkPlace place = new ChunkPlace(path, ordinal, String.join(".", column.getPath()));
            if (!List.of(chunk.getPath().toArray()).equals(List.of(column.getPath()))) {
                throw place.damaged("the footer has column " + chunk.getPath() + " in its place", null);
            }
            long start = start(chunk);
            long bytes = chunk.getTotalSize();
            if (start < MAGIC_BYTES || bytes < 0 || bytes > footerStart || start > footerStart - bytes) {
                throw place.damaged(
                        "it should lie at byte " + start + " with " + bytes + " bytes, but the data ends at "
                                + footerStart,
                        null);
            }
            long values = chunk.getValueCount();
            boolean flat = column.getMaxRepetitionLevel() == 0;
            if (flat ? values != group.getRowCount() : values < group.getRowCount()) {
                throw place.damaged("it has " + values + " values for " + group.getRowCount() + " rows", null);
            }
        }
    }

    /** Where the first page of a chunk is. */
    static long start(ColumnChunkMetaData chunk) {
        long dictionary = chunk.getDictionaryPageOffset();
        long data = chunk.getFirstDataPageOffset();
        // Some writers give 0 as the place of a dictionary that is not there.
        return dictionary > 0 && dictionary < data ? dictionary : data;
    }

    /** Reads bytes of a file, all of them. */
    static byte[] readFully(FileInput file, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            int got = file.read(position + done, bytes, done, length - done);
            if (got < 0) {
                throw new EOFException(file.path() + " ends at byte " + (position + done) + ", but had "
                        + file.sizeBytes() + " bytes when it was opened");
            }
            done += got;
        }
        return bytes;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    private static DataException notParquet(String path, String why) {
        return new DataException(path + " is not a whole Parquet file: " + why);
    }

    private static DataException damaged(String path, String what, @Nullable Throwable cause) {
        return new DataException(path + " is damaged: " + what + "; get a fresh copy of it", cause);
    }
}
