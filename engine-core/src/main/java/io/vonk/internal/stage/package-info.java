/**
 * From plan to stages: pure. Knows {@code plan} and {@code id}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.scheduler}, which decides what runs where; then
 * {@code io.vonk.internal.task}, which runs it.
 */
@NullMarked
package io.vonk.internal.stage;

import org.jspecify.annotations.NullMarked;
