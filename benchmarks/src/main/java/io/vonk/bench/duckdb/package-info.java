/** DuckDB in the place of an engine, for the jobs about tables. */
@NullMarked
package io.vonk.bench.duckdb;

import org.jspecify.annotations.NullMarked;
