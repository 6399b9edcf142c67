package io.vonk.internal.transport;

import java.nio.ByteBuffer;

/**
 * Where the bytes of a stream go. Called by the thread of its connection, which must not be blocked; {@link #ended} or {@link #failed}
 * is the last call, unless the stream is cancelled. An exception from {@link #received} cancels the stream and goes to
 * {@link #failed}.
 */
public interface StreamSink {

    /** The next bytes; valid during the call only. */
    void received(ByteBuffer bytes);

    /** There are no more bytes. */
    void ended();

    /** There are more bytes, but they do not come. */
    void failed(TransportException why);
}
