package io.vonk.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.DataException;
import io.vonk.io.FileInput;
import io.vonk.io.LocalFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
    private static final byte[] TEXT = "one line of text\n".repeat(3_000).getBytes(UTF_8);

    @TempDir
    Path directory;

    private static byte[] compress(Compression compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream encoder = compression.compress(out)) {
            encoder.write(bytes);
        }
        return out.toByteArray();
    }

    private byte[] read(Compression compression, byte[] file) throws IOException {
        Path path = Files.write(directory.resolve("file"), file);
        FileInput input = new LocalFileSystem().open(path.toString());
        try (InputStream in = compression.decompress(InputBytes.from(input, 0), path.toString())) {
            return in.readAllBytes();
        }
    }

    @Test
    void namesTellTheCompression() {
        assertEquals(Compression.GZIP, Compression.ofName("/a/b.csv.GZ"));
        assertEquals(Compression.ZSTD, Compression.ofName("b.zst"));
        assertEquals(Compression.BZIP2, Compression.ofName("b.bz2"));
        assertEquals(Compression.DEFLATE, Compression.ofName("b.deflate"));
        assertEquals(Compression.NONE, Compression.ofName("b.snappy.parquet"));
        assertTrue(assertThrows(DataException.class, () -> Compression.ofName("a/b.zip"))
                .getMessage()
                .contains("a/b.zip"));
    }

    @ParameterizedTest
    @EnumSource
    void filesAreReadBack(Compression compression) throws IOException {
        assertArrayEquals(TEXT, read(compression, compress(compression, TEXT)));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD", "BZIP2"})
    void severalMembersAreOneFile(Compression compression) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < 5; i++) {
            file.write(compress(compression, Arrays.copyOfRange(TEXT, i * 10_000, (i + 1) * 10_000)));
        }
        assertArrayEquals(Arrays.copyOf(TEXT, 50_000), read(compression, file.toByteArray()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void truncatedFilesAreNamedAtEveryLength(Compression compression) throws IOException {
        byte[] whole = compress(compression, "some text that is not empty\n".getBytes(UTF_8));
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            DataException failed =
                    assertThrows(DataException.class, () -> read(compression, part), "at " + length + " bytes");
            assertTrue(failed.getMessage().contains(directory.resolve("file").toString()), failed.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void plainTextUnderACompressedNameIsNamed(Compression compression) {
        assertTrue(assertThrows(DataException.class, () -> read(compression, TEXT))
                .getMessage()
                .contains("misnamed"));
    }
}
