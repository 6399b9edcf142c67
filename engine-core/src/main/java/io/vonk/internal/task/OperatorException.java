package io.vonk.internal.task;

import io.vonk.internal.plan.CallSite;
import org.jspecify.annotations.Nullable;

/** An exception of the user's code, on its way from the operator to the end of the task. */
final class OperatorException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MAX_RECORD_CHARS = 200;

    private final transient CallSite callSite;
    private final @Nullable String record;
    private final Throwable thrown;

    OperatorException(CallSite callSite, @Nullable String record, Throwable thrown) {
        super(thrown);
        this.callSite = callSite;
        this.record = record;
        this.thrown = thrown;
    }

    /** The operation that the exception came out of. */
    CallSite callSite() {
        return callSite;
    }

    /** The record that the operation was working on, shortened; null if that is not known. */
    @Nullable
    String record() {
        return record;
    }

    /** What the user's code threw. */
    Throwable thrown() {
        return thrown;
    }

    /** A record as text, whatever its {@code toString} does. */
    static String shortened(@Nullable Object record) {
        String text;
        try {
            text = record instanceof CharSequence ? "\"" + record + "\"" : String.valueOf(record);
        } catch (RuntimeException e) {
            text = "a " + (record == null ? "null" : record.getClass().getName()) + " whose toString() throws " + e;
        }
        return text.length() <= MAX_RECORD_CHARS
                ? text
                : text.substring(0, MAX_RECORD_CHARS) + "… (" + text.length() + " characters)";
    }
}
