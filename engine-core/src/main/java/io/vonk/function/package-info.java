/**
 * The code that a user hands in: serializable functions that may throw, partitioners and aggregators. Knows nothing of ours.
 *
 * <p>Next on the journey: {@code io.vonk.api}, the words that take these functions.
 */
@NullMarked
package io.vonk.function;

import org.jspecify.annotations.NullMarked;
