package io.vonk.internal.exchange;

import io.vonk.internal.task.ShuffleAccess;

/**
 * The shuffles of a session whose tasks run in the driver's process.
 *
 * <p>Thread safety: {@link #read} and {@link #write} are called by tasks, the rest by the driver; all may run at once.
 */
public interface ProcessShuffles extends SessionShuffles, ShuffleAccess {}
