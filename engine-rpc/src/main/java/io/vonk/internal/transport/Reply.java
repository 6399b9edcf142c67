package io.vonk.internal.transport;

/** How a question is answered: by one call of either method. Further calls do nothing. Thread safety: safe for use by many threads. */
public interface Reply {

    /** Answers. The array is the connection's now. */
    void answer(byte[] answer);

    /** Says why there is no answer. */
    void fail(String why);
}
