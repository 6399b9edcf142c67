/**
 * A world for the scheduler to fail in: virtual time, simulated executors, a network that delays, repeats and reorders,
 * and faults drawn from a seed. It checks after every event what must always hold ({@link
 * io.vonk.internal.simulation.Ledger}). May know {@code internal.scheduler}, {@code internal.id} and, to measure its own
 * speed, {@code internal.time}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.driver}, where the same scheduler meets the real world.
 */
@NullMarked
package io.vonk.internal.simulation;

import org.jspecify.annotations.NullMarked;
