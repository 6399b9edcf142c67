package io.vonk.internal.sort;

import io.vonk.internal.memory.Lease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages that a sorter has read and does not need any more, for whoever writes what it reads: memory that was used before costs
 * less than memory that the process touches for the first time. Used by one thread.
 */
public final class SparePages {
    private final Lease lease;
    private final List<byte[]> pages = new ArrayList<>();
    private boolean wanted;

    /** No pages yet; {@code lease} pays for them. */
    SparePages(Lease lease) {
        this.lease = lease;
    }

    /** Lets pages be kept from now on. */
    void want() {
        wanted = true;
    }

    /** Keeps a page that the lease pays for, or gives its memory back. */
    void give(byte[] page) {
        if (wanted && page.length == RecordPages.PAGE_BYTES) {
            pages.add(page);
        } else {
            lease.release(page.length);
        }
    }

    /** A page of {@link RecordPages#PAGE_BYTES} that {@code taker} pays for from now on; null if there is none. */
    public byte @Nullable [] take(Lease taker) {
        if (pages.isEmpty()) {
            return null;
        }
        byte[] page = pages.remove(pages.size() - 1);
        lease.transferTo(taker, page.length);
        return page;
    }

    /** Gives all memory back. */
    void clear() {
        lease.release((long) pages.size() * RecordPages.PAGE_BYTES);
        pages.clear();
    }
}
