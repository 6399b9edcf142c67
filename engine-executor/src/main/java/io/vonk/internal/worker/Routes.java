package io.vonk.internal.worker;

/**
 * What processes call each other when something stands between them: a port that is forwarded, or a link that a test makes bad. Thread
 * safety: asked by many threads.
 */
public interface Routes {
    /** Nothing does. */
    Routes DIRECT = new Routes() {
        @Override
        public String advertised(String own) {
            return own;
        }

        @Override
        public String toDriver(String driver) {
            return driver;
        }
    };

    /** What others are told to call the worker that serves map outputs at {@code own}, a host:port. */
    String advertised(String own);

    /** Where executors of the worker find the driver that is at {@code driver}, a host:port. */
    String toDriver(String driver);
}
