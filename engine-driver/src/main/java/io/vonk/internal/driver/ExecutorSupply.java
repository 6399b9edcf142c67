package io.vonk.internal.driver;

import java.util.function.Consumer;

/**
 * Whoever starts executors for a driver: a cluster manager, or somebody who starts them by hand.
 *
 * <p>Thread safety: safe for use by many threads; none of the methods blocks for long.
 */
public interface ExecutorSupply extends AutoCloseable {

    /** Executors come by themselves. */
    ExecutorSupply BY_HAND = new ExecutorSupply() {
        @Override
        public void begin(String driver, Consumer<String> ended) {}

        @Override
        public int expectedSlots() {
            return 1;
        }

        @Override
        public void busy(boolean busy) {}

        @Override
        public void close() {}
    };

    /**
     * Asks for executors.
     *
     * @param driver host:port where they are awaited
     * @param ended called with the reason if there will be no more executors and the application has to end
     */
    void begin(String driver, Consumer<String> ended);

    /** How many slots there will be, as far as that is known; at least 1. */
    int expectedSlots();

    /** Whether there is work for executors now. */
    void busy(boolean busy);

    /** The application has ended. */
    @Override
    void close();
}
