package io.vonk.internal.wire;

/** What an application tells its master. */
public sealed interface ApplicationMessage {

    /** It lives. */
    record Heartbeat() implements ApplicationMessage {}

    /** How many cores it could use now. */
    record Demand(int cores) implements ApplicationMessage {}

    /** It has ended. */
    record Ended() implements ApplicationMessage {}
}
