/**
 * Lines of text, whole files, and records of fixed length. Knows {@code io}, {@code data}, {@code error} and
 * {@code internal.file}.
 *
 * <p>Next on the journey: {@code io.vonk.api}, whose {@code textFile} and {@code saveAsTextFile} use these.
 */
@NullMarked
package io.vonk.io.text;

import org.jspecify.annotations.NullMarked;
