/**
 * The seam between the words a user types and whatever executes them. Knows {@code plan} and {@code runtime}.
 *
 * <p>Next on the journey: {@code io.vonk.internal.driver}, which executes jobs in this process.
 */
@NullMarked
package io.vonk.internal.session;

import org.jspecify.annotations.NullMarked;
