package io.vonk.internal.file;

import io.vonk.error.DataException;
import io.vonk.io.FileInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * The uncompressed bytes of a bzip2 file from some byte on.
 *
 * <p>A bzip2 file is a sequence of streams; each has a header of 4 bytes, {@code BZh1} to {@code BZh9}, then blocks, then an
 * end. Blocks begin with the 48 bits {@code 314159265359} and their CRC, the end with the 48 bits {@code 177245385090}, all of
 * them at any bit. A block holds up to 900 kB and depends on nothing before it, so reading starts at the first block that
 * begins at or after the start. Each block is decoded as a stream of its own, whose checksum is the block's.
 *
 * <p>The 48 bits could turn up within a block by chance, about once in thirty thousand files of 1 GB; its checksum then
 * fails, and reading with an error.
 *
 * <p>Used by one thread.
 */
public final class Bzip2Blocks extends InputStream {
    private static final long BLOCK = 0x314159265359L;
    private static final long END = 0x177245385090L;
    private static final int MARK_BITS = 48;
    private static final long MARK_MASK = (1L << MARK_BITS) - 1;
    private static final int CRC_BITS = 32;
    private static final byte[] HEADER = {'B', 'Z', 'h', '9'};
    /** More than any encoder needs for 900 kB. */
    private static final int MAX_BLOCK_BYTES = 2 << 20;

    private static final int READ_BYTES = 64 << 10;

    private final FileInput file;
    private final long startByte;
    private final long endByte;

    /** Bytes of the file that are not done with, from {@code heldStart} on; the scanner has seen the first {@code seen}. */
    private byte[] held = new byte[2 * READ_BYTES];

    private long heldStart;
    private int heldLength;
    private int seen;
    /** The last 64 bits that the scanner has seen. */
    private long window;

    /** The bit where the mark that was found last begins, and whether it is that of a block. */
    private long markBit = -1;

    private boolean markIsBlock;
    private boolean started;
    private byte[] plain = {};
    private int plainNext;
    private long plainBefore;
    private long border = Long.MAX_VALUE;

    /**
     * @param file closed with this
     * @param startByte where to start; 0 also checks that the file is a bzip2 file
     * @param endByte where the next piece starts, for {@link #border}; reading goes on behind it
     */
    public Bzip2Blocks(FileInput file, long startByte, long endByte) {
        this.file = file;
        this.startByte = aligned(startByte);
        this.endByte = aligned(endByte);
        this.heldStart = this.startByte;
    }

    /** Whether a piece that starts there comes after another one that has blocks. */
    public static boolean startsInside(long startByte) {
        return aligned(startByte) > 0;
    }

    /** A piece that starts in the header has the first block. */
    private static long aligned(long position) {
        return position <= HEADER.length ? 0 : position;
    }

    /**
     * How many of the bytes that are read come from blocks which begin before the end of the piece. Not known, and
     * {@code Long.MAX_VALUE}, until reading has come there.
     */
    public long border() {
        return border;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (plainNext == plain.length) {
            if (!nextBlock()) {
                return -1;
            }
        }
        int count = Math.min(length, plain.length - plainNext);
        System.arraycopy(plain, plainNext, into, offset, count);
        plainNext += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private boolean nextBlock() throws IOException {
        if (!started) {
            checkHeader();
            findBlock();
            started = true;
        }
        plainBefore += plain.length;
        plain = new byte[0];
        plainNext = 0;
        if (markBit < 0) {
            return false;
        }
        if (border == Long.MAX_VALUE && markBit >= endByte * 8) {
            border = plainBefore;
            if (border == 0) {
                // The piece has no block; what follows is of no interest to it.
                markBit = -1;
                return false;
            }
        }
        readBlock();
        return true;
    }

    private void checkHeader() throws IOException {
        if (startByte > 0 || file.sizeBytes() == 0) {
            return;
        }
        while (heldLength <= HEADER.length && fill()) {
            // Filling is all.
        }
        boolean header = heldLength > HEADER.length && held[3] >= '1' && held[3] <= '9';
        if (!header || !Arrays.equals(held, 0, 3, HEADER, 0, 3)) {
            throw damaged("it does not begin as such a file");
        }
    }

    /**
     * Goes to the next mark of a block; {@code markBit} is -1 if there is none. Behind the end of a stream the file ends, or
     * another stream follows at once; so nothing is passed over because its mark is damaged.
     */
    private void findBlock() throws IOException {
        long expectedBit = startByte == 0 && !started ? HEADER.length * 8L : -1;
        if (started && !markIsBlock) {
            expectedBit = bitOfNextStream();
        }
        findMark();
        while (true) {
            if (markBit < 0) {
                requireEndOfFile(expectedBit);
                return;
            }
            if (expectedBit >= 0 && markBit != expectedBit) {
                throw damaged("there is no block at byte " + expectedBit / 8 + ", where one should begin");
            }
            if (markIsBlock) {
                return;
            }
            expectedBit = bitOfNextStream();
            findMark();
        }
    }

    /** Where the first mark of a stream is that follows the end at {@code markBit}. */
    private long bitOfNextStream() {
        return ((markBit + MARK_BITS + CRC_BITS + 7) / 8 + HEADER.length) * 8;
    }

    private void requireEndOfFile(long expectedBit) {
        if (expectedBit >= 0 && file.sizeBytes() > 0 && expectedBit / 8 - HEADER.length != file.sizeBytes()) {
            throw damaged("there is no block or stream at byte " + (expectedBit / 8 - HEADER.length));
        }
    }

    /** Decodes the block at {@code markBit}, and goes to the next one. */
    private void readBlock() throws IOException {
        long blockBit = markBit;
        forgetBefore(blockBit);
        findMark();
        if (markBit < 0) {
            throw damaged("it ends within the block at byte " + blockBit / 8);
        }
        byte[] stream = asStream(blockBit, markBit);
        if (!markIsBlock) {
            findBlock();
        }
        try (InputStream decoder = new BZip2CompressorInputStream(new ByteArrayInputStream(stream), false)) {
            plain = decoder.readAllBytes();
        } catch (IOException | RuntimeException failed) {
            throw NamedErrorsInputStream.damaged(
                    file.path() + " (block at byte " + blockBit / 8 + ")", Compression.BZIP2, failed);
        }
    }

    /** Finds the next mark behind the last one; {@code markBit} is -1 at the end of the file. */
    private void findMark() throws IOException {
        long after = markBit;
        while (seen < heldLength || fill()) {
            window = window << 8 | (held[seen++] & 0xff);
            long bits = (heldStart + seen) * 8;
            for (int shift = 7; shift >= 0; shift--) {
                long mark = window >>> shift & MARK_MASK;
                if (mark == BLOCK || mark == END) {
                    long bit = bits - MARK_BITS - shift;
                    if (bit > after && bit >= startByte * 8) {
                        markBit = bit;
                        markIsBlock = mark == BLOCK;
                        if (!markIsBlock && bit + MARK_BITS + CRC_BITS > file.sizeBytes() * 8) {
                            throw damaged("it ends within its last checksum");
                        }
                        return;
                    }
                }
            }
        }
        markBit = -1;
    }

    private void forgetBefore(long bit) {
        int done = (int) (bit / 8 - heldStart);
        System.arraycopy(held, done, held, 0, heldLength - done);
        heldStart += done;
        heldLength -= done;
        seen -= done;
    }

    /** Reads more of the file behind what is held; false at its end. */
    private boolean fill() throws IOException {
        if (heldLength == held.length) {
            if (markBit < 0 || !markIsBlock) {
                // No block has begun, except if its mark is not complete yet.
                forgetBefore((heldStart + heldLength - Long.BYTES) * 8);
            } else if (held.length >= MAX_BLOCK_BYTES) {
                throw damaged("a block at byte " + heldStart + " has no end");
            } else {
                held = Arrays.copyOf(held, 2 * held.length);
            }
        }
        int count = file.read(heldStart + heldLength, held, heldLength, held.length - heldLength);
        heldLength += Math.max(0, count);
        return count > 0;
    }

    /** The bits of one block as a stream: a header, the block, and an end whose checksum is that of the only block. */
    private byte[] asStream(long from, long to) {
        int first = (int) (from / 8 - heldStart);
        int shift = (int) (from % 8);
        int bits = (int) (to - from);
        byte[] stream = new byte[HEADER.length + (bits + MARK_BITS + CRC_BITS + 7) / 8];
        System.arraycopy(HEADER, 0, stream, 0, HEADER.length);
        for (int i = 0; i < (bits + 7) / 8; i++) {
            int pair = (held[first + i] & 0xff) << 8 | (first + i + 1 < heldLength ? held[first + i + 1] & 0xff : 0);
            stream[HEADER.length + i] = (byte) (pair >>> (8 - shift));
        }
        int bit = HEADER.length * 8 + bits;
        if (bits % 8 != 0) {
            stream[bit / 8] &= (byte) (0xff << (8 - bits % 8));
        }
        long crc = 0;
        for (int i = 0; i < CRC_BITS / 8; i++) {
            crc = crc << 8 | (stream[HEADER.length + MARK_BITS / 8 + i] & 0xff);
        }
        put(stream, bit, END, MARK_BITS);
        put(stream, bit + MARK_BITS, crc, CRC_BITS);
        return stream;
    }

    private static void put(byte[] into, int atBit, long value, int bits) {
        for (int i = 0; i < bits; i++) {
            if ((value >>> (bits - 1 - i) & 1) != 0) {
                int bit = atBit + i;
                into[bit / 8] |= (byte) (0x80 >>> bit % 8);
            }
        }
    }

    private DataException damaged(String why) {
        return NamedErrorsInputStream.damaged(file.path(), Compression.BZIP2, new IOException(why));
    }
}
