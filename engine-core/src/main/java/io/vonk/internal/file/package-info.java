/**
 * Finding input files and cutting them into splits, and the session's scratch directories. Knows {@code io} and
 * {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.io.text}, which reads the splits.
 */
@NullMarked
package io.vonk.internal.file;

import org.jspecify.annotations.NullMarked;
