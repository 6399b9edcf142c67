package io.vonk.internal.executor;

import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.executor.ExecutorOptions.OfWorker;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker writes to the standard input of an executor: lines {@code key=value}, and an empty one. In this way the secret of the
 * application is neither in the list of processes nor in an environment that others may see.
 *
 * @param name of the executor
 * @param application whose tasks it runs
 * @param secret of the application
 * @param slots how many tasks run at once
 * @param driver host:port of the driver
 * @param node host:port where the worker serves map outputs
 * @param outputs the directory that it serves
 * @param scratch where to spill
 * @param security the directory with certificates; null if connections are not encrypted
 */
public record ExecutorOrders(
        String name,
        String application,
        Secret secret,
        int slots,
        String driver,
        String node,
        Path outputs,
        Path scratch,
        @Nullable Path security) {

    /** The lines, without the empty one. */
    public List<String> lines() {
        return List.of(
                "name=" + name,
                "application=" + application,
                "secret=" + secret.reveal(),
                "slots=" + slots,
                "driver=" + driver,
                "node=" + node,
                "outputs=" + outputs,
                "scratch=" + scratch,
                "security=" + (security == null ? "" : security));
    }

    /**
     * What the lines say.
     *
     * @throws IllegalArgumentException if one is missing or wrong
     */
    public static ExecutorOrders of(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        String security = value(values, "security");
        return new ExecutorOrders(
                value(values, "name"),
                value(values, "application"),
                Secret.ofHex(value(values, "secret")),
                Integer.parseInt(value(values, "slots")),
                value(values, "driver"),
                value(values, "node"),
                Path.of(value(values, "outputs")),
                Path.of(value(values, "scratch")),
                security.isEmpty() ? null : Path.of(security));
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the orders of an executor have no line " + key + "=");
        }
        return value;
    }

    /** How the executor is set up. */
    ExecutorOptions options(String build) {
        return new ExecutorOptions(
                name,
                slots,
                -1,
                List.of(scratch),
                Addresses.parse(driver),
                new Credentials(application, secret),
                security == null ? null : SecurityDirectory.load(security).tls(),
                new OfWorker(node, outputs),
                null,
                build);
    }
}
