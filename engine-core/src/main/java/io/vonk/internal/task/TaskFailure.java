package io.vonk.internal.task;

import io.vonk.internal.plan.CallSite;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the failure of an attempt, for the message that the user gets.
 *
 * @param callSite the operation that failed, with the user's line
 * @param record the record at work, shortened; null if not known
 * @param position the place of the input record that led there; null if not known
 * @param thrown what was thrown
 */
public record TaskFailure(
        CallSite callSite,
        @Nullable String record,
        @Nullable String position,
        Throwable thrown) implements Serializable {}
