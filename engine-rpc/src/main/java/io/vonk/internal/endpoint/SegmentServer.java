package io.vonk.internal.endpoint;

import io.vonk.internal.shuffle.NodeOutputs;
import io.vonk.internal.shuffle.PublishedOutput;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService.TableAnswer;
import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.ShuffleMessages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the published map outputs of a node. Who has logged in as an application gets what belongs to it, and cannot even name
 * what belongs to another one.
 *
 * <p>Files are opened by two threads of the server's own, as those of the sockets must not wait for a disk; what waits for them is
 * bounded, and beyond that refused.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class SegmentServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 4_096;

    private final NodeOutputs outputs;
    private final SideThreads disk;

    /**
     * A server of {@code outputs}; to be closed.
     *
     * @param name in the names of its threads
     */
    public SegmentServer(String name, NodeOutputs outputs) {
        this.outputs = outputs;
        this.disk = new SideThreads(name + "-outputs", THREADS, WAITING);
    }

    /** Who listens to a connection that has just been accepted. */
    public ConnectionListener listener(Connection connection) {
        return new Conversation(connection);
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class Conversation implements ConnectionListener {
        private final Connection connection;

        Conversation(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void asked(byte[] question, Reply reply) {
            if (!disk.execute(() -> answer(question, reply))) {
                reply.fail(busy());
            }
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            if (!disk.execute(() -> send(what, request))) {
                request.fail(busy());
            }
        }

        private String busy() {
            return disk.isClosed()
                    ? "this node stops serving map outputs"
                    : "more than " + WAITING + " requests wait for the disks of this node";
        }

        private void answer(byte[] question, Reply reply) {
            try {
                List<TableAnswer> answers = new ArrayList<>();
                for (SegmentRange range : ShuffleMessages.readTablesRequest(question)) {
                    answers.add(outputs.tableOf(connection.identity(), range));
                }
                reply.answer(ShuffleMessages.tablesReply(answers));
            } catch (IOException | RuntimeException e) {
                log().warn("{} asked for tables of segments and gets none", connection.peer(), e);
                reply.fail(String.valueOf(e.getMessage()));
            }
        }

        private void send(byte[] what, StreamRequest request) {
            try {
                List<FileRegions.Part> parts = new ArrayList<>();
                for (SegmentRange range : ShuffleMessages.readBlocksRequest(what)) {
                    PublishedOutput output = outputs.find(connection.identity(), range.output());
                    for (PublishedOutput.Region region : output.regions(range.from(), range.until())) {
                        parts.add(new FileRegions.Part(output.data(), region.offset(), region.length()));
                    }
                }
                request.send(new FileRegions(parts));
            } catch (IOException | RuntimeException e) {
                log().warn("{} asked for blocks and gets none", connection.peer(), e);
                request.fail(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void received(byte[] message) {
            throw new IllegalArgumentException("nobody sends messages to a server of map outputs");
        }

        @Override
        public void closed(TransportException why) {
            // What is still being read for it goes nowhere.
        }
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(SegmentServer.class);
    }
}
