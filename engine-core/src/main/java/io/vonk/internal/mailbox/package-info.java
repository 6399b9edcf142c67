/**
 * What waits for a thread that owns something. Knows nothing.
 *
 * <p>Next on the journey: {@code io.vonk.internal.driver}, whose thread takes what happens out of a mailbox.
 */
@NullMarked
package io.vonk.internal.mailbox;

import org.jspecify.annotations.NullMarked;
