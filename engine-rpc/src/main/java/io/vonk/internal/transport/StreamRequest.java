package io.vonk.internal.transport;

/**
 * How a stream that was asked for is given: by one call of either method. A further source is closed at once. Thread safety: safe for
 * use by many threads.
 */
public interface StreamRequest {

    /** Sends what the source gives, as the other end has room for it; closes the source in the end, whatever happens. */
    void send(StreamSource source);

    /** Says why there is no such stream. */
    void fail(String why);
}
