/**
 * Partitions that a user asked to keep: as objects, as encoded blocks, or on disk. Knows {@code batch}, {@code memory},
 * {@code serial}, {@code runtime} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.driver}, which hands the results to the user.
 */
@NullMarked
package io.vonk.internal.block;

import org.jspecify.annotations.NullMarked;
