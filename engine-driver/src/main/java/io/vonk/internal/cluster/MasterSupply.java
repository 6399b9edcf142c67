package io.vonk.internal.cluster;

import io.vonk.internal.driver.ExecutorSupply;
import io.vonk.internal.endpoint.MasterSession;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.TlsIdentity;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.ApplicationMessage;
import io.vonk.internal.wire.ApplicationOrder;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Executors from a master. Running jobs need no master: while there is none, or it is restarted, those executors that are there go on.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class MasterSupply implements ExecutorSupply {

    /**
     * What is asked for.
     *
     * @param application the id
     * @param name what people call it
     * @param maxCores 0 for no limit
     * @param executorCores 0 for all that are free on a worker
     * @param maxExecutors 0 for no limit
     * @param executorMemoryBytes the heap of an executor
     */
    public record Wish(
            String application,
            String name,
            int maxCores,
            int executorCores,
            int maxExecutors,
            long executorMemoryBytes) {}

    private final List<InetSocketAddress> masters;
    private final Credentials cluster;
    private final Wish wish;
    private final Clock clock;
    private final Consumer<String> notices;
    private final Transport transport;
    private final CountDownLatch registered = new CountDownLatch(1);
    private volatile int cores = 1;
    private volatile int wanted;
    private volatile String lastFailure = "";
    private volatile @Nullable MasterSession session;

    /**
     * A supply that asks when it begins.
     *
     * @param cluster what masters know this process by
     * @param notices what a person should know, in a line each
     */
    public MasterSupply(
            List<InetSocketAddress> masters,
            Credentials cluster,
            @Nullable TlsIdentity tls,
            Wish wish,
            String build,
            Clock clock,
            Consumer<String> notices) {
        this.masters = List.copyOf(masters);
        this.cluster = cluster;
        this.wish = wish;
        this.clock = clock;
        this.notices = notices;
        TransportOptions sockets = TransportOptions.of("vonk-" + wish.application() + "-net", build)
                .withThreads(1);
        this.transport = Transport.open(sockets.withTls(tls));
    }

    @Override
    public void begin(String driver, Consumer<String> ended) {
        session = new MasterSession(
                "vonk-" + wish.application(), transport, masters, cluster, new Member(driver, ended), clock);
    }

    /**
     * Waits until a master has let the application in.
     *
     * @return null if one has; else why not, as far as that is known
     */
    public @Nullable String awaitRegistration(long patienceMillis) throws InterruptedException {
        return registered.await(patienceMillis, TimeUnit.MILLISECONDS) ? null : lastFailure;
    }

    @Override
    public int expectedSlots() {
        return cores;
    }

    @Override
    public void busy(boolean busy) {
        wanted = busy ? Integer.MAX_VALUE : 0;
        tell(new ApplicationMessage.Demand(wanted));
    }

    private void tell(ApplicationMessage message) {
        MasterSession current = session;
        if (current != null) {
            current.tell(MasterMessages.fromApplication(message));
        }
    }

    @Override
    public void close() {
        tell(new ApplicationMessage.Ended());
        MasterSession current = session;
        if (current != null) {
            current.close();
        }
        transport.close();
    }

    private final class Member implements MasterSession.Member {
        private final String driver;
        private final Consumer<String> ended;
        private boolean told;

        Member(String driver, Consumer<String> ended) {
            this.driver = driver;
            this.ended = ended;
        }

        @Override
        public MasterQuestion registration() {
            return new MasterQuestion.RegisterApplication(
                    wish.application(),
                    wish.name(),
                    driver,
                    wish.maxCores(),
                    wish.executorCores(),
                    wish.maxExecutors(),
                    wish.executorMemoryBytes());
        }

        @Override
        public void registered(String master, byte[] answer) {
            try {
                cores = Math.max(1, MasterMessages.readApplicationRegistered(answer));
            } catch (IOException e) {
                lastFailure = String.valueOf(e.getMessage());
                return;
            }
            if (told) {
                notices.accept("registered again with the master at " + master);
            }
            told = false;
            boolean again = registered.getCount() == 0;
            registered.countDown();
            // Who registers is taken to want all it can get: right for one that begins, and not for one that is idle.
            if (wanted > 0 || again) {
                tell(new ApplicationMessage.Demand(wanted));
            }
        }

        @Override
        public void received(byte[] message) throws IOException {
            ApplicationOrder order = MasterMessages.readToApplication(message);
            if (order instanceof ApplicationOrder.End end) {
                ended.accept(end.why());
            } else if (order instanceof ApplicationOrder.Notice notice) {
                notices.accept(notice.text());
            }
        }

        @Override
        public byte[] heartbeat() {
            return MasterMessages.fromApplication(new ApplicationMessage.Heartbeat());
        }

        @Override
        public void disconnected(String why) {
            lastFailure = why;
            if (!told && registered.getCount() == 0) {
                told = true;
                notices.accept("no master: " + why + "; what runs goes on, and it is tried again");
            }
        }
    }
}
