package io.vonk.internal.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService;
import io.vonk.internal.shuffle.SegmentService.TableAnswer;
import io.vonk.internal.shuffle.SegmentService.TableFound;
import io.vonk.internal.shuffle.SegmentService.TableLost;
import io.vonk.internal.wire.message.BlocksRequest;
import io.vonk.internal.wire.message.MapOutput;
import io.vonk.internal.wire.message.Segments;
import io.vonk.internal.wire.message.Table;
import io.vonk.internal.wire.message.TablesReply;
import io.vonk.internal.wire.message.TablesRequest;
import java.util.ArrayList;
import java.util.List;

/** The messages of {@code vonk/shuffle.proto}. */
public final class ShuffleMessages {
    private ShuffleMessages() {}

    /** The question what there is of some segments. */
    public static byte[] tablesRequest(List<SegmentRange> ranges) {
        TablesRequest.Builder request = TablesRequest.newBuilder();
        ranges.forEach(range -> request.addSegments(message(range)));
        return request.build().toByteArray();
    }

    /** What {@link #tablesRequest} asks for. */
    public static List<SegmentRange> readTablesRequest(byte[] bytes) throws MalformedMessageException {
        try {
            return ranges(TablesRequest.parseFrom(bytes).getSegmentsList());
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a question for tables of segments", e);
        }
    }

    /** The answers to a question of {@link #tablesRequest}, in its order. */
    public static byte[] tablesReply(List<TableAnswer> answers) {
        TablesReply.Builder reply = TablesReply.newBuilder();
        for (TableAnswer answer : answers) {
            Table.Builder table = Table.newBuilder();
            if (answer instanceof TableFound found) {
                table.setTable(UnsafeByteOperations.unsafeWrap(found.table()));
            } else if (answer instanceof TableLost lost) {
                table.setLost(lost.why());
            }
            reply.addTables(table);
        }
        return reply.build().toByteArray();
    }

    /** What {@link #tablesReply} says. */
    public static List<TableAnswer> readTablesReply(byte[] bytes) throws MalformedMessageException {
        List<TableAnswer> answers = new ArrayList<>();
        try {
            for (Table table : TablesReply.parseFrom(bytes).getTablesList()) {
                answers.add(
                        switch (table.getResultCase()) {
                            case TABLE -> found(table.getTable());
                            case LOST -> new TableLost(table.getLost());
                            case RESULT_NOT_SET ->
                                throw new MalformedMessageException("an answer has neither a table nor a reason");
                        });
            }
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("tables of segments", e);
        }
        return answers;
    }

    private static TableAnswer found(ByteString table) {
        return new TableFound(table.toByteArray());
    }

    /** Opens the stream of the blocks of some segments. */
    public static byte[] blocksRequest(List<SegmentRange> ranges) {
        BlocksRequest.Builder request = BlocksRequest.newBuilder();
        ranges.forEach(range -> request.addSegments(message(range)));
        return request.build().toByteArray();
    }

    /** What {@link #blocksRequest} asks for. */
    public static List<SegmentRange> readBlocksRequest(byte[] bytes) throws MalformedMessageException {
        try {
            return ranges(BlocksRequest.parseFrom(bytes).getSegmentsList());
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a request for blocks", e);
        }
    }

    private static Segments message(SegmentRange range) {
        MapOutputId id = range.output();
        return Segments.newBuilder()
                .setOutput(MapOutput.newBuilder()
                        .setShuffle(id.shuffle().value())
                        .setMapPartition(id.mapPartition())
                        .setAttempt(id.attempt().value()))
                .setFrom(range.from())
                .setUntil(range.until())
                .build();
    }

    private static List<SegmentRange> ranges(List<Segments> messages) throws MalformedMessageException {
        if (messages.isEmpty() || messages.size() > SegmentService.MAX_RANGES) {
            throw new MalformedMessageException("segments of 1 to " + SegmentService.MAX_RANGES
                    + " map outputs may be asked for at once, got: " + messages.size());
        }
        List<SegmentRange> ranges = new ArrayList<>(messages.size());
        for (Segments segments : messages) {
            MapOutput output = segments.getOutput();
            if (!segments.hasOutput()) {
                throw new MalformedMessageException("segments of no map output are asked for");
            }
            try {
                MapOutputId id = new MapOutputId(
                        new ShuffleId(output.getShuffle()),
                        output.getMapPartition(),
                        new TaskAttemptId(output.getAttempt()));
                ranges.add(new SegmentRange(id, segments.getFrom(), segments.getUntil()));
            } catch (IllegalArgumentException e) {
                throw new MalformedMessageException("segments that cannot be: " + e.getMessage(), e);
            }
        }
        return ranges;
    }

    private static MalformedMessageException notUnderstood(String what, InvalidProtocolBufferException cause) {
        return new MalformedMessageException("the bytes are not " + what + ": " + cause.getMessage(), cause);
    }
}
