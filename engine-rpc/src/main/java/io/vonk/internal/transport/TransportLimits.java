package io.vonk.internal.transport;

import java.time.Duration;

/**
 * What a connection may cost. Every length is checked against these before memory is taken for it.
 *
 * @param loginTimeout how long a login may take
 * @param halfOpenConnections how many connections may be in their login; a further one ends the oldest of them, as a login that is
 *     meant takes milliseconds
 * @param messageBytes the longest message, question or answer
 * @param dataBytes the longest part of a stream that goes in one frame
 * @param unansweredQuestions how many questions of either end may be waiting for an answer
 * @param openStreams how many streams either end may have opened
 * @param unsentBytes how much may wait to be sent before the connection counts as one whose peer does not read
 */
public record TransportLimits(
        Duration loginTimeout,
        int halfOpenConnections,
        int messageBytes,
        int dataBytes,
        int unansweredQuestions,
        int openStreams,
        long unsentBytes) {

    /** The longest frame of a login. */
    static final int LOGIN_BYTES = 4 * 1024;

    /** The usual limits. */
    public static final TransportLimits DEFAULT =
            new TransportLimits(Duration.ofSeconds(5), 256, 8 << 20, 1 << 20, 1 << 16, 1 << 12, 64L << 20);

    public TransportLimits {
        if (messageBytes < LOGIN_BYTES || dataBytes < 1 || halfOpenConnections < 1) {
            throw new IllegalArgumentException("limits that let nothing through: messages of " + messageBytes
                    + " bytes, parts of " + dataBytes + " bytes, " + halfOpenConnections + " logins");
        }
    }
}
