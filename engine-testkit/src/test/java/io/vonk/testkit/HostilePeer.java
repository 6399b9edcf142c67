package io.vonk.testkit;

import io.vonk.internal.transport.Credentials;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A plain socket that speaks the protocol as it is specified, or not. Written by the specification and not with the product's code, so that
 * both must agree.
 */
final class HostilePeer implements AutoCloseable {
    static final int HELLO = 1;
    static final int CHALLENGE = 2;
    static final int PROOF = 3;
    static final int WELCOME = 4;
    static final int REFUSAL = 5;
    static final int MESSAGE = 16;
    static final int QUESTION = 17;
    static final int OPEN = 20;

    private static final int PATIENCE_MILLIS = 30_000;

    /** What has come. */
    record Received(int kind, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;

    HostilePeer(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    static byte[] frame(int kind, int id, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(16 + body.length);
        out.putInt(body.length)
                .put((byte) kind)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(id);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, 12);
        crc.update(body, 0, body.length);
        return out.putInt((int) crc.getValue()).put(body).array();
    }

    static byte[] hello(int version, String identity) {
        byte[] nonce = new byte[32];
        new SecureRandom().nextBytes(nonce);
        byte[] name = identity.getBytes(StandardCharsets.UTF_8);
        byte[] build = "hostile".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + 2 + 1 + build.length + 1 + name.length + 32)
                .put("vonk rpc".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) version)
                .put((byte) build.length)
                .put(build)
                .put((byte) name.length)
                .put(name)
                .put(nonce)
                .array();
    }

    static byte[] proof(Credentials credentials, byte[] hello, byte[] challenge) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    HexFormat.of().parseHex(credentials.secret().reveal()), "HmacSHA256"));
            for (byte[] piece :
                    new byte[][] {"vonk login client".getBytes(StandardCharsets.US_ASCII), hello, challenge}) {
                mac.update(ByteBuffer.allocate(4).putInt(piece.length).array());
                mac.update(piece);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    /** The next frame. */
    Received receive() throws IOException {
        int length = in.readInt();
        int kind = in.readUnsignedByte();
        in.skipNBytes(11);
        return new Received(kind, in.readNBytes(length));
    }

    /** The kinds of all frames until the other end closes the socket, each as a bit. */
    int kindsUntilEnd() throws IOException {
        int kinds = 0;
        while (true) {
            try {
                kinds |= 1 << receive().kind();
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("the other end leaves a stranger's connection open", e);
            } catch (IOException closed) {
                return kinds;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
