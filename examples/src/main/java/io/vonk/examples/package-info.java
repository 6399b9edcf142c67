/**
 * Programs written as users write them: one idea each.
 *
 * <p>Knows the public packages only.
 *
 * <p>Next on the journey: {@code io.vonk.launch}, where each of these programs begins.
 */
@NullMarked
package io.vonk.examples;

import org.jspecify.annotations.NullMarked;
