package io.vonk.internal.endpoint;

import io.vonk.internal.transport.Connection;
import io.vonk.internal.transport.ConnectionListener;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.wire.ApplicationMessage;
import io.vonk.internal.wire.ApplicationOrder;
import io.vonk.internal.wire.MalformedMessageException;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import io.vonk.internal.wire.WorkerMessage;
import io.vonk.internal.wire.WorkerOrder;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A master's end of its conversations ({@code vonk/master.proto}).
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class MasterServer {

    /** A worker, as its master reaches it. Thread safety: safe for use by many threads; none of the methods blocks. */
    public interface WorkerLink {
        /** Tells it something. */
        void order(WorkerOrder order);

        /** Ends the connection. */
        void close();
    }

    /** An application, as its master reaches it. Thread safety: safe for use by many threads; none of the methods blocks. */
    public interface ApplicationLink {
        /** Tells it something. */
        void order(ApplicationOrder order);

        /** Ends the connection. */
        void close();
    }

    /** The command line, which has files that a driver needs. Thread safety: safe for use by many threads. */
    public interface ClientLink {
        /** Brings a file, by its hash. */
        CompletableFuture<byte[]> blob(String hash);
    }

    /** Who decides. Called by the threads of connections, for each connection in order; must not block. */
    public interface Cluster {

        /** A worker wants to be let in. */
        void arrived(WorkerLink worker, MasterQuestion.RegisterWorker registration, Reply reply);

        /** A worker that has arrived says something. */
        void said(WorkerLink worker, WorkerMessage message);

        /** The connection of a worker that has arrived has ended. */
        void gone(WorkerLink worker, String why);

        /** An application wants to be let in. */
        void arrived(ApplicationLink application, MasterQuestion.RegisterApplication registration, Reply reply);

        /** An application that has arrived says something. */
        void said(ApplicationLink application, ApplicationMessage message);

        /** The connection of an application that has arrived has ended. */
        void gone(ApplicationLink application, String why);

        /** The command line asks. */
        void asked(ClientLink client, MasterQuestion question, Reply reply);

        /** A worker wants a file, by its hash. */
        void wanted(String hash, StreamRequest request);
    }

    private final Cluster cluster;

    /** Conversations for {@code cluster}. */
    public MasterServer(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Who listens to a connection that has just been accepted. */
    public ConnectionListener listener(Connection connection) {
        return new Conversation(connection);
    }

    /** Belongs to the connection's thread, save for the methods of links. */
    private final class Conversation implements ConnectionListener, ClientLink {
        private final Connection connection;
        private @Nullable WorkerLink worker;
        private @Nullable ApplicationLink application;

        Conversation(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void asked(byte[] bytes, Reply reply) {
            MasterQuestion question;
            try {
                question = MasterMessages.readQuestion(bytes);
            } catch (MalformedMessageException e) {
                reply.fail(String.valueOf(e.getMessage()));
                return;
            }
            if (question instanceof MasterQuestion.RegisterWorker registration) {
                checkNew();
                WorkerLink link = new WorkerEnd(connection);
                worker = link;
                cluster.arrived(link, registration, reply);
            } else if (question instanceof MasterQuestion.RegisterApplication registration) {
                checkNew();
                ApplicationLink link = new ApplicationEnd(connection);
                application = link;
                cluster.arrived(link, registration, reply);
            } else {
                cluster.asked(this, question, reply);
            }
        }

        private void checkNew() {
            if (worker != null || application != null) {
                throw new IllegalArgumentException("a connection is registered once");
            }
        }

        @Override
        public void received(byte[] message) {
            try {
                if (worker != null) {
                    WorkerMessage said = MasterMessages.readFromWorker(message);
                    if (said instanceof WorkerMessage.Heartbeat) {
                        worker.order(new WorkerOrder.Heartbeat());
                    }
                    cluster.said(worker, said);
                } else if (application != null) {
                    ApplicationMessage said = MasterMessages.readFromApplication(message);
                    if (said instanceof ApplicationMessage.Heartbeat) {
                        application.order(new ApplicationOrder.Heartbeat());
                    }
                    cluster.said(application, said);
                } else {
                    throw new IllegalArgumentException("whoever sends messages registers first");
                }
            } catch (MalformedMessageException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        @Override
        public void opened(byte[] what, StreamRequest request) {
            try {
                cluster.wanted(MasterMessages.readFetchBlob(what), request);
            } catch (MalformedMessageException e) {
                request.fail(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public CompletableFuture<byte[]> blob(String hash) {
            return ContentStream.fetch(connection, MasterMessages.fetchBlob(hash));
        }

        @Override
        public void closed(TransportException why) {
            if (worker != null) {
                cluster.gone(worker, String.valueOf(why.getMessage()));
            } else if (application != null) {
                cluster.gone(application, String.valueOf(why.getMessage()));
            }
        }
    }

    // Not records: two connections of one worker are two links.

    private static final class WorkerEnd implements WorkerLink {
        private final Connection connection;

        WorkerEnd(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void order(WorkerOrder order) {
            connection.send(MasterMessages.toWorker(order));
        }

        @Override
        public void close() {
            connection.close();
        }

        @Override
        public String toString() {
            return connection.peer();
        }
    }

    private static final class ApplicationEnd implements ApplicationLink {
        private final Connection connection;

        ApplicationEnd(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void order(ApplicationOrder order) {
            connection.send(MasterMessages.toApplication(order));
        }

        @Override
        public void close() {
            connection.close();
        }

        @Override
        public String toString() {
            return connection.peer();
        }
    }
}
