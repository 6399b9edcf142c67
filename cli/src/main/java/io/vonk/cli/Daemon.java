package io.vonk.cli;

import io.vonk.error.ConfigurationException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;

/** What commands have in common that run until somebody ends them. */
final class Daemon {
    private static final int MOST = 65_535;

    private Daemon() {}

    /** Waits until the process is told to end (Ctrl-C, SIGTERM), and closes what it runs. */
    static int runUntilSignal(Runnable close) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(close, "vonk-end"));
        // The hook runs while this waits; afterwards the JVM ends.
        new CountDownLatch(1).await();
        return ExitCodes.OK;
    }

    /**
     * The address of a name.
     *
     * @throws ConfigurationException if there is none
     */
    static InetAddress address(String host, String option) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    option + " is " + host + ", which this machine does not know; name one of its addresses", e);
        }
    }

    /**
     * A port from 0 to 65535.
     *
     * @throws ConfigurationException if it is none
     */
    static int port(int port, String option) {
        if (port < 0 || port > MOST) {
            throw new ConfigurationException(option + " must be from 0 to " + MOST + "; got: " + port);
        }
        return port;
    }

    static int refused(PrintWriter err, ConfigurationException e) {
        err.println("vonk: " + e.getMessage());
        return ExitCodes.JOB_FAILED;
    }
}
