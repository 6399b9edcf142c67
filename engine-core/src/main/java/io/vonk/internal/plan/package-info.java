/**
 * The lineage: an immutable graph of plan nodes that says how each partition is computed. Knows {@code id}, {@code batch},
 * {@code memory}, {@code serial}, {@code data}, {@code function}, {@code runtime}, {@code io} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.stage}, which cuts the graph at its shuffles.
 */
@NullMarked
package io.vonk.internal.plan;

import org.jspecify.annotations.NullMarked;
