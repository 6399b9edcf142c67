package io.vonk.error;

/** A job that was cancelled; the message says by what. */
public class JobCancelledException extends VonkException {
    private static final long serialVersionUID = 1;

    public JobCancelledException(String message) {
        super(message);
    }
}
