/**
 * The shuffles of a session, in one process or of a cluster: which map outputs count, and which writer and reader each kind of
 * exchange has. Knows
 * {@code shuffle}, {@code aggregate}, {@code sort}, {@code join}, {@code plan}, {@code task}, {@code memory}, {@code batch}
 * and {@code id}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.shuffle}, the map outputs themselves.
 */
@NullMarked
package io.vonk.internal.exchange;

import org.jspecify.annotations.NullMarked;
