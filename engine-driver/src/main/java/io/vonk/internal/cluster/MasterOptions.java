package io.vonk.internal.cluster;

import io.vonk.internal.security.SecurityDirectory;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How a master is set up.
 *
 * @param listen where; port 0 for one that is free
 * @param host what other machines call this one
 * @param state the directory of its journal; masters that share it take over from one another
 * @param waitForLead whether to wait as long as another master leads, rather than to fail
 * @param restPort where REST requests are answered; 0 for nowhere
 * @param security with the cluster's secret
 * @param tls whether connections are encrypted
 * @param build what this process says of itself to its peers
 */
public record MasterOptions(
        InetSocketAddress listen,
        String host,
        Path state,
        boolean waitForLead,
        int restPort,
        SecurityDirectory security,
        boolean tls,
        String build) {}
