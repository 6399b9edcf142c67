package io.vonk.internal.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vonk.internal.transport.TransportException.Reason;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one process, or of one part of it, and the threads that serve them.
 *
 * <p>Whoever is at the other end has proved that it knows the secret before a {@link Connection} is made of a socket; whatever came
 * before went to {@link LoginHandler}, which knows five kinds of frames of at most 4 KiB.
 *
 * <p>Thread safety: all methods may be called by any thread, but not by its own threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
public final class Transport implements AutoCloseable {
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(1 << 20, 4 << 20);
    private static final int FIRST_READ_BYTES = 4 * 1024;
    private static final int LARGEST_READ_BYTES = 1 << 20;
    private static final int BACKLOG = 1_024;

    private final TransportOptions options;
    private final RememberedThreads threads;
    private final EventLoopGroup loops;
    private final boolean epoll;
    private final @Nullable SslContext serverTls;
    private final @Nullable SslContext clientTls;
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private final RefusedLogins refused;

    private Transport(TransportOptions options, @Nullable SslContext serverTls, @Nullable SslContext clientTls) {
        this.options = options;
        this.serverTls = serverTls;
        this.clientTls = clientTls;
        this.epoll = Epoll.isAvailable();
        this.refused = new RefusedLogins(options.clock());
        this.threads = new RememberedThreads(options.name());
        this.loops = new MultiThreadIoEventLoopGroup(
                options.threads(), threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** Starts the threads; to be closed. */
    public static Transport open(TransportOptions options) {
        TlsIdentity tls = options.tls();
        try {
            return new Transport(options, tls == null ? null : tls.server(), tls == null ? null : tls.client());
        } catch (SSLException e) {
            throw new IllegalStateException("this Java cannot do TLS 1.3", e);
        }
    }

    /**
     * Accepts connections.
     *
     * @param address where; port 0 for one that is free
     * @param keys whom to accept
     * @param listeners gives who hears what comes on a connection, before anything does
     * @throws TransportException if the address cannot be had
     */
    public Listening listen(InetSocketAddress address, KeyRing keys, Function<Connection, ConnectionListener> listeners)
            throws TransportException {
        HalfOpenConnections halfOpen = new HalfOpenConnections(options.limits().halfOpenConnections());
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(initializer(channel -> {
                    if (serverTls != null) {
                        channel.pipeline().addLast("tls", tlsHandler(serverTls, channel));
                    }
                    halfOpen.add(channel);
                    addLogin(
                            channel,
                            new ServerLoginHandler(
                                    new ServerLogin(keys, options.build()),
                                    options.limits(),
                                    serverTls != null,
                                    halfOpen,
                                    refused,
                                    listeners));
                }))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new TransportException(
                    Reason.UNREACHABLE,
                    "nothing can listen at " + Peer.of(address) + ": "
                            + bound.cause().getMessage() + "; give another address or port, or end what uses it",
                    bound.cause());
        }
        channels.add(bound.channel());
        return new Listening(bound.channel());
    }

    /**
     * Connects and logs in.
     *
     * @param listeners gives who hears what comes on the connection, before anything does
     * @return the connection; or a {@link TransportException}
     */
    public CompletableFuture<Connection> connect(
            InetSocketAddress address, Credentials credentials, Function<Connection, ConnectionListener> listeners) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        String peer = Peer.of(address);
        int timeoutMillis = (int) options.limits().loginTimeout().toMillis();
        new Bootstrap()
                .group(loops)
                .channel(clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(initializer(channel -> prepareClient(channel, peer, credentials, listeners, result)))
                .connect(address)
                .addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        result.completeExceptionally(new TransportException(
                                Reason.UNREACHABLE,
                                "nobody answers at " + peer + ": "
                                        + connected.cause().getMessage(),
                                connected.cause()));
                    }
                });
        return result;
    }

    private void prepareClient(
            Channel channel,
            String peer,
            Credentials credentials,
            Function<Connection, ConnectionListener> listeners,
            CompletableFuture<Connection> result) {
        SocketConnection connection =
                new SocketConnection(channel, credentials.identity(), peer, options.limits(), clientTls != null);
        SslHandler tls = clientTls == null ? null : tlsHandler(clientTls, channel);
        if (tls != null) {
            channel.pipeline().addLast("tls", tls);
        }
        ClientLoginHandler login = new ClientLoginHandler(
                new ClientLogin(credentials, options.build()), options.limits(), connection, listeners, result);
        addLogin(channel, login);
        channel.pipeline().addLast("start", new LoginStart(login, tls));
    }

    private SslHandler tlsHandler(SslContext context, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(options.limits().loginTimeout().toMillis());
        return handler;
    }

    private static void addLogin(Channel channel, LoginHandler login) {
        channel.pipeline().addLast("frames", login.decoder()).addLast("login", login);
    }

    private ChannelInitializer<Channel> initializer(Consumer<Channel> prepare) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channels.add(channel);
                channel.config()
                        .setAllocator(PooledByteBufAllocator.DEFAULT)
                        .setWriteBufferWaterMark(WATER_MARKS)
                        .setMessageSizeEstimator(new FileRegionSizes())
                        .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(
                                FIRST_READ_BYTES, FIRST_READ_BYTES, LARGEST_READ_BYTES));
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
                prepare.accept(channel);
            }
        };
    }

    private Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private Class<? extends SocketChannel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Ends all connections and threads, and waits for that. */
    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        threads.join();
    }

    /** Knows the threads that it has made: the end of an event loop is told a moment before that of its thread. */
    private static final class RememberedThreads extends DefaultThreadFactory {
        private static final long PATIENCE_MILLIS = 1_000;

        private final List<Thread> made = new CopyOnWriteArrayList<>();

        RememberedThreads(String name) {
            super(name, true);
        }

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = super.newThread(work);
            made.add(thread);
            return thread;
        }

        void join() {
            for (Thread thread : made) {
                try {
                    thread.join(PATIENCE_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
