package io.vonk.internal.serial;

import io.vonk.error.CorruptBlockException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The header of a block of encoded records: the unit in which records lie in caches, spill files, object files,
 * checkpoints and results. A stream of records is a sequence of blocks, nothing before, between or after them.
 *
 * <p>Format, little-endian:
 * <pre>
 *  offset  bytes
 *       0      4  magic: 56 4E 4B 42 ("VNKB")
 *       4      1  version: 1
 *       5      1  compression of the payload: 0 none, 1 LZ4 (block format), 2 zstd, 3 {@link PackedLongPairs}
 *       6      2  0
 *       8      4  D: length of the description, at most 1 MiB
 *      12      4  number of records
 *      16      4  R: length of the payload before compression
 *      20      4  P: length of the payload as it follows
 *      24      4  CRC32C of bytes 0 to 23
 *      28      4  CRC32C of bytes 0 to 27, the description and the payload
 *      32      D  description of the records' codec, as {@link RecordCodec#describe} writes it
 *    32+D      P  payload: the encoded records, one after the other
 * </pre>
 * The first CRC is checked before any length in the header is believed, the second before any record is decoded.
 * Example: the block of the one record {@code 7L}, uncompressed, is the header with D = 1, one record, R = P = 1, then
 * {@code 01} (the description of Long) and {@code 0E} (7, zigzag).
 *
 * @param compression of the payload
 * @param descriptionLength D
 * @param records how many records there are
 * @param rawLength R
 * @param payloadLength P
 * @param crc of everything but itself
 */
public record RecordBlock(
        BlockCompression compression, int descriptionLength, int records, int rawLength, int payloadLength, int crc) {
    /** Length of the header. */
    public static final int HEADER = 32;

    private static final int MAGIC = 0x424b4e56;
    private static final int VERSION = 1;
    private static final int MAX_DESCRIPTION = 1 << 20;

    /** The length of the whole block with its header. */
    public long length() {
        return HEADER + (long) descriptionLength + payloadLength;
    }

    /** Makes a block. */
    static byte[] encode(byte[] description, int records, byte[] raw, int rawLength, BlockCompression wanted) {
        if (description.length > MAX_DESCRIPTION) {
            throw new IllegalStateException("the shape of the records takes " + description.length
                    + " bytes to describe; at most " + MAX_DESCRIPTION + " are possible");
        }
        BlockCompression compression = BlockCompression.NONE;
        byte[] payload = raw;
        int payloadLength = rawLength;
        byte[] smaller = smaller(records, raw, rawLength, wanted);
        if (smaller != null) {
            compression = wanted;
            payload = smaller;
            payloadLength = smaller.length;
        }
        RecordOutput out = new RecordOutput(Math.addExact(HEADER + description.length, payloadLength));
        out.putInt(MAGIC);
        out.putByte(VERSION);
        out.putByte(compression.number());
        out.putByte(0);
        out.putByte(0);
        out.putInt(description.length);
        out.putInt(records);
        out.putInt(rawLength);
        out.putInt(payloadLength);
        out.putInt(crc(out.array(), 0, 24));
        out.position(HEADER);
        out.putBytes(description, 0, description.length);
        out.putBytes(payload, 0, payloadLength);
        int end = out.position();
        out.position(28);
        out.putInt(fullCrc(out.array(), 0, end));
        out.position(end);
        return out.array();
    }

    /** The compressed payload, if there is one and it is shorter. */
    private static byte @Nullable [] smaller(int records, byte[] raw, int rawLength, BlockCompression wanted) {
        byte[] payload = switch (wanted) {
            case NONE -> null;
            case PACKED -> PackedLongPairs.pack(raw, rawLength, records);
            case LZ4, ZSTD -> wanted.compress(raw, rawLength);
        };
        return payload != null && payload.length < rawLength ? payload : null;
    }

    /** Reads and checks a header; {@code source} and {@code offset} are for the error only. */
    static RecordBlock header(byte[] bytes, int at, String source, long offset) {
        RecordInput in = new RecordInput(bytes, at, HEADER);
        if (in.getInt() != MAGIC) {
            throw corrupt(source, offset, "there is no block of records here", null);
        }
        int version = in.getByte();
        int compression = in.getByte();
        in.skip(2);
        int description = in.getInt();
        int records = in.getInt();
        int raw = in.getInt();
        int payload = in.getInt();
        if (in.getInt() != crc(bytes, at, 24)) {
            throw corrupt(source, offset, "the header does not match its checksum", null);
        }
        if (version != VERSION) {
            throw corrupt(
                    source, offset, "it has version " + version + ", but this engine reads version " + VERSION, null);
        }
        BlockCompression known = BlockCompression.of(compression);
        if (known == null
                || description < 0
                || description > MAX_DESCRIPTION
                || records < 0
                || raw < 0
                || payload < 0) {
            throw corrupt(source, offset, "its header holds impossible numbers", null);
        }
        return new RecordBlock(known, description, records, raw, payload, in.getInt());
    }

    /** Checks the whole block, which starts at {@code at}, against its checksum. */
    void check(byte[] bytes, int at, String source, long offset) {
        if (fullCrc(bytes, at, (int) length()) != crc) {
            throw corrupt(source, offset, "its " + length() + " bytes do not match their checksum", null);
        }
    }

    private static int fullCrc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, 28);
        crc.update(bytes, at + HEADER, length - HEADER);
        return (int) crc.getValue();
    }

    private static int crc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, length);
        return (int) crc.getValue();
    }

    static CorruptBlockException corrupt(String source, long offset, String what, @Nullable Throwable cause) {
        return new CorruptBlockException(
                "the block of records at byte " + offset + " of " + source + " is damaged: " + what, cause);
    }
}
