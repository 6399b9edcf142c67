/**
 * Records on their way through a stage: several at a time. Knows nothing of ours but pairs.
 *
 * <p>Next on the journey: {@code io.vonk.internal.task}, which pulls batches through the operators of a stage.
 */
@NullMarked
package io.vonk.internal.batch;

import org.jspecify.annotations.NullMarked;
