package io.vonk.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.vonk.internal.wire.ExecutorMessages;
import io.vonk.internal.wire.MalformedMessageException;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.ShuffleMessages;
import io.vonk.internal.wire.message.ExecutorProtocol;
import io.vonk.internal.wire.message.MasterProtocol;
import io.vonk.internal.wire.message.Shuffle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each message of the protocol is for, and each text and each bytes in it. What is missing here, or is here and not in the
 * protocol, fails {@link ProtocolAttacksTest}: whoever adds a message says here what it is, and it is attacked as all others are.
 */
final class ProtocolTable {
    /** What a text or bytes may be. */
    enum Content {
        /** Part of a path or of a line of a log. */
        NAME,
        /** The id of an application. */
        APPLICATION,
        ADDRESS,
        HASH,
        /** The name of a file. */
        FILE,
        /** Of the class path: refused by the driver that looks it up, not by the reader. */
        RESOURCE,
        /** For people or for the user's program. */
        TEXT,
        /** Read elsewhere, by something with checks of its own. */
        OPAQUE
    }

    /** Reads a message as the end does that it is for. */
    interface Reader {
        Object read(byte[] bytes) throws MalformedMessageException;
    }

    /** Messages that are sent as they are, and who reads them. */
    static final Map<String, Reader> SENT = new LinkedHashMap<>();

    /** Messages that are parts of others. */
    static final Set<String> PARTS = new TreeSet<>(List.of(
            "vonk.executor.Leaving",
            "vonk.executor.Heartbeat",
            "vonk.executor.AttemptsEnded",
            "vonk.executor.AttemptEnded",
            "vonk.executor.Success",
            "vonk.executor.WrittenOutput",
            "vonk.executor.Killed",
            "vonk.executor.Failure",
            "vonk.executor.LostOutput",
            "vonk.executor.Launch",
            "vonk.executor.ShuffleVersion",
            "vonk.executor.Attempts",
            "vonk.executor.DropOutputs",
            "vonk.executor.DroppedOutput",
            "vonk.master.RegisterWorker",
            "vonk.master.HeldExecutor",
            "vonk.master.HeldDriver",
            "vonk.master.RegisterApplication",
            "vonk.master.SubmitDriver",
            "vonk.master.DriverCommand",
            "vonk.master.Blob",
            "vonk.master.ClusterStatusQuestion",
            "vonk.master.WorkerStatus",
            "vonk.master.ApplicationStatus",
            "vonk.master.MasterHeartbeat",
            "vonk.master.ExecutorState",
            "vonk.master.DriverState",
            "vonk.master.LaunchExecutor",
            "vonk.master.StopExecutor",
            "vonk.master.LaunchDriver",
            "vonk.shuffle.MapOutput",
            "vonk.shuffle.Segments",
            "vonk.shuffle.Table"));

    /** Messages that go to a file of the master's own, and over no network. */
    static final Set<String> STORED = Set.of("vonk.master.JournalEntry");

    static final Map<String, Content> FIELDS = new LinkedHashMap<>();

    static {
        SENT.put("vonk.executor.Register", ExecutorMessages::readRegister);
        SENT.put("vonk.executor.Welcome", ExecutorMessages::readWelcome);
        SENT.put("vonk.executor.FromExecutor", ExecutorMessages::readFromExecutor);
        SENT.put("vonk.executor.FetchFromDriver", ExecutorMessages::readFetch);
        SENT.put("vonk.executor.FromDriver", ExecutorMessages::readOrder);
        SENT.put("vonk.executor.FetchFromExecutor", ExecutorMessages::readFetchResult);
        SENT.put("vonk.master.MasterQuestion", MasterMessages::readQuestion);
        SENT.put("vonk.master.ApplicationRegistered", MasterMessages::readApplicationRegistered);
        SENT.put("vonk.master.SubmissionAnswer", MasterMessages::readSubmitted);
        SENT.put("vonk.master.DriverStatus", MasterMessages::readDriver);
        SENT.put("vonk.master.ClusterStatus", MasterMessages::readReport);
        SENT.put("vonk.master.FetchBlob", MasterMessages::readFetchBlob);
        SENT.put("vonk.master.FromWorker", MasterMessages::readFromWorker);
        SENT.put("vonk.master.ToWorker", MasterMessages::readToWorker);
        SENT.put("vonk.master.FromApplication", MasterMessages::readFromApplication);
        SENT.put("vonk.master.ToApplication", MasterMessages::readToApplication);
        SENT.put("vonk.shuffle.TablesRequest", ShuffleMessages::readTablesRequest);
        SENT.put("vonk.shuffle.TablesReply", ShuffleMessages::readTablesReply);
        SENT.put("vonk.shuffle.BlocksRequest", ShuffleMessages::readBlocksRequest);

        fields(Content.NAME, "vonk.executor.Register.name");
        fields(Content.ADDRESS, "vonk.executor.Register.node");
        fields(Content.HASH, "vonk.executor.Launch.code_hash");
        fields(Content.RESOURCE, "vonk.executor.FetchFromDriver.resource");
        fields(Content.TEXT, "vonk.executor.FromDriver.stop", "vonk.executor.Success.counters");
        fields(
                Content.OPAQUE,
                "vonk.executor.Success.result",
                "vonk.executor.Success.accumulators",
                "vonk.executor.WrittenOutput.sparse_index",
                "vonk.executor.Failure.what",
                "vonk.shuffle.Table.table");
        fields(Content.TEXT, "vonk.shuffle.Table.lost");
        fields(
                Content.NAME,
                "vonk.master.MasterQuestion.driver_status",
                "vonk.master.MasterQuestion.kill_driver",
                "vonk.master.RegisterWorker.worker",
                "vonk.master.HeldExecutor.executor",
                "vonk.master.HeldDriver.submission",
                "vonk.master.SubmissionAnswer.submission",
                "vonk.master.ExecutorState.executor",
                "vonk.master.DriverState.submission",
                "vonk.master.ToWorker.stop_driver",
                "vonk.master.LaunchExecutor.executor",
                "vonk.master.StopExecutor.executor",
                "vonk.master.LaunchDriver.submission");
        fields(
                Content.APPLICATION,
                "vonk.master.RegisterApplication.application",
                "vonk.master.HeldExecutor.application",
                "vonk.master.ExecutorState.application",
                "vonk.master.ToWorker.clean_application",
                "vonk.master.LaunchExecutor.application",
                "vonk.master.StopExecutor.application");
        fields(
                Content.ADDRESS,
                "vonk.master.RegisterWorker.address",
                "vonk.master.RegisterApplication.driver",
                "vonk.master.LaunchExecutor.driver");
        fields(Content.HASH, "vonk.master.Blob.hash", "vonk.master.FetchBlob.hash");
        fields(Content.FILE, "vonk.master.Blob.name");
        fields(
                Content.TEXT,
                "vonk.master.RegisterApplication.name",
                "vonk.master.DriverCommand.name",
                "vonk.master.DriverCommand.main_class",
                "vonk.master.DriverCommand.arguments",
                "vonk.master.DriverCommand.java_options",
                "vonk.master.DriverCommand.settings",
                "vonk.master.DriverCommand.environment",
                "vonk.master.DriverStatus.submission",
                "vonk.master.DriverStatus.state",
                "vonk.master.DriverStatus.worker",
                "vonk.master.DriverStatus.message",
                "vonk.master.WorkerStatus.worker",
                "vonk.master.WorkerStatus.address",
                "vonk.master.ApplicationStatus.application",
                "vonk.master.ApplicationStatus.name",
                "vonk.master.ExecutorState.how",
                "vonk.master.DriverState.how",
                "vonk.master.StopExecutor.why",
                "vonk.master.ToApplication.end",
                "vonk.master.ToApplication.notice",
                "vonk.master.JournalEntry.submission",
                "vonk.master.JournalEntry.state",
                "vonk.master.JournalEntry.worker",
                "vonk.master.JournalEntry.message");
    }

    private ProtocolTable() {}

    private static void fields(Content content, String... names) {
        for (String name : names) {
            FIELDS.put(name, content);
        }
    }

    /** All messages of the protocol by their full names, as its descriptors say. */
    static Map<String, Descriptor> messages() {
        Map<String, Descriptor> found = new LinkedHashMap<>();
        for (FileDescriptor file :
                List.of(ExecutorProtocol.getDescriptor(), MasterProtocol.getDescriptor(), Shuffle.getDescriptor())) {
            file.getMessageTypes().forEach(type -> add(type, found));
        }
        return found;
    }

    private static void add(Descriptor type, Map<String, Descriptor> found) {
        if (!type.getOptions().getMapEntry()) {
            found.put(type.getFullName(), type);
            type.getNestedTypes().forEach(nested -> add(nested, found));
        }
    }

    /** Whether somebody has to say what such a field is for. */
    static boolean isText(FieldDescriptor field) {
        return field.isMapField()
                || field.getJavaType() == JavaType.STRING
                || field.getJavaType() == JavaType.BYTE_STRING;
    }

    /**
     * A message with all its fields set to what may be there.
     *
     * @param alternative which of its alternatives it has, modulo their number; those of its parts are chosen at random
     */
    static DynamicMessage sample(Descriptor type, int alternative, Random random) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (field.getRealContainingOneof() != null || field.isMapField()) {
                continue;
            }
            set(message, field, random);
        }
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            set(message, oneof.getField(alternative % oneof.getFieldCount()), random);
        }
        return message.build();
    }

    private static void set(DynamicMessage.Builder message, FieldDescriptor field, Random random) {
        Object value = value(field, random);
        if (field.isRepeated()) {
            message.addRepeatedField(field, value);
        } else {
            message.setField(field, value);
        }
    }

    private static Object value(FieldDescriptor field, Random random) {
        return switch (field.getJavaType()) {
            case INT -> field.getName().equals("until") ? 2 : 1;
            case LONG -> 1L;
            case FLOAT -> 1f;
            case DOUBLE -> 1d;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(FIELDS.getOrDefault(field.getFullName(), Content.TEXT));
            case BYTE_STRING -> ByteString.copyFrom(new byte[FIELDS.get(field.getFullName()) == Content.HASH ? 32 : 1]);
            case ENUM -> {
                List<EnumValueDescriptor> values = field.getEnumType().getValues();
                yield values.get(1 + random.nextInt(values.size() - 1));
            }
            case MESSAGE -> sample(field.getMessageType(), random.nextInt(100), random);
        };
    }

    private static String text(Content content) {
        return switch (content) {
            case NAME, APPLICATION -> "app-1";
            case ADDRESS -> "127.0.0.1:1";
            case FILE -> "program.jar";
            case RESOURCE -> "no/such/Resource.class";
            case HASH, TEXT, OPAQUE -> "text";
        };
    }

    private static final List<String> PATHS = List.of(
            "../../etc/passwd",
            "..",
            ".",
            "",
            "/etc/passwd",
            "a/b",
            "..\\..\\windows",
            "C:\\windows",
            "a\0b",
            "a\nb",
            "%2e%2e/x",
            "x".repeat(100_000));

    /** What must not be taken for such a content. */
    private static List<?> hostile(FieldDescriptor field) {
        return switch (FIELDS.getOrDefault(field.getFullName(), Content.TEXT)) {
            case NAME -> PATHS;
            case APPLICATION -> {
                List<String> paths = new ArrayList<>(PATHS);
                // Names of others, and of what a worker keeps for itself.
                paths.addAll(List.of("cluster", "spare", "app-"));
                yield paths;
            }
            case FILE -> PATHS.stream().filter(path -> !path.startsWith("%")).toList();
            case ADDRESS -> {
                List<String> paths = new ArrayList<>(PATHS);
                paths.addAll(List.of("host", "host:", ":7", "host:65536", "host:-1", "/etc/passwd:7", "a b:7"));
                yield paths;
            }
            case HASH ->
                List.of(ByteString.EMPTY, ByteString.copyFrom(new byte[31]), ByteString.copyFrom(new byte[1 << 16]));
            case RESOURCE, TEXT, OPAQUE -> List.of();
        };
    }

    /** The message with each of its names, and of those in its parts, replaced by each of what must not be one. */
    static List<Message> withHostileNames(Message message) {
        List<Message> all = new ArrayList<>();
        message.getAllFields().forEach((field, value) -> {
            Object first = field.isRepeated() ? message.getRepeatedField(field, 0) : value;
            List<?> others = first instanceof Message part ? withHostileNames(part) : hostile(field);
            for (Object other : others) {
                Message.Builder changed = message.toBuilder();
                if (field.isRepeated()) {
                    changed.setRepeatedField(field, 0, other);
                } else {
                    changed.setField(field, other);
                }
                all.add(changed.build());
            }
        });
        return all;
    }
}
