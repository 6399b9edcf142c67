package io.vonk.internal.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.master.DriverRecord;
import io.vonk.internal.master.DriverRecord.State;
import io.vonk.internal.wire.DriverCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverJournalTest {
    @TempDir
    Path directory;

    @Test
    void whatIsRememberedIsThereAgainAndTheLastEntryCounts() throws IOException {
        try (DriverJournal journal = DriverJournal.open(directory)) {
            journal.remember(record("one", State.SUBMITTED));
            journal.remember(record("two", State.RUNNING));
            journal.remember(record("one", State.FAILED));
            journal.remember(record("three", State.FINISHED));
            journal.forget(new SubmissionId("three"));
        }
        try (DriverJournal journal = DriverJournal.open(directory)) {
            assertEquals(List.of(record("one", State.FAILED), record("two", State.RUNNING)), journal.records());
            journal.remember(record("four", State.KILLED));
        }
        try (DriverJournal journal = DriverJournal.open(directory)) {
            assertEquals(3, journal.records().size());
        }
    }

    @Test
    void aJournalThatIsCutAnywhereGivesWhatIsWhole() throws IOException {
        long[] ends = new long[4];
        try (DriverJournal journal = DriverJournal.open(directory)) {
            for (int i = 0; i < 3; i++) {
                ends[i] = Files.size(directory.resolve("drivers"));
                journal.remember(record("driver-" + i, State.RUNNING));
            }
            ends[3] = Files.size(directory.resolve("drivers"));
        }
        byte[] whole = Files.readAllBytes(directory.resolve("drivers"));
        for (int length = 0; length <= whole.length; length++) {
            int size = length;
            long expected = Arrays.stream(ends, 1, 4).filter(end -> end <= size).count();
            Files.write(directory.resolve("drivers"), Arrays.copyOf(whole, length));
            try (DriverJournal journal = DriverJournal.open(directory)) {
                assertEquals(expected, journal.records().size(), "cut at " + length);
            }
        }
    }

    @Test
    void aFlippedBitCostsNothingThatStandsBeforeIt() throws IOException {
        long second;
        try (DriverJournal journal = DriverJournal.open(directory)) {
            journal.remember(record("first", State.RUNNING));
            second = Files.size(directory.resolve("drivers"));
            journal.remember(record("second", State.RUNNING));
        }
        byte[] whole = Files.readAllBytes(directory.resolve("drivers"));
        for (int at = (int) second; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(directory.resolve("drivers"), flipped);
            try (DriverJournal journal = DriverJournal.open(directory)) {
                assertEquals(List.of(record("first", State.RUNNING)), journal.records(), "flipped at " + at);
            }
        }
    }

    @Test
    void somethingElseIsNoJournal() throws IOException {
        Files.writeString(directory.resolve("drivers"), "something else");
        try (DriverJournal journal = DriverJournal.open(directory)) {
            assertTrue(journal.records().isEmpty());
        }
    }

    private static DriverRecord record(String name, State state) {
        DriverCommand command = new DriverCommand(
                name,
                "com.acme.Main",
                List.of("a", "b"),
                List.of(new DriverCommand.Blob("0f".repeat(32), 7, "program.jar")),
                List.of(),
                List.of("-ea"),
                Map.of("vonk.app.name", name),
                Map.of("KEY", "value"),
                1,
                1 << 28,
                true);
        return new DriverRecord(new SubmissionId(name), DriverJournal.spec(command), state, "worker-1", "why");
    }
}
