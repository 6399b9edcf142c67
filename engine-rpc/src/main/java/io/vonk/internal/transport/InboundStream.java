package io.vonk.internal.transport;

/** A stream that this end asked for. Thread safety: safe for use by many threads. */
public interface InboundStream {

    /** Lets the other end send so many bytes more. Does nothing if the stream has ended. */
    void addCredit(long bytes);

    /** Ends the stream: the sink is told nothing any more. */
    void cancel();
}
