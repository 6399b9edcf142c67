package io.vonk.internal.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.transport.TransportException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static final Secret SECRET = Secret.of(bytes(1));
    private static final Secret OTHER = Secret.of(bytes(2));
    private static final Credentials CLUSTER = new Credentials("cluster", SECRET);

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[Secret.MIN_BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void bothEndsProveThatTheyKnowTheSecret() throws Exception {
        ClientLogin client = new ClientLogin(CLUSTER, "Vonk 1");
        ServerLogin server = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 1");
        assertTrue(server.expects(Frame.Kind.HELLO));
        ServerLogin.Answer challenge = server.received(client.hello());
        assertEquals(Frame.Kind.CHALLENGE, challenge.kind());
        byte[] proof = client.received(challenge.kind(), challenge.body());
        assertNotNull(proof);
        ServerLogin.Answer welcome = server.received(proof);
        assertTrue(welcome.accepts());
        assertEquals("cluster", server.identity());
        assertNull(client.received(welcome.kind(), welcome.body()));
        for (Frame.Kind kind : Frame.Kind.values()) {
            assertFalse(server.expects(kind), kind + " after the login");
            assertFalse(client.expects(kind), kind + " after the login");
        }
    }

    @Test
    void theSecretIsNeitherSentNorShown() throws Exception {
        ClientLogin client = new ClientLogin(CLUSTER, "Vonk 1");
        ServerLogin server = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 1");
        byte[] challenge = server.received(client.hello()).body();
        byte[] proof = client.received(Frame.Kind.CHALLENGE, challenge);
        for (byte[] sent : new byte[][] {client.hello(), challenge, proof}) {
            String text = Arrays.toString(sent);
            String secret = Arrays.toString(bytes(1));
            assertFalse(text.contains(secret.substring(1, secret.length() - 1)));
        }
        assertEquals("Credentials[identity=cluster, secret=Secret(***)]", CLUSTER.toString());
    }

    @Test
    void wrongSecretAndUnknownIdentityAreRefusedAlike() throws Exception {
        ServerLogin.Answer wrongSecret = refusal(new Credentials("cluster", OTHER));
        ServerLogin.Answer unknown = refusal(new Credentials("closter", SECRET));
        assertEquals(Reason.CREDENTIALS, wrongSecret.refusal().reason());
        assertEquals(
                wrongSecret.refusal().message(), unknown.refusal().message().replace("closter", "cluster"));
    }

    private static ServerLogin.Answer refusal(Credentials credentials) throws TransportException {
        ClientLogin client = new ClientLogin(credentials, "Vonk 1");
        ServerLogin server = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 1");
        ServerLogin.Answer challenge = server.received(client.hello());
        ServerLogin.Answer refusal = server.received(client.received(challenge.kind(), challenge.body()));
        assertFalse(refusal.accepts());
        TransportException told =
                assertThrows(TransportException.class, () -> client.received(refusal.kind(), refusal.body()));
        assertEquals(Reason.CREDENTIALS, told.reason());
        return refusal;
    }

    @Test
    void aProofIsGoodForOneLogin() throws Exception {
        ClientLogin client = new ClientLogin(CLUSTER, "Vonk 1");
        ServerLogin first = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 1");
        byte[] challenge = first.received(client.hello()).body();
        byte[] proof = client.received(Frame.Kind.CHALLENGE, challenge);
        ServerLogin second = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 1");
        second.received(client.hello());
        assertFalse(second.received(proof).accepts(), "what was said in one login was taken in another");
    }

    @Test
    void aProofCannotBeSentBack() throws Exception {
        ClientLogin client = new ClientLogin(CLUSTER, "Vonk 1");
        ServerLogin server = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 1");
        byte[] proof = client.received(
                Frame.Kind.CHALLENGE, server.received(client.hello()).body());
        TransportException refused =
                assertThrows(TransportException.class, () -> client.received(Frame.Kind.WELCOME, proof));
        assertEquals(Reason.CREDENTIALS, refused.reason());
    }

    @Test
    void anotherVersionIsToldBothVersions() throws Exception {
        byte[] hello = new LoginMessage.Hello(7, "Vonk 9.9", "cluster", LoginMessage.newNonce()).encode();
        ServerLogin.Answer answer = new ServerLogin(KeyRing.of(CLUSTER), "Vonk 0.1").received(hello);
        assertEquals(Reason.VERSION, answer.refusal().reason());
        TransportException told = assertThrows(
                TransportException.class,
                () -> new ClientLogin(CLUSTER, "Vonk 9.9").received(answer.kind(), answer.body()));
        assertEquals(
                "the other end refuses: this end speaks version 1 of Vonk's protocol (Vonk 0.1), the other end version 7"
                        + " (Vonk 9.9); use the same Vonk on both",
                told.getMessage());
    }

    @Test
    void whateverIsCutOffOrAddedIsMalformed() throws Exception {
        byte[] hello = new ClientLogin(CLUSTER, "Vonk 1").hello();
        for (int length = 0; length <= hello.length + 1; length++) {
            if (length != hello.length) {
                byte[] cut = Arrays.copyOf(hello, length);
                TransportException malformed =
                        assertThrows(TransportException.class, () -> LoginMessage.Hello.decode(cut));
                assertEquals(Reason.PROTOCOL, malformed.reason());
            }
        }
    }

    @Test
    void aStrangersTextCannotForgeLinesOfALog() throws Exception {
        byte[] hello =
                new LoginMessage.Hello(7, "x\nERROR forged\u001b[2J", "cluster", LoginMessage.newNonce()).encode();
        String build = LoginMessage.Hello.decode(hello).build();
        assertEquals("x?ERROR forged?[2J", build);
    }

    @Test
    void derivedSecretsDiffer() {
        byte[] none = new byte[0];
        byte[] own = SECRET.hmac("x", none, none);
        byte[] first = SECRET.derive("app-1").hmac("x", none, none);
        byte[] second = SECRET.derive("app-2").hmac("x", none, none);
        assertFalse(Arrays.equals(own, first));
        assertFalse(Arrays.equals(first, second));
        assertArrayEquals(first, SECRET.derive("app-1").hmac("x", none, none));
    }

    @Test
    void aSecretHasEnoughBytes() {
        IllegalArgumentException tooShort = assertThrows(IllegalArgumentException.class, () -> Secret.of(new byte[31]));
        assertEquals("a secret has at least 32 bytes; this one has 31", tooShort.getMessage());
    }
}
