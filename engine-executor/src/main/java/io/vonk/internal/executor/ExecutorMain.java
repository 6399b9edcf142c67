package io.vonk.internal.executor;

import io.vonk.internal.time.Clock;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of an executor, started by a worker: waits for {@link ExecutorOrders}, runs tasks until its driver has no more use for
 * it, and ends with its worker.
 */
@SuppressWarnings("FutureReturnValueIgnored") // both ways it ends the process
public final class ExecutorMain {
    /** The argument of a process that is started ahead of its use. */
    public static final String AHEAD = "ahead";

    private static final String BUILD = "Vonk executor";
    private static final long END_SECONDS = 10;

    private ExecutorMain() {}

    /** The entrance. */
    public static void main(String[] arguments) {
        ParentWatch parent = new ParentWatch(System.in);
        if (List.of(arguments).contains(AHEAD)) {
            rehearse();
        }
        List<String> lines = parent.awaitOrders();
        if (lines.isEmpty()) {
            System.exit(0);
        }
        ExecutorOrders orders = ExecutorOrders.of(lines);
        Executor executor;
        try {
            executor = Executor.start(orders.options(BUILD), Clock.SYSTEM);
        } catch (IOException e) {
            log().error("executor {} cannot begin: {}", orders.name(), e.getMessage());
            System.exit(1);
            return;
        }
        parent.onEnd(() -> {
            // Whoever kills the worker wants nothing to be left; a task that does not end is not waited for.
            executor.ended().orTimeout(END_SECONDS, TimeUnit.SECONDS).whenComplete((why, late) -> System.exit(0));
            executor.leave();
        });
        String why = executor.ended().join();
        log().info("executor {} has ended: {}", orders.name(), why);
        System.exit(0);
    }

    /** While nobody waits for it. */
    private static void rehearse() {
        try {
            Rehearsal.run();
        } catch (IOException | RuntimeException e) {
            log().debug("the rehearsal failed", e);
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(ExecutorMain.class);
    }
}
