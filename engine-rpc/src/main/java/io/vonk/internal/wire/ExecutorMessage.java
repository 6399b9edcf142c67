package io.vonk.internal.wire;

import java.util.List;

/** What an executor tells its driver. */
public sealed interface ExecutorMessage {

    /** It lives. */
    record Heartbeat() implements ExecutorMessage {}

    /** Attempts have ended. */
    record Ended(List<EndedAttempt> ends) implements ExecutorMessage {
        public Ended {
            ends = List.copyOf(ends);
        }
    }

    /** It ends because its worker ends it, or has ended: no task is to blame. */
    record Leaving() implements ExecutorMessage {}
}
