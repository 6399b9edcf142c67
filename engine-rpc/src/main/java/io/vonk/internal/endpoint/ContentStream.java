package io.vonk.internal.endpoint;

import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.InboundStream;
import io.vonk.internal.transport.StreamSink;
import io.vonk.internal.transport.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something bulky as a whole: the bytes of a stream in one array. The other end sends on as they have been taken. */
final class ContentStream extends CompletableFuture<byte[]> implements StreamSink {
    private static final int CREDIT = 4 << 20;
    private static final int MOST = Integer.MAX_VALUE - 16;

    private byte[] bytes = new byte[1024];
    private int length;
    private @Nullable InboundStream stream;
    private long owed;

    private ContentStream() {}

    /** Asks for the stream that {@code what} names. */
    static CompletableFuture<byte[]> fetch(Connection connection, byte[] what) {
        ContentStream content = new ContentStream();
        content.begin(connection.open(what, CREDIT, content));
        return content;
    }

    private synchronized void begin(InboundStream begun) {
        stream = begun;
        begun.addCredit(owed);
        owed = 0;
    }

    @Override
    public synchronized void received(ByteBuffer part) {
        int size = part.remaining();
        if (size > MOST - length) {
            throw new IllegalStateException("more than " + MOST + " bytes cannot be had at once");
        }
        if (size > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(length + (long) size, 2L * bytes.length)));
        }
        part.get(bytes, length, size);
        length += size;
        if (stream == null) {
            owed += size;
        } else {
            stream.addCredit(size);
        }
    }

    @Override
    public void ended() {
        byte[] all;
        synchronized (this) {
            all = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            bytes = new byte[0];
        }
        complete(all);
    }

    @Override
    public void failed(TransportException why) {
        completeExceptionally(new IOException(why.getMessage(), why));
    }
}
