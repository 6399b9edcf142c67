/**
 * Where data comes from and goes to: sources, splits, sinks and the file system behind them. Knows {@code data},
 * {@code function}, {@code runtime} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.plan}, whose leaves are sources.
 */
@NullMarked
package io.vonk.io;

import org.jspecify.annotations.NullMarked;
