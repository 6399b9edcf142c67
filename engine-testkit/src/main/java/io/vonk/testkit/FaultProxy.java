package io.vonk.testkit;

import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A TCP link on loopback that can be as bad as a network: stands between two processes, one of which believes that the other is here.
 *
 * <p>What is done to bytes is switched while it runs, for all connections, those that are there and those to come, and in both directions.
 * What bit is flipped follows from a seed; when it passes depends on the machine.
 *
 * <p>Thread safety: safe for use by many threads. After {@link #close} there is no thread and no socket left.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 << 10;
    private static final String THREADS = "vonk-fault-proxy";

    private enum State {
        PASSES,
        HOLDS,
        SWALLOWS,
        CLOSED
    }

    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();

    // Guarded by the lock:
    private final SplittableRandom random;
    private State state = State.PASSES;
    private long delayMillis;
    private int flips;
    private int flipWithin;
    private long untilFlip;
    private long flipped;
    private long withheld;

    private FaultProxy(InetSocketAddress target, long seed) throws IOException {
        this.target = target;
        this.random = new SplittableRandom(seed);
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /**
     * A link that does nothing but pass on what comes; to be closed.
     *
     * @param target host:port where it leads
     * @param seed of what is flipped
     */
    public static FaultProxy to(String target, long seed) throws IOException {
        return new FaultProxy(Addresses.parse(target), seed);
    }

    /** host:port where it listens, on loopback. */
    public String address() {
        return Addresses.text("127.0.0.1", server.getLocalPort());
    }

    // ---- faults ---------------------------------------------------------------------------------------------------

    /** Passes on what comes, and what was held back; nothing is flipped any more. */
    public void heal() {
        synchronized (lock) {
            delayMillis = 0;
            flips = 0;
            become(State.PASSES);
        }
    }

    /** A partition of the network: nothing passes, not even the end of a connection, until {@link #heal}; nothing is lost. */
    public void hold() {
        become(State.HOLDS);
    }

    /** Takes bytes and drops them; connections stay open, with a hole in what they carried. */
    public void swallow() {
        become(State.SWALLOWS);
    }

    private void become(State next) {
        synchronized (lock) {
            if (state != State.CLOSED) {
                state = next;
                lock.notifyAll();
            }
        }
    }

    /** Whatever comes waits so long before it goes on, 16 KiB at a time. */
    public void delay(long millis) {
        synchronized (lock) {
            delayMillis = millis;
        }
    }

    /**
     * Flips single bits of what passes from now on.
     *
     * @param count how many
     * @param within each of them among so many bytes, at least 1
     */
    public void corrupt(int count, int within) {
        synchronized (lock) {
            flips = count;
            flipWithin = within;
            untilFlip = random.nextInt(within);
        }
    }

    /** The end that has connected seems to say no more, on all connections that are there; it still hears. */
    public void halfClose() {
        for (Pair pair : pairs) {
            try {
                pair.far.shutdownOutput();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }

    /** Breaks all connections that are there, as a reset does. Returns how many. */
    public int cut() {
        int count = 0;
        for (Pair pair : pairs) {
            try {
                pair.near.setSoLinger(true, 0);
                pair.far.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            pair.close();
            count++;
        }
        return count;
    }

    /** How many bits were flipped. */
    public long flipped() {
        synchronized (lock) {
            return flipped;
        }
    }

    /** How many bytes were held back or swallowed. */
    public long withheldBytes() {
        synchronized (lock) {
            return withheld;
        }
    }

    @Override
    public void close() {
        become(State.CLOSED);
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        }
        pairs.forEach(Pair::close);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    // ---- threads --------------------------------------------------------------------------------------------------

    private void start(Runnable work) {
        Thread thread = new Thread(work, THREADS);
        thread.setDaemon(true);
        threads.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            Socket near;
            try {
                near = server.accept();
            } catch (IOException e) {
                return; // closed
            }
            connect(near);
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        Pair pair = new Pair(near, far);
        pairs.add(pair);
        try {
            far.connect(target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        } catch (IOException e) {
            pair.close(); // nobody listens there: the other end is to see that
            return;
        }
        start(() -> pump(pair, near, far));
        start(() -> pump(pair, far, near));
        synchronized (lock) {
            if (state == State.CLOSED) {
                pair.close();
            }
        }
    }

    private void pump(Pair pair, Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(chunk);
            while (count >= 0) {
                if (passes(chunk, count)) {
                    out.write(chunk, 0, count);
                }
                count = in.read(chunk);
            }
            if (passes(chunk, 0)) {
                to.shutdownOutput();
            }
            if (pair.ended()) {
                pair.close();
            }
        } catch (IOException e) {
            // As a cable does: the end of one end is the end of the other.
            awaitPassage(chunk);
            pair.close();
        } catch (InterruptedException e) {
            pair.close();
        }
    }

    /** While nothing passes, the end of a connection does not either. */
    private void awaitPassage(byte[] nothing) {
        try {
            passes(nothing, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does to a chunk what is to be done; whether it goes on. */
    private boolean passes(byte[] chunk, int count) throws InterruptedException {
        synchronized (lock) {
            long end = Clock.SYSTEM.nanos() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
            if (state != State.PASSES) {
                withheld += count;
            }
            for (long left = end - Clock.SYSTEM.nanos(); state == State.PASSES && left > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
                left = end - Clock.SYSTEM.nanos();
            }
            while (state == State.HOLDS) {
                lock.wait();
            }
            flip(chunk, count);
            // The end of a connection is no byte that could be swallowed.
            return state == State.PASSES || state == State.SWALLOWS && count == 0;
        }
    }

    private void flip(byte[] chunk, int count) {
        int at = 0;
        while (flips > 0 && untilFlip < count - at) {
            at += (int) untilFlip;
            chunk[at] ^= (byte) (1 << random.nextInt(8));
            at++;
            flipped++;
            flips--;
            untilFlip = random.nextInt(flipWithin);
        }
        untilFlip -= count - at;
    }

    /** The two sockets of a connection. */
    private final class Pair {
        private final Socket near;
        private final Socket far;
        private int ends;

        Pair(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        /** Whether both directions have ended, now that one has. */
        synchronized boolean ended() {
            return ++ends == 2;
        }

        void close() {
            pairs.remove(this);
            for (Socket socket : new ArrayList<>(List.of(near, far))) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // Nothing more can be done to it.
                }
            }
        }
    }
}
