package io.vonk.launch;

import io.vonk.config.MasterUrl;
import io.vonk.config.Settings;
import io.vonk.config.VonkConfig;
import io.vonk.error.ConfigurationException;
import io.vonk.error.VonkException;
import io.vonk.internal.cluster.MasterSupply;
import io.vonk.internal.driver.ClusterOptions;
import io.vonk.internal.driver.DriverSession;
import io.vonk.internal.driver.ExecutorSupply;
import io.vonk.internal.driver.JobListener;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.security.Identities;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.TlsIdentity;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sessions on a cluster. */
final class ClusterLaunch {
    private static final String BUILD = "Vonk driver";
    private static final long REGISTRATION_MILLIS = 5_000;
    private static final long FIRST_EXECUTOR_MILLIS = 10_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private ClusterLaunch() {}

    /** Registers with a master and waits for the first executor, but not for ever. */
    static DriverSession start(
            VonkConfig config, MasterUrl.Cluster url, ClassLoader classLoader, JobListener listener) {
        List<InetSocketAddress> masters =
                url.masters().stream().map(Addresses::parse).toList();
        SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
        TlsIdentity tls = security.tls(config.get(Settings.TLS));
        String application = newApplication();
        String host = config.get(Settings.DRIVER_HOST);
        InetAddress own = host.equals("auto") ? towards(masters) : resolved(host, Settings.DRIVER_HOST.key());
        SecurityDirectory.checkMayListen(own, security);
        ClusterOptions options = new ClusterOptions(
                "vonk-" + application,
                new Credentials(application, security.secret().derive(application)),
                new InetSocketAddress(own, config.get(Settings.DRIVER_PORT)),
                host.equals("auto") ? own.getHostAddress() : host,
                tls,
                config.get(Settings.FUSION),
                BUILD);
        MasterSupply supply = new MasterSupply(
                masters,
                new Credentials(Identities.CLUSTER, security.secret()),
                tls,
                new MasterSupply.Wish(
                        application,
                        config.get(Settings.APP_NAME),
                        config.get(Settings.CORES_MAX),
                        config.get(Settings.EXECUTOR_CORES),
                        config.get(Settings.EXECUTOR_INSTANCES),
                        config.get(Settings.EXECUTOR_MEMORY)),
                BUILD,
                Clock.SYSTEM,
                notice -> LoggerFactory.getLogger(ClusterLaunch.class).warn("{}", notice));
        DriverSession session = DriverSession.cluster(options, Clock.SYSTEM, classLoader, listener, supply);
        try {
            String failure = supply.awaitRegistration(REGISTRATION_MILLIS);
            if (failure != null) {
                throw new VonkException("no master of vonk://" + String.join(",", url.masters())
                        + " lets this program in: " + failure + "; start one with: vonk master");
            }
            session.awaitExecutor(FIRST_EXECUTOR_MILLIS);
            return session;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            session.close();
            throw new VonkException("interrupted while waiting for executors", e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Awaits executors that somebody starts by hand. */
    static DriverSession listen(
            VonkConfig config, MasterUrl.Listen url, ClassLoader classLoader, JobListener listener) {
        InetSocketAddress address = Addresses.parse(url.address());
        SecurityDirectory security = SecurityDirectory.of(config.get(Settings.SECURITY_DIR));
        InetAddress own = resolved(address.getHostString(), Settings.MASTER.key());
        SecurityDirectory.checkMayListen(own, security);
        ClusterOptions options = new ClusterOptions(
                "vonk-driver",
                new Credentials(Identities.BY_HAND, security.secret().derive(Identities.BY_HAND)),
                new InetSocketAddress(own, address.getPort()),
                address.getHostString(),
                security.tls(config.get(Settings.TLS)),
                config.get(Settings.FUSION),
                BUILD);
        DriverSession session =
                DriverSession.cluster(options, Clock.SYSTEM, classLoader, listener, ExecutorSupply.BY_HAND);
        try {
            session.awaitExecutor(FIRST_EXECUTOR_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return session;
    }

    private static String newApplication() {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        return "app-" + TIME.format(Instant.ofEpochMilli(Clock.SYSTEM.epochMillis())) + "-"
                + HexFormat.of().formatHex(random);
    }

    /** The address of this machine that leads to the first master that can be resolved. Nothing is sent to find it out. */
    private static InetAddress towards(List<InetSocketAddress> masters) {
        for (InetSocketAddress master : masters) {
            InetSocketAddress address = new InetSocketAddress(master.getHostString(), master.getPort());
            if (address.isUnresolved()) {
                continue;
            }
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(address);
                return socket.getLocalAddress();
            } catch (IOException e) {
                // Another one, perhaps.
            }
        }
        return InetAddress.getLoopbackAddress();
    }

    private static InetAddress resolved(String host, String setting) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    setting + " names " + host + ", which this machine does not know; name one of its addresses", e);
        }
    }
}
