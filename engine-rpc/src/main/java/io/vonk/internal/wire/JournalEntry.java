package io.vonk.internal.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/**
 * What a master remembers of a driver.
 *
 * @param command what it is; null if nothing is to be remembered any more
 * @param state SUBMITTED, RUNNING, FINISHED, FAILED, KILLED, RELAUNCHING or LOST
 * @param worker where it runs or ran; may be empty
 * @param message why it is in this state; may be empty
 */
public record JournalEntry(
        String submission, @Nullable DriverCommand command, String state, String worker, String message) {

    /** As bytes. */
    public byte[] bytes() {
        io.vonk.internal.wire.message.JournalEntry.Builder entry =
                io.vonk.internal.wire.message.JournalEntry.newBuilder()
                        .setSubmission(submission)
                        .setState(state)
                        .setWorker(worker)
                        .setMessage(message);
        if (command == null) {
            entry.setForgotten(true);
        } else {
            entry.setCommand(DriverCommandMessages.message(command));
        }
        return entry.build().toByteArray();
    }

    /** What {@link #bytes} wrote. */
    public static JournalEntry read(byte[] bytes) throws MalformedMessageException {
        try {
            io.vonk.internal.wire.message.JournalEntry entry =
                    io.vonk.internal.wire.message.JournalEntry.parseFrom(bytes);
            return new JournalEntry(
                    MasterMessages.name(entry.getSubmission()),
                    entry.getForgotten() ? null : DriverCommandMessages.read(entry.getCommand()),
                    entry.getState(),
                    entry.getWorker(),
                    entry.getMessage());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException("not an entry of a journal: " + e.getMessage(), e);
        }
    }
}
