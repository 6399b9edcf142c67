package io.vonk.internal.wire;

import io.vonk.internal.id.ShuffleId;

/** What an executor can fetch from its driver. */
public sealed interface DriverContent {

    /** The code of a stage. */
    record Stage(long stage) implements DriverContent {}

    /** What there is to read of a shuffle. */
    record View(ShuffleId shuffle) implements DriverContent {}

    /** The value of a broadcast. */
    record BroadcastValue(long id) implements DriverContent {}

    /** A class file or other resource of the program, by its name on the class path. */
    record Resource(String name) implements DriverContent {}
}
