/**
 * CSV files as records: every dialect that commons-csv reads and writes, and a reader of bytes for the usual ones. Knows
 * {@code io}, {@code data}, {@code runtime}, {@code error}, {@code internal.file} and {@code internal.record}.
 *
 * <p>Next on the journey: {@code io.vonk.io.parquet}.
 */
@NullMarked
package io.vonk.io.csv;

import org.jspecify.annotations.NullMarked;
