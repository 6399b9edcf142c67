/**
 * The entrance: how a program gets its session.
 *
 * <p>May know everything in engine-core and engine-driver, because it is where they are wired together.
 *
 * <p>Next on the journey: {@code io.vonk.api}, the words that a program is written in.
 */
@NullMarked
package io.vonk.launch;

import org.jspecify.annotations.NullMarked;
