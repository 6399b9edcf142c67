package io.vonk.internal.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gets segments of map outputs from where they are served. Every future ends in a bounded time, whatever becomes of the other
 * end; one that is cancelled ends what it stands for. Thread safety: safe for use by many threads; nothing blocks.
 */
public interface SegmentService {

    /** How many ranges one question has at most. */
    int MAX_RANGES = 4_096;

    /**
     * Asks what there is of segments that are all served by one node.
     *
     * @param node where, as the service itself understands it
     * @param wanted at most {@link #MAX_RANGES}
     * @return an answer for each of them, in their order; fails if the node gives none
     */
    CompletableFuture<List<TableAnswer>> tables(String node, List<SegmentRange> wanted);

    /**
     * Asks for the blocks of segments that are all served by one node.
     *
     * @param sink gets the bytes, one range after the other
     * @param bytes how many will come, as the tables say
     * @return completes when they all have come; fails if not
     */
    CompletableFuture<Void> blocks(String node, List<SegmentRange> wanted, long bytes, BlockSink sink);

    /** What a node says of some segments. */
    sealed interface TableAnswer {}

    /** The bytes for {@link SegmentTable#read}. */
    record TableFound(byte[] table) implements TableAnswer {}

    /** They are not there. */
    record TableLost(String why) implements TableAnswer {}

    /** Takes bytes as they come; called by one thread at a time, which serves other connections too. */
    interface BlockSink {

        /** The next bytes; valid during the call only. An exception ends the transfer and is its failure. */
        void received(ByteBuffer bytes) throws IOException;
    }
}
