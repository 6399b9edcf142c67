package io.vonk.internal.driver;

import io.vonk.internal.time.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the tests of operators run: each must give the same everywhere. */
enum Backend {
    /** One task at a time. */
    ONE_SLOT(1, -1, false),
    /** More tasks at a time than most machines that run the tests have processors. */
    FOUR_SLOTS(4, -1, false),
    /** No memory at all beyond the minimum of each operator: everything that can spill spills. */
    NO_MEMORY(2, 0, false),
    /** Stages are turned into bytes and back, as between processes. */
    SHIPPED_STAGES(2, -1, true),
    /** Map outputs are published and fetched, as between processes, too. */
    FETCHED_OUTPUTS(2, -1, true),
    /** The same where nothing that is fetched finds room in memory. */
    FETCHED_OUTPUTS_NO_MEMORY(2, 0, true),
    /** A driver and two executors with sockets between them. */
    CLUSTER(4, -1, true),
    /** The same, with executors that break at random times. For tests that ask for nothing but results. */
    BREAKING_CLUSTER(6, -1, true);

    private static final AtomicInteger SESSIONS = new AtomicInteger();

    private final int slots;
    private final long memoryBytes;
    private final boolean shipped;

    Backend(int slots, long memoryBytes, boolean shipped) {
        this.slots = slots;
        this.memoryBytes = memoryBytes;
        this.shipped = shipped;
    }

    /** Starts a session whose files lie below {@code scratch} and whose threads are named after {@link #prefix}. */
    RunningSession start(Path scratch) {
        LocalOptions options = new LocalOptions(
                prefix() + SESSIONS.incrementAndGet(), slots, memoryBytes, List.of(scratch), true, shipped);
        ClassLoader loader = Backend.class.getClassLoader();
        if (this == BREAKING_CLUSTER) {
            return TestCluster.startBreaking(options, scratch, 3, 5);
        }
        if (this == CLUSTER) {
            return TestCluster.start(options, scratch, 2);
        }
        if (this == FETCHED_OUTPUTS || this == FETCHED_OUTPUTS_NO_MEMORY) {
            Path node = scratch.resolveSibling("node");
            return started(
                    options,
                    new LocalBackend(options, Clock.SYSTEM, loader, scope -> new FetchedShuffles(scope, node)));
        }
        return started(options, new LocalBackend(options, Clock.SYSTEM, loader));
    }

    static RunningSession started(LocalOptions options, LocalBackend backend) {
        DriverSession session = DriverSession.start(options.name(), Clock.SYSTEM, JobListener.NONE, backend);
        return new RunningSession(session, List.of(backend.memory()));
    }

    int slots() {
        return slots;
    }

    static String prefix() {
        return "vonk-test-";
    }
}
