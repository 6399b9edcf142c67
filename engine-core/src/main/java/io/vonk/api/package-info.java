/**
 * The words a user types: a session and the collections made from it. They only build plan nodes and ask for jobs. Knows
 * {@code data}, {@code function}, {@code runtime}, {@code io}, {@code error}, {@code internal.plan} and
 * {@code internal.operator}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.plan}, the graph that these words build.
 */
@NullMarked
package io.vonk.api;

import org.jspecify.annotations.NullMarked;
