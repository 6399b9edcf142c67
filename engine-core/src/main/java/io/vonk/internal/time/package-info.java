/**
 * The only reader of the clock. Knows nothing of ours.
 *
 * <p>Next on the journey: {@code io.vonk.internal.scheduler}, which is told the time with every event.
 */
@NullMarked
package io.vonk.internal.time;

import org.jspecify.annotations.NullMarked;
