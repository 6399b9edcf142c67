package io.vonk.internal.wire;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** {@link DriverCommand}s in messages. */
final class DriverCommandMessages {
    /** No path, and nothing that a shell or a log would take for something else. */
    private static final Pattern FILE = Pattern.compile("(?!\\.\\.?$)[^/\\\\\\p{Cntrl}]{1,255}");

    private DriverCommandMessages() {}

    static io.vonk.internal.wire.message.DriverCommand message(DriverCommand command) {
        io.vonk.internal.wire.message.DriverCommand.Builder message =
                io.vonk.internal.wire.message.DriverCommand.newBuilder()
                        .setName(command.name())
                        .setMainClass(command.mainClass())
                        .addAllArguments(command.arguments())
                        .addAllJavaOptions(command.javaOptions())
                        .putAllSettings(command.settings())
                        .putAllEnvironment(command.environment())
                        .setCores(command.cores())
                        .setMemoryBytes(command.memoryBytes())
                        .setSupervise(command.supervise());
        command.jars().forEach(blob -> message.addJars(message(blob)));
        command.files().forEach(blob -> message.addFiles(message(blob)));
        return message.build();
    }

    private static io.vonk.internal.wire.message.Blob message(DriverCommand.Blob blob) {
        return io.vonk.internal.wire.message.Blob.newBuilder()
                .setHash(ByteString.copyFrom(HexFormat.of().parseHex(blob.hash())))
                .setLength(blob.length())
                .setName(blob.name())
                .build();
    }

    static DriverCommand read(io.vonk.internal.wire.message.DriverCommand message) throws MalformedMessageException {
        return new DriverCommand(
                message.getName(),
                message.getMainClass(),
                message.getArgumentsList(),
                blobs(message.getJarsList()),
                blobs(message.getFilesList()),
                message.getJavaOptionsList(),
                message.getSettingsMap(),
                message.getEnvironmentMap(),
                MasterMessages.cores(0, message.getCores(), "cores of a driver"),
                MasterMessages.memory(1, message.getMemoryBytes(), "memory of a driver"),
                message.getSupervise());
    }

    private static List<DriverCommand.Blob> blobs(List<io.vonk.internal.wire.message.Blob> messages)
            throws MalformedMessageException {
        List<DriverCommand.Blob> blobs = new ArrayList<>();
        for (io.vonk.internal.wire.message.Blob blob : messages) {
            if (!FILE.matcher(blob.getName()).matches()) {
                throw new MalformedMessageException("the name of a file is not a path; got something else");
            }
            blobs.add(new DriverCommand.Blob(
                    MasterMessages.hash(blob.getHash()),
                    MasterMessages.atLeast(0, blob.getLength(), "the length of a file"),
                    blob.getName()));
        }
        return blobs;
    }
}
