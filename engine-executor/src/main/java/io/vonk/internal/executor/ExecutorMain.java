package io.vonk.internal.executor;

import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.ExecutorMessages;
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
    private static final String BUILD = "Vonk executor";
    private static final long END_SECONDS = 10;

    private ExecutorMain() {}

    /** The entrance. */
    public static void main(String[] arguments) {
        ParentWatch parent = new ParentWatch(System.in);
        warmUp();
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
            executor.close();
        });
        String why = executor.ended().join();
        log().info("executor {} has ended: {}", orders.name(), why);
        System.exit(0);
    }

    /** Loads what an executor needs while nobody waits for it: a process that has been started ahead begins at once. */
    private static void warmUp() {
        Transport.open(TransportOptions.of("vonk-warm-up", BUILD).withThreads(1))
                .close();
        ExecutorMessages.heartbeatOfExecutor();
    }

    private static Logger log() {
        return LoggerFactory.getLogger(ExecutorMain.class);
    }
}
