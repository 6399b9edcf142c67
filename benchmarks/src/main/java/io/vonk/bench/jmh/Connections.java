package io.vonk.bench.jmh;

import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.InboundStream;
import io.vonk.internal.transport.KeyRing;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.StreamSink;
import io.vonk.internal.transport.StreamSource;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a connection costs over loopback: a question and its answer, alone and with many under way, and a MiB of a stream, from
 * memory and from a file, as a shuffle is fetched; beside a plain blocking socket, which is what the machine can do. Both ends are in this
 * process, with a thread each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class Connections {
    private static final int MANY = 256;
    private static final int MIB = 1 << 20;

    /** How much may be under way: what a reduce task lets one peer send. */
    private static final long WINDOW_BYTES = 8L * MIB;

    private static final byte[] MEMORY = {0};
    private static final byte[] FILE = {1};

    private final byte[] content = new byte[MANY * MIB];
    private final byte[] question = new byte[64];
    private final byte[] page = new byte[MIB];

    private Path file;
    private FileChannel channel;
    private Transport here;
    private Transport there;
    private Connection connection;
    private ServerSocket listening;
    private Thread sender;
    private InputStream plain;

    /** For JMH. */
    public Connections() {}

    /** Opens a connection, and a plain socket whose other end writes for ever. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        file = Files.write(Files.createTempFile("vonk-connections", ".bin"), content);
        channel = FileChannel.open(file);
        Credentials credentials = new Credentials("bench", Secret.of(new byte[Secret.MIN_BYTES]));
        here = Transport.open(TransportOptions.of("bench-here", "bench").withThreads(1));
        there = Transport.open(TransportOptions.of("bench-there", "bench").withThreads(1));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress address = here.listen(any, KeyRing.of(credentials), accepted -> new Server())
                .address();
        connection = there.connect(address, credentials, made -> new Server()).get();
        listening = new ServerSocket(0, 1, any.getAddress());
        sender = new Thread(this::writeForEver);
        sender.start();
        plain = new Socket(listening.getInetAddress(), listening.getLocalPort()).getInputStream();
    }

    private void writeForEver() {
        try (Socket socket = listening.accept()) {
            while (true) {
                socket.getOutputStream().write(page);
            }
        } catch (IOException closed) {
            // The trial is over.
        }
    }

    /** Answers with the question, and sends what is asked for. */
    private final class Server implements ConnectionListener {
        @Override
        public void received(byte[] message) {}

        @Override
        public void asked(byte[] asked, Reply reply) {
            reply.answer(asked);
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            request.send(what[0] == FILE[0] ? StreamSource.of(channel, 0, content.length) : StreamSource.of(content));
        }

        @Override
        public void closed(TransportException why) {}
    }

    /** Copies to a page what comes, and makes room for as much again. */
    private final class Reader implements StreamSink {
        final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        private InboundStream stream;
        private long taken;

        @Override
        public void received(ByteBuffer bytes) {
            int count = bytes.remaining();
            bytes.get(page, 0, count);
            taken += count;
            if (taken >= WINDOW_BYTES / 4) {
                stream.addCredit(taken);
                taken = 0;
            }
        }

        @Override
        public void ended() {
            end.complete(null);
        }

        @Override
        public void failed(TransportException why) {
            end.completeExceptionally(why);
        }
    }

    /** A question and its answer. */
    @Benchmark
    public byte[] ask() throws Exception {
        return connection.ask(question).get();
    }

    /** One of many questions that are under way together. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void askMany() throws Exception {
        CompletableFuture<?>[] answers = new CompletableFuture<?>[MANY];
        for (int i = 0; i < MANY; i++) {
            answers[i] = connection.ask(question);
        }
        CompletableFuture.allOf(answers).get();
    }

    /** A MiB of a stream from memory. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void streamFromMemory() throws Exception {
        read(MEMORY);
    }

    /** A MiB of a stream from a file in the page cache. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void streamFromFile() throws Exception {
        read(FILE);
    }

    private void read(byte[] what) throws Exception {
        Reader reader = new Reader();
        reader.stream = connection.open(what, 0, reader);
        reader.stream.addCredit(WINDOW_BYTES);
        reader.end.get();
    }

    /** A MiB through a plain blocking socket. */
    @Benchmark
    public int plainSocket() throws IOException {
        return plain.readNBytes(page, 0, MIB);
    }

    /** Ends both, and deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        connection.close();
        here.close();
        there.close();
        plain.close();
        listening.close();
        sender.join();
        channel.close();
        Files.delete(file);
    }
}
