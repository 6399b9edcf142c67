/**
 * Object files: records of any kind as the engine encodes them, for reading by another job. Knows {@code io},
 * {@code error}, {@code internal.file} and {@code internal.serial}.
 *
 * <p>Next on the journey: {@code io.vonk.api}, whose {@code objectFile} and {@code saveAsObjectFile} use these.
 */
@NullMarked
package io.vonk.io.object;

import org.jspecify.annotations.NullMarked;
