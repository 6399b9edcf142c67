/**
 * All or nothing: how the files of a job become the content of an output directory. The protocol is described at
 * {@link io.vonk.internal.output.OutputJob}. Knows {@code io}, {@code error} and {@code internal.file}.
 *
 * <p>Next on the journey: back to {@code io.vonk.api}, whose save action has ended.
 */
@NullMarked
package io.vonk.internal.output;

import org.jspecify.annotations.NullMarked;
