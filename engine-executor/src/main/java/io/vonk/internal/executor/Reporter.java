package io.vonk.internal.executor;

import io.vonk.internal.endpoint.DriverLink;
import io.vonk.internal.mailbox.Mailbox;
import io.vonk.internal.mailbox.OwnThread;
import io.vonk.internal.time.Clock;
import io.vonk.internal.wire.EndedAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that talks to the driver: it sends what has ended, many attempts in a message, and a sign of life every half second;
 * and it notices when the driver has given none for too long. Then this executor must take itself for lost, as the driver does.
 *
 * <p>Thread safety: safe for use by many threads.
 */
final class Reporter {
    static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** About; a message is allowed eight times as much. */
    private static final long MESSAGE_BYTES = 1 << 20;

    private static final long BYTES_OF_AN_END = 64;

    /** In the mailbox: nothing is sent any more. */
    private static final EndedAttempt CLOSE = new EndedAttempt(0, 0, 0, 0, new EndedAttempt.Killed());

    private final Clock clock;
    private final Consumer<String> driverLost;
    private final Thread thread;
    private final Mailbox<EndedAttempt> mailbox = new Mailbox<>();
    private volatile long heardNanos;
    private @Nullable DriverLink driver;

    /**
     * A reporter that begins with {@link #start}.
     *
     * @param driverLost called when the driver is silent for too long
     */
    Reporter(String name, Clock clock, Consumer<String> driverLost) {
        this.clock = clock;
        this.driverLost = driverLost;
        this.heardNanos = clock.nanos();
        this.thread = new Thread(this::work, name + "-reporter");
        thread.setDaemon(true);
    }

    void start(DriverLink link) {
        driver = link;
        thread.start();
    }

    /** The driver has said something. */
    void heard() {
        heardNanos = clock.nanos();
    }

    /** An attempt has ended; {@code pressing} if the driver has something to do because of it. */
    void ended(EndedAttempt end, boolean pressing) {
        if (pressing) {
            mailbox.post(end);
        } else {
            mailbox.postSoon(end);
        }
    }

    /** Ends the thread and waits for it; what has not been sent is not sent any more. */
    void close() {
        mailbox.post(CLOSE);
        OwnThread.join(thread);
    }

    private void work() {
        DriverLink link = Objects.requireNonNull(driver, "started");
        List<EndedAttempt> batch = new ArrayList<>();
        long nextBeat = clock.nanos();
        while (true) {
            long now = clock.nanos();
            if (now - nextBeat >= 0) {
                link.heartbeat();
                nextBeat = now + HEARTBEAT_NANOS;
                if (now - heardNanos > LOST_NANOS) {
                    driverLost.accept("the driver has been silent for more than 10 s");
                    return;
                }
            }
            batch.clear();
            mailbox.take(batch, nextBeat - now);
            if (batch.contains(CLOSE)) {
                return;
            }
            send(link, batch);
        }
    }

    private static void send(DriverLink link, List<EndedAttempt> batch) {
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            long size = sizeBytes(batch.get(i));
            if (i > from && bytes + size > MESSAGE_BYTES) {
                link.ended(batch.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < batch.size()) {
            link.ended(batch.subList(from, batch.size()));
        }
    }

    /** About how many bytes an end takes in a message. */
    static long sizeBytes(EndedAttempt end) {
        EndedAttempt.Outcome outcome = end.outcome();
        if (outcome instanceof EndedAttempt.Failure failure) {
            return BYTES_OF_AN_END + failure.what().length;
        }
        if (outcome instanceof EndedAttempt.FetchFailure fetch) {
            return BYTES_OF_AN_END
                    + fetch.what().length
                    + 16L * fetch.alsoLost().size();
        }
        if (!(outcome instanceof EndedAttempt.Success success)) {
            return BYTES_OF_AN_END;
        }
        long bytes = BYTES_OF_AN_END + success.accumulators().length;
        for (String counter : success.counters().keySet()) {
            bytes += 16L + 3L * counter.length();
        }
        if (success.made() instanceof EndedAttempt.Result result) {
            bytes += result.value().length;
        } else if (success.made() instanceof EndedAttempt.WrittenOutput output && output.sparseIndex() != null) {
            bytes += output.sparseIndex().length;
        }
        return bytes;
    }
}
