package io.vonk.io.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.Util;

/**
 * A checksum of the footer, which the format itself does not have: without it a flipped bit in a column's type or scale
 * would silently change every value.
 *
 * <p>It is an ordinary key-value pair of the footer, {@value #KEY}, that other readers ignore. Its value is the CRC-32C,
 * in eight hexadecimal digits, of the footer without this pair, written in Thrift's compact protocol with the pairs that
 * are left, or without the list if there are none.
 */
final class FooterChecksum {
    static final String KEY = "vonk.footer.crc32c";

    private FooterChecksum() {}

    /** Adds the checksum to a footer that has none. */
    static void add(FileMetaData footer) throws IOException {
        String checksum = of(footer);
        footer.addToKey_value_metadata(new KeyValue(KEY).setValue(checksum));
    }

    /**
     * Checks the checksum, if the footer has one.
     *
     * @throws IOException if it is wrong
     */
    static void verify(FileMetaData footer) throws IOException {
        if (footer.getKey_value_metadata() == null) {
            return;
        }
        List<KeyValue> others = new ArrayList<>();
        String found = null;
        for (KeyValue pair : footer.getKey_value_metadata()) {
            if (pair.getKey().equals(KEY)) {
                found = String.valueOf(pair.getValue());
            } else {
                others.add(pair);
            }
        }
        if (found != null) {
            List<KeyValue> all = footer.getKey_value_metadata();
            footer.setKey_value_metadata(others.isEmpty() ? null : others);
            String computed = of(footer);
            footer.setKey_value_metadata(all);
            if (!found.equals(computed)) {
                throw new IOException("its checksum is wrong");
            }
        }
    }

    private static String of(FileMetaData footer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, bytes);
        CRC32C crc = new CRC32C();
        crc.update(bytes.toByteArray());
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
