/**
 * Lineage: what the user asked for, as immutable nodes. Knows {@code data}, {@code function} and {@code runtime}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.stage}, which cuts the plan at shuffle borders.
 */
@NullMarked
package io.vonk.internal.plan;

import org.jspecify.annotations.NullMarked;
