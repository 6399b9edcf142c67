/**
 * The executor process: registers with its driver, runs tasks in slots and serves blocks.
 *
 * <p>May know engine-core and engine-rpc, never the driver.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, one attempt on one partition.
 */
@NullMarked
package io.vonk.internal.executor;

import org.jspecify.annotations.NullMarked;
