/**
 * How Java records are taken apart and put together, and how their components and the columns of a table find each
 * other. Knows {@code data} and {@code error}.
 *
 * <p>Next on the journey: {@code io.vonk.io}, whose formats bind columns to records.
 */
@NullMarked
package io.vonk.internal.record;

import org.jspecify.annotations.NullMarked;
