package io.vonk.internal.executor;

import io.vonk.internal.endpoint.DriverLink;
import io.vonk.internal.serial.SerializedValue;
import io.vonk.internal.wire.DriverContent;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of broadcasts, each fetched once. Thread safety: safe for use by many threads; {@link #value} waits for the driver.
 */
final class BroadcastValues {
    private final DriverLink driver;
    private final ClassLoader program;
    private final Map<Long, CompletableFuture<Object>> values = new ConcurrentHashMap<>();

    BroadcastValues(DriverLink driver, ClassLoader program) {
        this.driver = driver;
        this.program = program;
    }

    /** The value of a broadcast; fails if the driver has none. */
    Object value(long id) {
        CompletableFuture<Object> mine = new CompletableFuture<>();
        CompletableFuture<Object> known = values.putIfAbsent(id, mine);
        String what = "broadcast " + id;
        if (known != null) {
            return Waiting.forAnswer(known, what);
        }
        try {
            byte[] bytes = Waiting.forAnswer(driver.fetch(new DriverContent.BroadcastValue(id)), what);
            Object value = SerializedValue.read(bytes, program, what);
            if (value == null) {
                throw new IllegalStateException(what + " is null");
            }
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            values.remove(id, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    void drop(long id) {
        values.remove(id);
    }
}
