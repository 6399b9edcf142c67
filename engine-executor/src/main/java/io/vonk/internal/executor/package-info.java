/**
 * The process that runs the tasks of one application: {@link io.vonk.internal.executor.Executor} takes the driver's orders, its slots
 * run tasks, and {@code Reporter} tells how they ended. Whatever it does not have (code, classes, broadcasts, what there is to read of
 * a shuffle), it asks the driver for.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, the code that a slot runs.
 */
@NullMarked
package io.vonk.internal.executor;

import org.jspecify.annotations.NullMarked;
