package io.vonk.internal.time;

/** The time; a parameter wherever time matters, so that tests can make it. Safe for use by many threads. */
public interface Clock {
    /** The clock of this machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** A monotonic time in nanoseconds, for all decisions; only differences mean anything. */
    long nanos();

    /** The wall-clock time in milliseconds since 1970, for people to read only. */
    long epochMillis();
}
