/**
 * What the operations and actions of the public collections are composed of: functions on partitions, built from the
 * engine's joins, aggregations and codecs.
 *
 * <p>Next on the journey: {@code io.vonk.internal.stage}.
 */
@NullMarked
package io.vonk.internal.operator;

import org.jspecify.annotations.NullMarked;
