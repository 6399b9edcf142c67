package io.vonk.io.parquet;

import io.vonk.data.Field;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.file.InputFile;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.jspecify.annotations.Nullable;

/** Reads the footers of all files and cuts the files into splits. */
final class SplitPlanner {
    private static final long MAX_SPLIT_BYTES = 128L << 20;

    private final FileSystem files;
    private final ParquetReadOptions options;
    private final Projector projector;

    /** Finds out what is read of a file; throws where that is not possible. */
    interface Projector {
        Projection<?> project(Footer footer, ParquetSplit split);
    }

    SplitPlanner(FileSystem files, ParquetReadOptions options, Projector projector) {
        this.files = files;
        this.options = options;
        this.projector = projector;
    }

    /** The columns of rows of these files. */
    Schema rowSchema(List<InputFile> inputs) throws IOException {
        List<Footer> footers = readFooters(inputs);
        return Projection.rowSchema(
                new ParquetSplit(inputs.get(0), 0, 0, 0, merge(footers), PartitionColumns.of(inputs)), options);
    }

    List<ParquetSplit> plan(List<InputFile> inputs, int minSplits) throws IOException {
        List<Footer> footers = readFooters(inputs);
        Schema merged = merge(footers);
        Schema partitionColumns = PartitionColumns.of(inputs);
        long total = 0;
        for (Footer footer : footers) {
            for (BlockMetaData group : footer.rowGroups()) {
                total += group.getCompressedSize();
            }
        }
        long target = Math.min(MAX_SPLIT_BYTES, Math.max(1, total / Math.max(1, minSplits)));
        List<ParquetSplit> splits = new ArrayList<>();
        for (int i = 0; i < footers.size(); i++) {
            Footer footer = footers.get(i);
            ParquetSplit whole =
                    new ParquetSplit(inputs.get(i), 0, footer.rowGroups().size(), 0, merged, partitionColumns);
            // Wrong names and types show here, before any task runs.
            Projection<?> projection = projector.project(footer, whole);
            if (projection.possible()) {
                cut(footer, whole, projection.predicate(), target, splits);
            }
        }
        return splits;
    }

    private static void cut(
            Footer footer,
            ParquetSplit whole,
            @Nullable FilterPredicate predicate,
            long target,
            List<ParquetSplit> into) {
        int first = 0;
        long bytes = 0;
        int groups = footer.rowGroups().size();
        for (int i = 0; i < groups; i++) {
            BlockMetaData group = footer.rowGroups().get(i);
            boolean excluded = group.getRowCount() == 0
                    || (predicate != null && RowGroupPruning.excludedByStatistics(group, predicate));
            long size = group.getCompressedSize();
            if (excluded || (bytes > 0 && bytes + size > target)) {
                add(whole, first, i, bytes, into);
                first = excluded ? i + 1 : i;
                bytes = 0;
            }
            bytes += excluded ? 0 : size;
        }
        add(whole, first, groups, bytes, into);
    }

    private static void add(ParquetSplit whole, int first, int end, long bytes, List<ParquetSplit> into) {
        if (first < end) {
            into.add(new ParquetSplit(whole.file(), first, end, bytes, whole.fileColumns(), whole.partitionColumns()));
        }
    }

    private List<Footer> readFooters(List<InputFile> inputs) throws IOException {
        List<Footer> footers = new ArrayList<>();
        for (InputFile input : inputs) {
            try (FileInput file = files.open(input.path())) {
                footers.add(Footer.read(file));
            }
        }
        return footers;
    }

    /** All columns of all files, in the order in which they turn up; nullable where one file says so. */
    private static Schema merge(List<Footer> footers) {
        Schema merged = null;
        Footer last = null;
        for (Footer footer : footers) {
            if (last == null || !last.schema().equals(footer.schema())) {
                Schema schema = schemaOf(footer);
                merged = merged == null ? schema : merge(merged, schema);
                last = footer;
            }
        }
        return merged == null ? Schema.of() : merged;
    }

    private static Schema schemaOf(Footer footer) {
        try {
            return FileColumn.schemaOf(FileColumn.of(footer.schema()));
        } catch (IllegalArgumentException e) {
            throw new DataException(footer.path() + " has columns that cannot be read: " + e.getMessage(), e);
        }
    }

    private static Schema merge(Schema one, Schema other) {
        List<Field> fields = new ArrayList<>();
        for (Field field : one.fields()) {
            int index = other.indexOf(field.name());
            boolean nullable =
                    field.nullable() || index < 0 || other.field(index).nullable();
            fields.add(new Field(field.name(), field.type(), nullable));
        }
        for (Field field : other.fields()) {
            if (one.indexOf(field.name()) < 0) {
                fields.add(new Field(field.name(), field.type(), true));
            }
        }
        return new Schema(fields);
    }
}
