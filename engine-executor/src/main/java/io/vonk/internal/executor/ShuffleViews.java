package io.vonk.internal.executor;

import io.vonk.internal.endpoint.DriverLink;
import io.vonk.internal.exchange.ShuffleView;
import io.vonk.internal.exchange.ViewBytes;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.wire.DriverContent;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What there is to read of shuffles, as the driver has said it last. A view is kept until tasks are launched that need a later one.
 *
 * <p>Thread safety: safe for use by many threads; {@link #view} waits for the driver.
 */
final class ShuffleViews {
    private final DriverLink driver;
    private final Map<ShuffleId, Known> shuffles = new HashMap<>();

    /** What is needed, and the answer to the last question. */
    private static final class Known {
        long needed;

        @Nullable
        CompletableFuture<ShuffleView> answer;
    }

    ShuffleViews(DriverLink driver) {
        this.driver = driver;
    }

    /** From now on tasks need this version of a shuffle, or a later one. */
    synchronized void need(ShuffleId shuffle, long version) {
        Known known = shuffles.computeIfAbsent(shuffle, id -> new Known());
        known.needed = Math.max(known.needed, version);
    }

    /** Forgets a shuffle. */
    synchronized void drop(ShuffleId shuffle) {
        shuffles.remove(shuffle);
    }

    /**
     * What there is to read.
     *
     * @throws io.vonk.internal.shuffle.FetchFailedException if an output is missing
     * @throws io.vonk.error.VonkException if the driver does not tell
     */
    ShuffleView view(ShuffleId shuffle) {
        CompletableFuture<ShuffleView> answer;
        boolean mine = false;
        synchronized (this) {
            Known known = shuffles.computeIfAbsent(shuffle, id -> new Known());
            if (known.answer == null || isTooOld(known.answer, known.needed)) {
                known.answer = new CompletableFuture<>();
                mine = true;
            }
            answer = known.answer;
        }
        if (mine) {
            ask(shuffle, answer);
        }
        return Waiting.forAnswer(answer, "what there is of " + shuffle);
    }

    private static boolean isTooOld(CompletableFuture<ShuffleView> answer, long needed) {
        return answer.isDone()
                && (answer.isCompletedExceptionally() || answer.join().version() < needed);
    }

    private void ask(ShuffleId shuffle, CompletableFuture<ShuffleView> answer) {
        try {
            byte[] bytes =
                    Waiting.forAnswer(driver.fetch(new DriverContent.View(shuffle)), "what there is of " + shuffle);
            answer.complete(ViewBytes.read(bytes, shuffle));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }
}
