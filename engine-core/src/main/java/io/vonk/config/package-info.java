/**
 * What can be set, and where each value came from. Knows {@code io.vonk.error} only, and is read only where sessions are
 * wired: nothing below the entrance sees it.
 *
 * <p>Next on the journey: {@code io.vonk.launch}, which opens sessions with it.
 */
@NullMarked
package io.vonk.config;

import org.jspecify.annotations.NullMarked;
