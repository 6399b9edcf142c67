package io.vonk.internal.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.wire.ClusterReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What Spark's REST interface for submissions answers, for programs that know it, such as Airflow:
 *
 * <pre>
 * GET  /v1/submissions/status/ID     how it is with a driver
 * POST /v1/submissions/kill/ID       ends a driver; needs the header Authorization: Bearer TOKEN
 * </pre>
 *
 * <p>The token is in the file {@code rest-token} of the master's state directory, which only its user may read. A status is given without
 * it, because those programs send none, and tells no more than the state of a driver whose id one knows. A request with an {@code
 * Origin}, as a page in a browser sends it, or for another host than this one is refused: a page must not be able to end drivers.
 *
 * <p>Submitting goes by {@code vonk submit}, which proves that it knows the secret.
 */
final class SubmissionRest implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v1/submissions/(status|kill)/(driver-[0-9-]{1,50})");
    private static final int THREADS = 2;
    private static final int BACKLOG = 50;

    private final HttpServer server;
    private final ExecutorService threads;
    private final String host;
    private final Secret token;
    private final Function<String, ClusterReport.Driver> status;
    private final Function<String, ClusterReport.Driver> kill;

    /**
     * Listens from now on.
     *
     * @param token what whoever wants to end a driver must know
     * @throws ConfigurationException if the address cannot be had
     */
    SubmissionRest(
            InetAddress address,
            int port,
            String host,
            Secret token,
            Function<String, ClusterReport.Driver> status,
            Function<String, ClusterReport.Driver> kill) {
        this.host = host;
        this.token = token;
        this.status = status;
        this.kill = kill;
        try {
            this.server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "nothing can listen for REST requests at " + address.getHostAddress() + ":" + port + ": "
                            + e.getMessage() + "; give another port, or 0 for none (--rest-port)",
                    e);
        }
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "vonk-master-rest");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            answer(exchange);
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(SubmissionRest.class).warn("a REST request failed", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (exchange.getRequestHeaders().containsKey("Origin") || !isThisHost(exchange)) {
            send(exchange, 403, SubmissionJson.refusal("this is not for pages in browsers"));
        } else if (!path.matches()) {
            send(
                    exchange,
                    404,
                    SubmissionJson.refusal(
                            "there is status/ID and kill/ID below /v1/submissions; submit by: vonk submit"));
        } else if (path.group(1).equals("status")) {
            if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, SubmissionJson.status(status.apply(path.group(2)), "SubmissionStatusResponse"));
            } else {
                send(exchange, 405, SubmissionJson.refusal("a status is asked for by GET"));
            }
        } else if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, 405, SubmissionJson.refusal("a driver is ended by POST"));
        } else if (!isAllowed(exchange)) {
            send(
                    exchange,
                    401,
                    SubmissionJson.refusal("the header Authorization: Bearer TOKEN is missing or wrong; the token is in"
                            + " the file rest-token of the master's state directory"));
        } else {
            send(exchange, 200, SubmissionJson.status(kill.apply(path.group(2)), "KillSubmissionResponse"));
        }
    }

    /** A name that somebody has given this address for a moment is none of ours. */
    private boolean isThisHost(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Host");
        return given != null
                && List.of("127.0.0.1:" + port(), "localhost:" + port(), host + ":" + port())
                        .contains(given);
    }

    private boolean isAllowed(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] expected = ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8);
        return given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int code, @Nullable String json) throws IOException {
        byte[] bytes = String.valueOf(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            boolean unused = threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
