package io.vonk.internal.executor;

import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.ExecutorServer;
import io.vonk.internal.endpoint.ExecutorServer.Admission;
import io.vonk.internal.endpoint.ExecutorServer.ExecutorLink;
import io.vonk.internal.endpoint.ExecutorServer.ExecutorListener;
import io.vonk.internal.file.ContentHash;
import io.vonk.internal.operator.CollectionSource;
import io.vonk.internal.operator.Results;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.task.StageBytes;
import io.vonk.internal.task.StagePlan;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.KeyRing;
import io.vonk.internal.transport.Listening;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.DriverContent;
import io.vonk.internal.wire.DriverOrder;
import io.vonk.internal.wire.EndedAttempt;
import io.vonk.internal.wire.Registration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor and something like a driver in one process, that run a few tasks for nobody: a process that has been started ahead of its
 * use has loaded, linked and partly compiled then what its first real task needs, and begins without delay.
 */
final class Rehearsal implements ExecutorServer.Driver {
    private static final String BUILD = "Vonk rehearsal";
    private static final int TASKS = 200;
    private static final long PATIENCE_SECONDS = 10;

    private final byte[] code;
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private Rehearsal() {
        CallSite site = new CallSite("rehearsal", "unknown source", 0, "unknown method");
        List<Integer> records = List.of(1, 2, 3);
        SourceNode source = new SourceNode(1, site, new CollectionSource<>(records, TASKS), TASKS);
        code = StageBytes.write(new StagePlan.Giving(source, Results.records(), site));
    }

    /** Rehearses; what goes wrong only means that less has been rehearsed. */
    static void run() throws IOException {
        byte[] secret = new byte[Secret.MIN_BYTES];
        new SecureRandom().nextBytes(secret);
        Credentials credentials = new Credentials("app-rehearsal", Secret.of(secret));
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Rehearsal driver = new Rehearsal();
        ExecutorServer server = new ExecutorServer("vonk-rehearsal", driver);
        try (Transport transport =
                Transport.open(TransportOptions.of("vonk-rehearsal-net", BUILD).withThreads(1))) {
            Listening listening = transport.listen(loopback, KeyRing.of(credentials), server::listener);
            ExecutorOptions options = new ExecutorOptions(
                    "rehearsal",
                    1,
                    -1,
                    List.of(),
                    Addresses.parse(
                            Addresses.text("127.0.0.1", listening.address().getPort())),
                    credentials,
                    null,
                    new ExecutorOptions.OwnServer(loopback, "127.0.0.1"),
                    null,
                    BUILD);
            try (Executor executor = Executor.start(options, Clock.SYSTEM)) {
                driver.over
                        .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join();
            }
        } finally {
            server.close();
        }
    }

    @Override
    public Admission arrived(ExecutorLink link, Registration registration) {
        return new Admission(
                1,
                true,
                new Counting(),
                () -> link.order(new DriverOrder.Launch(1, 1, ContentHash.of(code), 0, TASKS, 0, Map.of())));
    }

    @Override
    public byte[] content(DriverContent what) {
        // There is no program, and so no class of it.
        return what instanceof DriverContent.Stage ? code : new byte[] {0};
    }

    private final class Counting implements ExecutorListener {
        private int ended;

        @Override
        public void heard() {
            // It lives.
        }

        @Override
        public void ended(List<EndedAttempt> ends) {
            ended += ends.size();
            if (ended >= TASKS) {
                over.complete(true);
            }
        }

        @Override
        public void leaving() {
            // The connection ends next.
        }

        @Override
        public void lost(String why) {
            over.complete(false);
        }
    }
}
