package io.vonk.io.parquet;

import io.vonk.io.FileInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.predicate.Operators;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.jspecify.annotations.Nullable;

/** Asks Bloom filters whether a row group can hold what a predicate wants. A filter that is damaged says nothing. */
final class BloomFilters {
    private static final int MAX_HEADER_BYTES = 64;

    private final List<ColumnChunkMetaData> columns;
    private final FileInput file;
    private final long fileBytes;

    private BloomFilters(List<ColumnChunkMetaData> columns, FileInput file, long fileBytes) {
        this.columns = columns;
        this.file = file;
        this.fileBytes = fileBytes;
    }

    /** Whether no row of the row group can match. */
    static boolean exclude(FilterPredicate predicate, List<ColumnChunkMetaData> columns, FileInput file, long fileBytes)
            throws IOException {
        return new BloomFilters(columns, file, fileBytes).exclude(predicate);
    }

    private boolean exclude(FilterPredicate predicate) throws IOException {
        if (predicate instanceof Operators.And and) {
            return exclude(and.getLeft()) || exclude(and.getRight());
        }
        if (predicate instanceof Operators.Or or) {
            return exclude(or.getLeft()) && exclude(or.getRight());
        }
        if (predicate instanceof Operators.Eq<?> eq && eq.getValue() != null) {
            return hasNone(eq.getColumn().getColumnPath(), Set.of(eq.getValue()));
        }
        return predicate instanceof Operators.In<?> in && hasNone(in.getColumn().getColumnPath(), in.getValues());
    }

    private boolean hasNone(ColumnPath path, Set<?> values) throws IOException {
        for (ColumnChunkMetaData chunk : columns) {
            if (chunk.getPath().equals(path)) {
                BloomFilter filter = read(chunk);
                if (filter == null) {
                    return false;
                }
                for (Object value : values) {
                    if (filter.findHash(filter.hash(value))) {
                        return false;
                    }
                }
                return true;
            }
        }
        return false;
    }

    private @Nullable BloomFilter read(ColumnChunkMetaData chunk) throws IOException {
        long offset = chunk.getBloomFilterOffset();
        if (offset <= 0 || offset >= fileBytes) {
            return null;
        }
        byte[] head = Footer.readFully(file, offset, (int) Math.min(MAX_HEADER_BYTES, fileBytes - offset));
        ByteArrayInputStream in = new ByteArrayInputStream(head);
        BloomFilterHeader header;
        try {
            CompactReader.check(head, 0, head.length);
            header = Util.readBloomFilterHeader(in);
        } catch (CompactReader.MalformedException | IOException | RuntimeException damaged) {
            return null;
        }
        int size = header.getNumBytes();
        long start = offset + head.length - in.available();
        boolean known = header.getHash().isSetXXHASH()
                && header.getAlgorithm().isSetBLOCK()
                && header.getCompression().isSetUNCOMPRESSED();
        boolean possible = size >= BlockSplitBloomFilter.LOWER_BOUND_BYTES
                && size <= BlockSplitBloomFilter.UPPER_BOUND_BYTES
                && size % BlockSplitBloomFilter.LOWER_BOUND_BYTES == 0
                && size <= fileBytes - start;
        return known && possible ? new BlockSplitBloomFilter(Footer.readFully(file, start, size)) : null;
    }
}
