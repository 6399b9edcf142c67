/**
 * The agent of a node: {@link io.vonk.internal.worker.Worker} starts executors and drivers as processes of their own, and serves and
 * removes what they leave. No user's code runs here.
 *
 * <p>Next on the journey: {@code io.vonk.internal.executor}, the process that it starts.
 */
@NullMarked
package io.vonk.internal.worker;

import org.jspecify.annotations.NullMarked;
