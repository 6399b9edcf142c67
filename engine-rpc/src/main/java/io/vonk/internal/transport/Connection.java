package io.vonk.internal.transport;

import java.util.concurrent.CompletableFuture;

/**
 * One end of a connection whose two ends have proved to each other that they know the same secret. What is sent arrives in order and
 * once, or the connection ends; then nothing tells whether what was sent last has arrived.
 *
 * <p>Thread safety: all methods may be called by any thread; none of them blocks.
 */
public interface Connection extends AutoCloseable {

    /** Whose secret was proved: for a listening end, who the other end is; for a connecting one, who it is itself. */
    String identity();

    /** Address and port of the other end, for people. */
    String peer();

    /** Sends a message that wants no answer. Does nothing if the connection has ended. The array is the connection's now. */
    void send(byte[] message);

    /**
     * Asks a question. The array is the connection's now.
     *
     * @return the answer; or a {@link TransportException} if the other end fails to answer, or the connection ends before it does
     */
    CompletableFuture<byte[]> ask(byte[] question);

    /**
     * Asks for a stream of bytes.
     *
     * @param what says which; the array is the connection's now
     * @param credit how many bytes may be sent before {@link InboundStream#addCredit} is called: the room that is there for them
     * @param sink takes them
     */
    InboundStream open(byte[] what, long credit, StreamSink sink);

    /** Completes with the reason when the connection has ended, never exceptionally. */
    CompletableFuture<TransportException> closed();

    /** Sends what is waiting to be sent, if the other end takes it at once, and ends the connection. */
    @Override
    void close();
}
