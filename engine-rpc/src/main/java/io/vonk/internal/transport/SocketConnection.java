package io.vonk.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vonk.internal.transport.TransportException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over a socket. What is not final belongs to its event loop; other threads hand their calls over to it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for them; what fails ends the connection, which says so
final class SocketConnection implements Connection, FrameReceiver {
    private static final byte[] NOTHING = new byte[0];
    private static final int CREDIT_BYTES = 8;
    private static final long CLOSE_MILLIS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    private final Channel channel;
    private final String identity;
    private final String peer;
    private final TransportLimits limits;
    private final FrameWriter writer;
    private final OutboundStreams outbound;
    private final CompletableFuture<TransportException> closed = new CompletableFuture<>();

    /** Questions of this end, by id, that wait for their answers. */
    private final Map<Integer, CompletableFuture<byte[]>> questions = new HashMap<>();

    /** Streams that this end has opened, by id. */
    private final Map<Integer, Inbound> inbound = new HashMap<>();

    /** Ids of the other end's questions that have no answer yet. */
    private final Set<Integer> unanswered = new HashSet<>();

    private @Nullable ConnectionListener listener;
    private @Nullable TransportException end;
    private int lastId;

    /**
     * A connection that hears nothing until {@link #begin}.
     *
     * @param encrypted whether there is TLS between the channel and the socket
     */
    SocketConnection(Channel channel, String identity, String peer, TransportLimits limits, boolean encrypted) {
        this.channel = channel;
        this.identity = identity;
        this.peer = peer;
        this.limits = limits;
        this.writer = new FrameWriter(channel, encrypted);
        this.outbound = new OutboundStreams(channel, writer, limits.dataBytes());
    }

    /** Names who hears what comes; before the first frame does. */
    void begin(ConnectionListener hears) {
        listener = hears;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public CompletableFuture<TransportException> closed() {
        return closed;
    }

    // What this end sends.

    @Override
    public void send(byte[] message) {
        checkLength(message, "a message");
        inLoop(() -> write(Frame.Kind.MESSAGE, 0, message));
    }

    @Override
    public CompletableFuture<byte[]> ask(byte[] question) {
        checkLength(question, "a question");
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        boolean given = inLoop(() -> {
            TransportException over = end;
            if (over != null) {
                answer.completeExceptionally(over);
            } else if (questions.size() >= limits.unansweredQuestions()) {
                answer.completeExceptionally(overflow(questions.size() + " questions wait for an answer"));
            } else {
                int id = newId();
                questions.put(id, answer);
                write(Frame.Kind.QUESTION, id, question);
            }
        });
        if (!given) {
            answer.completeExceptionally(closedHere());
        }
        return answer;
    }

    @Override
    public InboundStream open(byte[] what, long credit, StreamSink sink) {
        if (credit < 0) {
            throw new IllegalArgumentException("credit must not be negative; got: " + credit);
        }
        byte[] body = ByteBuffer.allocate(CREDIT_BYTES + what.length)
                .putLong(credit)
                .put(what)
                .array();
        checkLength(body, "what says which stream");
        Inbound stream = new Inbound(sink, credit);
        boolean given = inLoop(() -> {
            TransportException over = end;
            if (over != null) {
                stream.fail(over);
            } else if (inbound.size() >= limits.openStreams()) {
                stream.fail(overflow(inbound.size() + " streams are open"));
            } else {
                stream.id = newId();
                inbound.put(stream.id, stream);
                write(Frame.Kind.OPEN, stream.id, body);
            }
        });
        if (!given) {
            stream.fail(closedHere());
        }
        return stream;
    }

    @Override
    public void close() {
        inLoop(() -> {
            if (end == null) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                if (channel.isOpen()) {
                    // If the other end does not read, what is above is never written.
                    ScheduledFuture<?> last =
                            channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
                    channel.closeFuture().addListener(closing -> last.cancel(false));
                }
                end(closedHere());
            }
        });
    }

    private TransportException closedHere() {
        return new TransportException(Reason.CLOSED, "the connection with " + peer + " was closed by this end");
    }

    private void checkLength(byte[] body, String what) {
        if (body.length > limits.messageBytes()) {
            throw new IllegalArgumentException(
                    what + " has at most " + limits.messageBytes() + " bytes; this one has " + body.length);
        }
    }

    /** Does something in the event loop, now or soon; false if there is no event loop any more. */
    private boolean inLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
            return true;
        }
        try {
            channel.eventLoop().execute(action);
            return true;
        } catch (RejectedExecutionException transportClosed) {
            return false;
        }
    }

    private void write(Frame.Kind kind, int id, byte[] body) {
        if (end != null) {
            return;
        }
        writer.write(kind, id, body);
        channel.flush();
        if (!channel.isWritable() && channel.bytesBeforeWritable() > limits.unsentBytes()) {
            end(overflow(channel.bytesBeforeWritable() + " bytes wait to be sent"));
        }
    }

    private TransportException overflow(String what) {
        return new TransportException(Reason.OVERFLOW, peer + " does not keep up: " + what);
    }

    private int newId() {
        do {
            lastId = lastId + 1 & Integer.MAX_VALUE;
        } while (questions.containsKey(lastId) || inbound.containsKey(lastId));
        return lastId;
    }

    // What the other end sends.

    @Override
    public int maxBytes(Frame.Kind kind) {
        if (kind.isLogin()) {
            return -1;
        }
        return switch (kind) {
            case DATA -> limits.dataBytes();
            case CREDIT -> CREDIT_BYTES;
            case CANCEL -> 0;
            default -> limits.messageBytes();
        };
    }

    @Override
    public void received(Frame.Kind kind, int id, byte[] body) throws TransportException {
        ConnectionListener hears = listener;
        if (hears == null || end != null) {
            return;
        }
        switch (kind) {
            case MESSAGE -> hears.received(body);
            case QUESTION -> questioned(hears, id, body);
            case ANSWER -> answered(id, body);
            case FAILURE -> failed(id, body);
            case OPEN -> opened(hears, id, body);
            case CREDIT -> outbound.addCredit(id, number(body));
            case CANCEL -> outbound.cancel(id);
            default -> throw protocol(kind + " does not come here");
        }
    }

    private void questioned(ConnectionListener hears, int id, byte[] question) throws TransportException {
        if (unanswered.size() >= limits.unansweredQuestions() || !unanswered.add(id)) {
            throw protocol("too many questions at once, or two with id " + id);
        }
        hears.asked(question, new QuestionReply(id));
    }

    private void answered(int id, byte[] answer) throws TransportException {
        CompletableFuture<byte[]> question = questions.remove(id);
        if (question == null) {
            throw protocol("an answer to question " + id + ", which was not asked");
        }
        question.complete(answer);
    }

    private void failed(int id, byte[] body) throws TransportException {
        TransportException failure =
                new TransportException(Reason.FAILED, peer + ": " + new String(body, StandardCharsets.UTF_8));
        CompletableFuture<byte[]> question = questions.remove(id);
        if (question != null) {
            question.completeExceptionally(failure);
            return;
        }
        inbound(id).fail(failure);
        inbound.remove(id);
    }

    private void opened(ConnectionListener hears, int id, byte[] body) throws TransportException {
        if (body.length < CREDIT_BYTES || outbound.size() >= limits.openStreams()) {
            throw protocol("a malformed OPEN, or too many streams at once");
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        long credit = in.getLong();
        byte[] what = new byte[in.remaining()];
        in.get(what);
        if (credit < 0 || !outbound.open(id, credit)) {
            throw protocol("a negative credit, or two streams with id " + id);
        }
        hears.opened(what, new StreamReply(id));
    }

    private long number(byte[] body) throws TransportException {
        long number = body.length == CREDIT_BYTES ? ByteBuffer.wrap(body).getLong() : -1;
        if (number < 0) {
            throw protocol("a malformed CREDIT");
        }
        return number;
    }

    @Override
    public void receivedData(int id, ByteBuf part, boolean last) throws TransportException {
        if (end != null) {
            return;
        }
        Inbound stream = inbound(id);
        if (part.isReadable()) {
            stream.credit -= part.readableBytes();
            if (stream.credit < 0) {
                throw protocol("more of stream " + id + " than there is room for");
            }
            stream.receive(part);
        }
        if (last) {
            inbound.remove(id);
            stream.end();
        }
    }

    private Inbound inbound(int id) throws TransportException {
        Inbound stream = inbound.get(id);
        if (stream == null) {
            throw protocol("something of stream " + id + ", which was not asked for");
        }
        return stream;
    }

    private TransportException protocol(String what) {
        return new TransportException(Reason.PROTOCOL, peer + " does not keep to the protocol: " + what);
    }

    // What happens to the connection.

    /** The socket takes bytes again. */
    void writable() {
        outbound.pump();
    }

    /** Ends the connection for {@code why}, unless it has ended; everybody who waits for something is told. */
    void end(TransportException why) {
        if (end != null) {
            return;
        }
        end = why;
        outbound.close();
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>(questions.values());
        List<Inbound> streams = new ArrayList<>(inbound.values());
        questions.clear();
        inbound.clear();
        unanswered.clear();
        waiting.forEach(question -> question.completeExceptionally(why));
        streams.forEach(stream -> stream.fail(why));
        ConnectionListener hears = listener;
        if (hears != null) {
            carefully(() -> hears.closed(why));
        }
        closed.complete(why);
        if (why.reason() != Reason.CLOSED) {
            channel.close();
        }
    }

    /** Lets nobody who is told of an end keep others from being told. */
    private void carefully(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("Whoever was told that the connection with {} is over failed", peer, e);
        }
    }

    /** A stream that this end has opened. */
    private final class Inbound implements InboundStream {
        private final StreamSink sink;
        private long credit;
        private int id;
        private boolean over;

        Inbound(StreamSink sink, long credit) {
            this.sink = sink;
            this.credit = credit;
        }

        void receive(ByteBuf part) {
            if (over) {
                return;
            }
            try {
                sink.received(part.nioBuffer());
            } catch (RuntimeException e) {
                write(Frame.Kind.CANCEL, id, NOTHING);
                fail(new TransportException(Reason.FAILED, "the sink of a stream from " + peer + " failed", e));
            }
        }

        void end() {
            if (!over) {
                over = true;
                carefully(sink::ended);
            }
        }

        void fail(TransportException why) {
            if (!over) {
                over = true;
                carefully(() -> sink.failed(why));
            }
        }

        @Override
        public void addCredit(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("credit must not be negative; got: " + bytes);
            }
            inLoop(() -> {
                if (!over && bytes > 0) {
                    credit = OutboundStreams.sum(credit, bytes);
                    write(
                            Frame.Kind.CREDIT,
                            id,
                            ByteBuffer.allocate(CREDIT_BYTES).putLong(bytes).array());
                }
            });
        }

        @Override
        public void cancel() {
            inLoop(() -> {
                if (!over) {
                    over = true;
                    write(Frame.Kind.CANCEL, id, NOTHING);
                }
            });
        }
    }

    /** Answers a question of the other end. */
    private final class QuestionReply implements Reply {
        private final int id;
        private final AtomicBoolean given = new AtomicBoolean();

        QuestionReply(int id) {
            this.id = id;
        }

        @Override
        public void answer(byte[] answer) {
            checkLength(answer, "an answer");
            give(Frame.Kind.ANSWER, answer);
        }

        @Override
        public void fail(String why) {
            give(Frame.Kind.FAILURE, text(why));
        }

        private void give(Frame.Kind kind, byte[] body) {
            if (given.compareAndSet(false, true)) {
                inLoop(() -> {
                    if (unanswered.remove(id)) {
                        write(kind, id, body);
                    }
                });
            }
        }
    }

    /** Gives the other end a stream. */
    private final class StreamReply implements StreamRequest {
        private final int id;
        private final AtomicBoolean given = new AtomicBoolean();

        StreamReply(int id) {
            this.id = id;
        }

        @Override
        public void send(StreamSource source) {
            if (given.compareAndSet(false, true)) {
                if (!inLoop(() -> outbound.send(id, source))) {
                    source.close();
                }
            } else {
                source.close();
            }
        }

        @Override
        public void fail(String why) {
            if (given.compareAndSet(false, true)) {
                inLoop(() -> outbound.fail(id, why));
            }
        }
    }

    /** Not longer than a frame may be, whatever the message of an exception. */
    private static byte[] text(String why) {
        byte[] bytes = why.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= TransportLimits.LOGIN_BYTES ? bytes : Arrays.copyOf(bytes, TransportLimits.LOGIN_BYTES);
    }
}
