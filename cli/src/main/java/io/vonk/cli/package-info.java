/**
 * The command line behind {@code bin/vonk}: one class per command.
 *
 * <p>May know the public packages, and of the internal ones only the simulator's entrance and
 * {@code io.vonk.internal.security}.
 *
 * <p>Next on the journey: {@code io.vonk.launch}.
 */
@NullMarked
package io.vonk.cli;

import org.jspecify.annotations.NullMarked;
