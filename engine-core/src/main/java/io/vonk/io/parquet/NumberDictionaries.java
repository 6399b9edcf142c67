package io.vonk.io.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.factory.DefaultValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Lets the library decide how each column is encoded, and where it decides for a dictionary of numbers that falls back when it
 * gets too large, puts a {@link NumberDictionaryWriter} in the place of its own.
 */
final class NumberDictionaries implements ValuesWriterFactory {
    private final ValuesWriterFactory library = new DefaultValuesWriterFactory();
    private int maxDictionaryBytes;
    private @Nullable ParquetProperties properties;

    @Override
    public void initialize(ParquetProperties all) {
        properties = all;
        maxDictionaryBytes = all.getDictionaryPageSizeThreshold();
        library.initialize(all);
    }

    @Override
    public ValuesWriter newValuesWriter(ColumnDescriptor column) {
        ValuesWriter decided = library.newValuesWriter(column);
        PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
        boolean number =
                type == PrimitiveTypeName.INT32 || type == PrimitiveTypeName.INT64 || type == PrimitiveTypeName.DOUBLE;
        if (!number
                || properties == null
                || !(decided instanceof FallbackValuesWriter<?, ?> falling)
                || !(falling.initialWriter instanceof DictionaryValuesWriter dictionary)) {
            return decided;
        }
        Encoding ofData = dictionary.getEncoding();
        // The first version of the format has one name for both.
        @SuppressWarnings("deprecation")
        Encoding ofDictionary = ofData == Encoding.PLAIN_DICTIONARY ? Encoding.PLAIN_DICTIONARY : Encoding.PLAIN;
        return FallbackValuesWriter.of(
                new NumberDictionaryWriter(type, maxDictionaryBytes, ofData, ofDictionary, properties.getAllocator()),
                falling.fallBackWriter);
    }
}
