package io.vonk.internal.sort;

import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;

/**
 * Encoded bytes in pages, appended one piece at a time and found again by address. Pages are paid for by a lease.
 *
 * <p>A piece never straddles two pages; one that is larger than a page gets a page of its own. Used by one thread while it is
 * appended to; afterwards it may be read by many.
 */
public final class RecordPages {
    /** The size of the first pages, and the unit in which small operators count. */
    public static final int PAGE_BYTES = 64 * 1024;

    /** What {@link #append} returns when the lease is refused. */
    public static final long REFUSED = -1;

    /** The size of further pages: below half of the smallest G1 region, so that none is a humongous object. */
    private static final int LARGE_PAGE_BYTES = 256 * 1024;

    private static final int PAGES_BEFORE_LARGE = 32;

    private final Lease lease;
    private byte[][] pages = new byte[16][];
    /** Where what was appended ends in each page but the last. */
    private int[] ends = new int[16];

    private int pageCount;
    private byte[] current = new byte[0];
    private int position;
    private long reservedBytes;
    private long usedBytes;

    /** No pages yet. */
    public RecordPages(Lease lease) {
        this.lease = lease;
    }

    /** Copies {@code length} bytes in; returns their address, or {@link #REFUSED} if the lease got no further page. */
    public long append(byte[] source, int offset, int length) {
        if (current.length - position < length && !addPage(length)) {
            return REFUSED;
        }
        System.arraycopy(source, offset, current, position, length);
        long address = (long) (pageCount - 1) << 32 | position;
        position += length;
        usedBytes += length;
        return address;
    }

    /**
     * Lets a piece be written in place, to save copying it: turns {@code out} to what is left of the current page. {@link
     * #appendWritten} must follow, or the piece is forgotten.
     *
     * @return false if less than {@code room} bytes are left
     */
    boolean writeInPlace(RecordOutput out, int room) {
        if (current.length - position < room) {
            return false;
        }
        out.reset(current, position);
        return true;
    }

    /** Appends what was written after {@link #writeInPlace}; {@link #REFUSED} if it was too long for the page. */
    long appendWritten(RecordOutput out) {
        if (out.array() != current) {
            return REFUSED;
        }
        long address = (long) (pageCount - 1) << 32 | position;
        usedBytes += out.position() - position;
        position = out.position();
        return address;
    }

    private boolean addPage(int length) {
        int usual = pageCount < PAGES_BEFORE_LARGE ? PAGE_BYTES : LARGE_PAGE_BYTES;
        int size = Math.max(usual, length);
        if (!lease.tryReserve(size)) {
            if (usual == PAGE_BYTES || length > PAGE_BYTES || !lease.tryReserve(PAGE_BYTES)) {
                return false;
            }
            size = PAGE_BYTES;
        }
        addPage(new byte[size], 0);
        return true;
    }

    /** Adds a page that the lease pays for already, and of which the first {@code end} bytes are full. */
    void addPage(byte[] page, int end) {
        reservedBytes += page.length;
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount * 2);
            ends = Arrays.copyOf(ends, pageCount * 2);
        }
        if (pageCount > 0) {
            ends[pageCount - 1] = position;
        }
        current = page;
        position = end;
        pages[pageCount++] = page;
        usedBytes += end;
    }

    /** The page in which the piece at {@code address} lies. */
    public byte[] page(long address) {
        return pages[(int) (address >>> 32)];
    }

    /** How many pages there are. */
    int pageCount() {
        return pageCount;
    }

    /** Where in a page what was appended to it ends. */
    int end(int page) {
        return page == pageCount - 1 ? position : ends[page];
    }

    /** Where in its page the piece at {@code address} begins. */
    public static int offset(long address) {
        return (int) address;
    }

    /** Whether two pieces lie in the same page. */
    static boolean inOnePage(long left, long right) {
        return left >>> 32 == right >>> 32;
    }

    /** How many bytes were appended. */
    public long usedBytes() {
        return usedBytes;
    }

    /** Drops all pages and gives them, and what pays for them, to {@code spares}. */
    void giveTo(SparePages spares) {
        for (int i = 0; i < pageCount; i++) {
            spares.give(pages[i]);
            reservedBytes -= pages[i].length;
        }
        clear();
    }

    /** Drops all pages and gives their memory back. */
    public void clear() {
        pages = new byte[16][];
        ends = new int[16];
        pageCount = 0;
        current = new byte[0];
        position = 0;
        usedBytes = 0;
        lease.release(reservedBytes);
        reservedBytes = 0;
    }
}
