package io.vonk.internal.wire;

/** What a master tells an application. */
public sealed interface ApplicationOrder {

    /** The master lives. */
    record Heartbeat() implements ApplicationOrder {}

    /** There will be no more executors, and why. */
    record End(String why) implements ApplicationOrder {}

    /** Something that a person should know. */
    record Notice(String text) implements ApplicationOrder {}
}
