package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.wire.DriverContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What executors can fetch from their driver, and what they cannot. */
class DriverContentTest {
    private ClusterBackend backend;

    @BeforeEach
    void listen() {
        Secret secret = Secret.of("a secret of the tests, long enough".getBytes(StandardCharsets.UTF_8));
        ClusterOptions options = new ClusterOptions(
                "vonk-test-content",
                new Credentials("app-test", secret),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "127.0.0.1",
                null,
                true,
                "Vonk test");
        backend = new ClusterBackend(
                options, Clock.SYSTEM, DriverContentTest.class.getClassLoader(), ExecutorSupply.BY_HAND);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void classesOfTheProgramAreGivenAndMissingOnesAreSaidToBe() throws IOException {
        String name = DriverContentTest.class.getName().replace('.', '/') + ".class";
        byte[] answer = backend.content(new DriverContent.Resource(name));
        assertEquals(1, answer[0]);
        assertArrayEquals(
                new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe}, Arrays.copyOfRange(answer, 1, 5));
        assertArrayEquals(new byte[] {0}, backend.content(new DriverContent.Resource("no/such/Class.class")));
    }

    @Test
    void namesThatCouldLeadOutOfTheClassPathAreRefused() {
        for (String name : List.of(
                "",
                "/etc/passwd",
                "../secret",
                "a/../../secret",
                "a/..",
                "./a",
                "a/./b",
                "..",
                "a\\..\\b",
                "a\0b",
                "a\nb")) {
            IOException refused = assertThrows(
                    IOException.class, () -> backend.content(new DriverContent.Resource(name)), "name: " + name);
            assertTrue(refused.getMessage().contains("not the name of a resource"), refused::getMessage);
        }
    }

    @Test
    void whatIsNotThereIsNotGiven() {
        assertThrows(IOException.class, () -> backend.content(new DriverContent.Stage(7)));
        assertThrows(IllegalStateException.class, () -> backend.content(new DriverContent.View(new ShuffleId(7))));
    }
}
