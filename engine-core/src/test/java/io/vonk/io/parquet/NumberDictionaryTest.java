package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.factory.DefaultValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the library's own writer: every page, its encoding and the dictionary must be the same. */
class NumberDictionaryTest {
    private static final long SEED = Long.getLong("vonk.seed", 7);

    private static ValuesWriter writer(
            ValuesWriterFactory factory, WriterVersion version, PrimitiveTypeName type, int limit) {
        ParquetProperties properties = ParquetProperties.builder()
                .withWriterVersion(version)
                .withDictionaryPageSize(limit)
                .withValuesWriterFactory(factory)
                .build();
        return properties.newValuesWriter(
                new ColumnDescriptor(new String[] {"x"}, Types.required(type).named("x"), 0, 0));
    }

    private static void compare(PrimitiveTypeName type, int limit, int different, BiConsumer<ValuesWriter, Long> write)
            throws Exception {
        for (WriterVersion version : WriterVersion.values()) {
            String context = "seed " + SEED + ", " + version + " " + type + " " + different + " numbers in " + limit;
            ValuesWriter expected = writer(new DefaultValuesWriterFactory(), version, type, limit);
            ValuesWriter ours = writer(new NumberDictionaries(), version, type, limit);
            assertInstanceOf(
                    NumberDictionaryWriter.class,
                    assertInstanceOf(FallbackValuesWriter.class, ours, context).initialWriter,
                    context);
            Random random = new Random(SEED);
            // Two row groups of several pages; numbers come in short runs.
            for (int group = 0; group < 2; group++) {
                for (int page = 0; page < 4; page++) {
                    long last = 0;
                    for (int i = 0; i < 2_000; i++) {
                        last = random.nextInt(3) == 0 ? last : random.nextInt(different) * 31L - 5;
                        write.accept(expected, last);
                        write.accept(ours, last);
                    }
                    assertEquals(expected.getBufferedSize(), ours.getBufferedSize(), context);
                    assertArrayEquals(
                            expected.getBytes().toInputStream().readAllBytes(),
                            ours.getBytes().toInputStream().readAllBytes(),
                            context + ", page " + page);
                    assertEquals(expected.getEncoding(), ours.getEncoding(), context);
                    expected.reset();
                    ours.reset();
                }
                compareDictionaries(expected.toDictPageAndClose(), ours.toDictPageAndClose(), context);
                expected.resetDictionary();
                ours.resetDictionary();
            }
        }
    }

    private static void compareDictionaries(DictionaryPage expected, DictionaryPage ours, String context)
            throws Exception {
        assertEquals(expected == null, ours == null, context);
        if (expected != null) {
            assertNotNull(ours);
            assertEquals(expected.getDictionarySize(), ours.getDictionarySize(), context);
            assertEquals(expected.getEncoding(), ours.getEncoding(), context);
            assertArrayEquals(
                    expected.getBytes().toInputStream().readAllBytes(),
                    ours.getBytes().toInputStream().readAllBytes(),
                    context);
        }
    }

    private static void write(PrimitiveTypeName type, ValuesWriter writer, long number) {
        switch (type) {
            case INT32 -> writer.writeInteger((int) number);
            case INT64 -> writer.writeLong(number << 33 ^ number);
            default -> writer.writeDouble(number % 17 == 0 ? (number % 2 == 0 ? 0.0 : -0.0) : number / 100.0);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PrimitiveTypeName.class,
            names = {"INT32", "INT64", "DOUBLE"})
    void pagesAreThoseOfTheLibrary(PrimitiveTypeName type) throws Exception {
        compare(type, 1 << 20, 1, (writer, number) -> write(type, writer, number));
        compare(type, 1 << 20, 300, (writer, number) -> write(type, writer, number));
        compare(type, 1 << 20, 100_000, (writer, number) -> write(type, writer, number));
        // Too many for the dictionary: at once, and after some pages.
        compare(type, 2_000, 100_000, (writer, number) -> write(type, writer, number));
        compare(type, 20_000, 100_000, (writer, number) -> write(type, writer, number));
    }
}
