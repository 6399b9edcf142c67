package io.vonk.internal.transport;

/**
 * What one end does with what the other one sends. All calls for a connection come one after the other from one thread, which serves
 * other connections as well: they must not block. An exception from one of them ends the connection.
 */
public interface ConnectionListener {

    /** A message, which is the listener's now. */
    void received(byte[] message);

    /** A question, which is the listener's now. The answer may be given later, by any thread. */
    void asked(byte[] question, Reply reply);

    /** The other end wants a stream. The stream may be given later, by any thread. */
    void opened(byte[] what, StreamRequest request);

    /** The connection has ended, after everything that was received has been handed over. The last call. */
    void closed(TransportException why);
}
