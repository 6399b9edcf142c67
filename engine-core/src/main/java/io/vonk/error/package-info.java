/**
 * What can go wrong, with its context. Knows nothing of ours.
 *
 * <p>Next on the journey: {@code io.vonk.api}, whose actions throw these.
 */
@NullMarked
package io.vonk.error;

import org.jspecify.annotations.NullMarked;
