/**
 * The values that flow: pairs, rows and their schemas. Knows nothing of ours.
 *
 * <p>Next on the journey: {@code io.vonk.api}.
 */
@NullMarked
package io.vonk.data;

import org.jspecify.annotations.NullMarked;
