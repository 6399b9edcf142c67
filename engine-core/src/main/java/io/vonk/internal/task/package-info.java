/**
 * One attempt to compute one partition of one stage, and how it ended. Local threads and executors on other machines run
 * the same code.
 *
 * <p>Next on the journey: {@code io.vonk.internal.shuffle}, where a task's output goes, if it does not go to the driver.
 */
@NullMarked
package io.vonk.internal.task;

import org.jspecify.annotations.NullMarked;
