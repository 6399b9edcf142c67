package io.vonk.internal.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.transport.Secret;
import io.vonk.internal.wire.ClusterReport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SubmissionRestTest {
    private static final Secret TOKEN = Secret.of("a token of the tests, long enough".getBytes(StandardCharsets.UTF_8));
    private static final String ID = "driver-1795756808-1";

    private final List<String> killed = new CopyOnWriteArrayList<>();
    private SubmissionRest rest;

    @BeforeEach
    void listen() {
        rest = new SubmissionRest(
                InetAddress.getLoopbackAddress(), 0, "127.0.0.1", TOKEN, id -> driver(id, "RUNNING"), id -> {
                    killed.add(id);
                    return driver(id, "KILLED");
                });
    }

    @AfterEach
    void close() {
        rest.close();
    }

    private static ClusterReport.Driver driver(String id, String state) {
        return new ClusterReport.Driver(id, id.equals(ID), state, "worker-1", "a \"quoted\"\nmessage");
    }

    @Test
    void aStatusIsGivenInTheWordsOfSpark() throws IOException {
        String answer = request("GET", "/v1/submissions/status/" + ID);

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.contains("\"driverState\" : \"RUNNING\""), answer);
        assertTrue(answer.contains("\"success\" : true"), answer);
        assertTrue(answer.contains("\"message\" : \"a \\\"quoted\\\"\\nmessage\""), answer);
        assertTrue(request("GET", "/v1/submissions/status/driver-1-1").contains("\"success\" : false"));
    }

    @Test
    void aDriverIsEndedByWhoeverKnowsTheToken() throws IOException {
        String kill = "/v1/submissions/kill/" + ID;
        assertTrue(request("POST", kill).startsWith("HTTP/1.1 401 "));
        assertTrue(request("POST", kill, "Authorization: Bearer wrong").startsWith("HTTP/1.1 401 "));
        assertTrue(
                request("GET", kill, "Authorization: Bearer " + TOKEN.reveal()).startsWith("HTTP/1.1 405 "));
        assertEquals(List.of(), killed);

        String answer = request("POST", kill, "Authorization: Bearer " + TOKEN.reveal());

        assertTrue(answer.contains("\"driverState\" : \"KILLED\""), answer);
        assertEquals(List.of(ID), killed);
    }

    @Test
    void pagesInBrowsersAndOtherNamesAreRefused() throws IOException {
        String authorized = "Authorization: Bearer " + TOKEN.reveal();
        String kill = "/v1/submissions/kill/" + ID;
        assertTrue(
                request("POST", kill, authorized, "Origin: http://evil.example").startsWith("HTTP/1.1 403 "));
        assertTrue(raw("POST " + kill + " HTTP/1.1\r\nHost: evil.example\r\n" + authorized
                        + "\r\nConnection: close\r\n\r\n")
                .startsWith("HTTP/1.1 403 "));
        assertEquals(List.of(), killed);
    }

    @Test
    void nothingElseIsThere() throws IOException {
        for (String path : List.of(
                "/", "/v1/submissions/create", "/v1/submissions/status/../../etc/passwd", "/v1/submissions/kill/x")) {
            assertTrue(request("GET", path).startsWith("HTTP/1.1 404 "), path);
        }
        assertTrue(request("DELETE", "/v1/submissions/status/" + ID).startsWith("HTTP/1.1 405 "));
    }

    private String request(String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        request.append("Host: 127.0.0.1:").append(rest.port()).append("\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return raw(
                request.append("Connection: close\r\nContent-Length: 0\r\n\r\n").toString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rest.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
