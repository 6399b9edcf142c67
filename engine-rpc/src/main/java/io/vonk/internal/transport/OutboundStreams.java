package io.vonk.internal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.vonk.internal.transport.StreamSource.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the other end of a connection has opened. Those that have something to send and credit for it take turns, a part each,
 * as long as the socket takes more. Used by the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
final class OutboundStreams {
    /** After how many bytes other connections have their turn. */
    private static final long BYTES_PER_TURN = 16L << 20;

    private final Channel channel;
    private final FrameWriter writer;
    private final int partBytes;
    private final Map<Integer, Outbound> streams = new HashMap<>();
    private final Deque<Outbound> ready = new ArrayDeque<>();
    private boolean pumping;
    private boolean closed;

    OutboundStreams(Channel channel, FrameWriter writer, int partBytes) {
        this.channel = channel;
        this.writer = writer;
        this.partBytes = partBytes;
    }

    /** One stream. */
    private static final class Outbound {
        final int id;
        long credit;

        @Nullable
        StreamSource source;

        @Nullable
        ChannelFuture lastWrite;

        boolean queued;

        Outbound(int id, long credit) {
            this.id = id;
            this.credit = credit;
        }
    }

    /** How many streams have not ended. */
    int size() {
        return streams.size();
    }

    /** Begins a stream that has no source yet; false if there is one with that id. */
    boolean open(int id, long credit) {
        return streams.putIfAbsent(id, new Outbound(id, credit)) == null;
    }

    /** Gives a stream its source, and closes the source if there is no such stream any more. */
    void send(int id, StreamSource source) {
        Outbound stream = streams.get(id);
        if (stream == null || stream.source != null) {
            source.close();
            return;
        }
        stream.source = source;
        enqueue(stream);
        pump();
    }

    /** Ends a stream with a failure. */
    void fail(int id, String why) {
        Outbound stream = streams.remove(id);
        if (stream != null) {
            ChannelFuture written = writer.writeFailure(id, why.getBytes(StandardCharsets.UTF_8));
            channel.flush();
            release(stream, written);
        }
    }

    /** Lets more of a stream be sent; one that has ended needs none. */
    void addCredit(int id, long bytes) {
        Outbound stream = streams.get(id);
        if (stream != null) {
            stream.credit = sum(stream.credit, bytes);
            enqueue(stream);
            pump();
        }
    }

    /** Both credits together; what is too large to be counted is without limit. */
    static long sum(long credit, long more) {
        long sum = credit + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Ends a stream that the other end does not want any more; it is told, so that it can use the id again. */
    void cancel(int id) {
        Outbound stream = streams.remove(id);
        if (stream != null) {
            ChannelFuture written = writer.writeEnd(id);
            channel.flush();
            release(stream, written);
        }
    }

    /** Lets a stream have its turns if there is something that may be sent; its end may, whatever the credit. */
    private void enqueue(Outbound stream) {
        StreamSource source = stream.source;
        try {
            if (source != null && !stream.queued && (stream.credit > 0 || source.isAtEnd())) {
                stream.queued = true;
                ready.add(stream);
            }
        } catch (IOException | RuntimeException failed) {
            fail(stream.id, failed.toString());
        }
    }

    /** Sends what there is, as long as the socket takes it. To be called again when it does after it did not. */
    void pump() {
        if (pumping || closed) {
            return; // called from within the flush below; the loop goes on
        }
        pumping = true;
        try {
            long sent = 0;
            while (!ready.isEmpty()) {
                if (!channel.isWritable()) {
                    channel.flush();
                    if (!channel.isWritable()) {
                        return;
                    }
                }
                if (sent >= BYTES_PER_TURN) {
                    channel.flush();
                    // A timer's task, and not one for at once: those would go on without looking at any socket in
                    // between.
                    channel.eventLoop().schedule(this::pump, 0, TimeUnit.NANOSECONDS);
                    return;
                }
                sent += sendPart(ready.remove());
            }
            channel.flush();
        } finally {
            pumping = false;
        }
    }

    private long sendPart(Outbound stream) {
        stream.queued = false;
        StreamSource source = stream.source;
        if (source == null || streams.get(stream.id) != stream) {
            return 0; // cancelled since
        }
        try {
            if (source.isAtEnd()) {
                streams.remove(stream.id);
                release(stream, writer.writeEnd(stream.id));
                return 0;
            }
            int maxBytes = (int) Math.min(partBytes, stream.credit);
            Part part = source.next(maxBytes);
            if (part.length() < 1 || part.length() > maxBytes) {
                throw new IllegalStateException(
                        "a source gave " + part.length() + " bytes where 1 to " + maxBytes + " were asked for");
            }
            boolean last = source.isAtEnd();
            ChannelFuture written = writer.writeData(stream.id, part, last);
            if (last) {
                streams.remove(stream.id);
                release(stream, written);
            } else {
                stream.lastWrite = written;
                stream.credit -= part.length();
                enqueue(stream);
            }
            return part.length();
        } catch (IOException | RuntimeException failed) {
            fail(stream.id, failed.toString());
            return 0;
        }
    }

    /** Closes the source, if there is one, when nothing that it gave is waiting to be sent any more. */
    private static void release(Outbound stream, @Nullable ChannelFuture lastWrite) {
        StreamSource source = stream.source;
        stream.source = null;
        if (source == null) {
            return;
        }
        if (lastWrite == null) {
            source.close();
        } else {
            lastWrite.addListener(written -> source.close());
        }
    }

    /** Ends all streams because the connection has ended. */
    void close() {
        closed = true;
        List<Outbound> open = new ArrayList<>(streams.values());
        streams.clear();
        ready.clear();
        for (Outbound stream : open) {
            release(stream, stream.lastWrite);
        }
    }
}
