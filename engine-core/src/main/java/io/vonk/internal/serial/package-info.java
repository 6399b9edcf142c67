/**
 * Records and functions to bytes and back. Knows {@code data}, {@code function}, {@code runtime} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.shuffle}, which moves encoded records between stages.
 */
@NullMarked
package io.vonk.internal.serial;

import org.jspecify.annotations.NullMarked;
