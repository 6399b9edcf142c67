/**
 * Parquet files as sources and sinks of records. The only package that knows Parquet's own library; it is used for the
 * footer, statistics, indexes, nested columns and writing, while the pages of flat columns are decoded here. Nothing of
 * Hadoop is needed at run time.
 *
 * <p>Knows {@code data}, {@code error}, {@code io}, {@code internal.file} and {@code internal.record}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.plan}, whose leaves are sources.
 */
@NullMarked
package io.vonk.io.parquet;

import org.jspecify.annotations.NullMarked;
