/**
 * Decides what runs where and what a result may be made of: a pure state machine from events to actions, and the sole
 * owner of the state of jobs, stages, tasks, executors and map outputs. No thread, clock, I/O, log, configuration or
 * randomness; the same code runs under the simulator. May know {@code io.vonk.internal.id} only: closures, records and
 * errors pass through it as opaque objects.
 *
 * <p>Start reading at {@link io.vonk.internal.scheduler.Scheduler}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.driver}, the shell whose one thread executes the actions.
 */
@NullMarked
package io.vonk.internal.scheduler;

import org.jspecify.annotations.NullMarked;
