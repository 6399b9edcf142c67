package io.vonk.internal.master;

import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.master.DriverRecord.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The drivers that users have given to the cluster. */
final class DriverTable {
    private static final int KEPT = 200;
    private static final long CLAIM_NANOS = 10_000_000_000L;
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;

    private static final class Entry {
        final SubmissionId submission;
        final DriverSpec spec;
        State state;
        String worker;
        String message;

        @Nullable
        WorkerState runsAt;

        boolean killed;
        int failures;
        /** Not before this it is launched again, or claimed by its worker at the latest. */
        long timeNanos;

        Entry(DriverRecord record, long timeNanos) {
            this.submission = record.submission();
            this.spec = record.spec();
            this.state = record.state();
            this.worker = record.worker();
            this.message = record.message();
            this.timeNanos = timeNanos;
        }

        DriverRecord record() {
            return new DriverRecord(submission, spec, state, worker, message);
        }
    }

    private final Map<SubmissionId, Entry> entries = new LinkedHashMap<>();
    private final List<MasterAction> out;

    DriverTable(List<MasterAction> out) {
        this.out = out;
    }

    List<DriverRecord> records() {
        return entries.values().stream().map(Entry::record).toList();
    }

    void recover(List<DriverRecord> records, long nowNanos) {
        for (DriverRecord record : records) {
            entries.put(record.submission(), new Entry(record, nowNanos + CLAIM_NANOS));
        }
    }

    void submit(SubmissionId submission, DriverSpec spec, long nowNanos) {
        if (entries.containsKey(submission)) {
            throw new IllegalArgumentException(submission + " was submitted already");
        }
        Entry entry =
                new Entry(new DriverRecord(submission, spec, State.SUBMITTED, "", "waits for a worker"), nowNanos);
        entries.put(submission, entry);
        out.add(new MasterAction.Persist(entry.record()));
        forgetOldest();
    }

    private void forgetOldest() {
        int over = 0;
        for (Entry entry : entries.values()) {
            over += entry.state.isOver() ? 1 : 0;
        }
        for (Iterator<Entry> each = entries.values().iterator(); over > KEPT && each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.state.isOver()) {
                each.remove();
                over--;
                out.add(new MasterAction.Forget(entry.submission));
            }
        }
    }

    /** Launches what waits and finds room. */
    void place(Collection<WorkerState> workers, long nowNanos) {
        for (Entry entry : entries.values()) {
            boolean waits = entry.state == State.SUBMITTED
                    || entry.state == State.RELAUNCHING && nowNanos - entry.timeNanos >= 0;
            WorkerState found = waits ? roomFor(entry.spec, workers) : null;
            if (found != null) {
                takeRoom(entry, found);
                change(entry, State.RUNNING, found.id.value(), "");
                out.add(new MasterAction.LaunchDriver(found.id, entry.submission, entry.spec));
            }
        }
    }

    private static @Nullable WorkerState roomFor(DriverSpec spec, Collection<WorkerState> workers) {
        WorkerState best = null;
        for (WorkerState worker : workers) {
            if (worker.connected
                    && worker.freeCores() >= spec.cores()
                    && worker.freeMemoryBytes() >= spec.memoryBytes()
                    && (best == null || worker.freeMemoryBytes() > best.freeMemoryBytes())) {
                best = worker;
            }
        }
        return best;
    }

    private static void takeRoom(Entry entry, WorkerState worker) {
        entry.runsAt = worker;
        worker.driverCores += entry.spec.cores();
        worker.driverMemoryBytes += entry.spec.memoryBytes();
    }

    private static void giveRoom(Entry entry) {
        WorkerState worker = entry.runsAt;
        entry.runsAt = null;
        if (worker != null) {
            worker.driverCores -= entry.spec.cores();
            worker.driverMemoryBytes -= entry.spec.memoryBytes();
        }
    }

    private void change(Entry entry, State state, String worker, String message) {
        entry.state = state;
        entry.worker = worker;
        entry.message = message;
        out.add(new MasterAction.Persist(entry.record()));
    }

    void exited(WorkerState worker, SubmissionId submission, int exitCode, String how, long nowNanos) {
        Entry entry = entries.get(submission);
        if (entry == null || entry.runsAt != worker) {
            return;
        }
        giveRoom(entry);
        if (entry.killed) {
            change(entry, State.KILLED, entry.worker, "killed by a user");
        } else if (exitCode == 0) {
            change(entry, State.FINISHED, entry.worker, "");
        } else {
            failed(entry, State.FAILED, how, nowNanos);
        }
    }

    private void failed(Entry entry, State end, String how, long nowNanos) {
        if (entry.killed) {
            change(entry, State.KILLED, entry.worker, "killed by a user");
        } else if (entry.spec.supervise()) {
            entry.timeNanos =
                    nowNanos + Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(entry.failures++, 10));
            change(entry, State.RELAUNCHING, entry.worker, how);
        } else {
            change(entry, end, entry.worker, how);
        }
    }

    /** A worker is gone with what it ran. */
    void workerLost(WorkerState worker, long nowNanos) {
        for (Entry entry : entries.values()) {
            if (entry.runsAt == worker) {
                giveRoom(entry);
                failed(entry, State.LOST, "the worker " + worker.id + " is lost", nowNanos);
            }
        }
    }

    /** A worker says what it runs. */
    void reconcile(@Nullable WorkerState before, WorkerState now, List<MasterEvent.HeldDriver> held, long nowNanos) {
        List<SubmissionId> there = new ArrayList<>();
        for (MasterEvent.HeldDriver driver : held) {
            Entry entry = entries.get(driver.submission());
            boolean expected = entry != null
                    && entry.state == State.RUNNING
                    && (entry.runsAt == before || entry.runsAt == null)
                    && entry.worker.equals(now.id.value());
            if (entry == null || !expected) {
                out.add(new MasterAction.StopDriver(now.id, driver.submission()));
                continue;
            }
            there.add(driver.submission());
            giveRoom(entry);
            takeRoom(entry, now);
            if (entry.killed) {
                out.add(new MasterAction.StopDriver(now.id, driver.submission()));
            }
        }
        for (Entry entry : entries.values()) {
            boolean wasThere = entry.state == State.RUNNING
                    && entry.worker.equals(now.id.value())
                    && !there.contains(entry.submission);
            if (wasThere) {
                giveRoom(entry);
                failed(entry, State.LOST, "the worker " + now.id + " has come back without it", nowNanos);
            }
        }
    }

    /** Ends a driver; false if there is none of this name. */
    void kill(SubmissionId submission) {
        Entry entry = entries.get(submission);
        if (entry == null || entry.state.isOver()) {
            return;
        }
        entry.killed = true;
        // A master that takes over must not start it again. It is shown as killed when it has ended.
        out.add(new MasterAction.Persist(
                new DriverRecord(submission, entry.spec, State.KILLED, entry.worker, "killed by a user")));
        WorkerState worker = entry.runsAt;
        if (worker == null && entry.state != State.RUNNING) {
            change(entry, State.KILLED, entry.worker, "killed by a user");
        } else if (worker != null) {
            out.add(new MasterAction.StopDriver(worker.id, submission));
        }
    }

    /** Gives up those that nobody has claimed. */
    void giveUpUnclaimed(long nowNanos) {
        for (Entry entry : entries.values()) {
            if (entry.state == State.RUNNING && entry.runsAt == null && nowNanos - entry.timeNanos >= 0) {
                failed(entry, State.LOST, "the worker " + entry.worker + " has not come back", nowNanos);
            }
        }
    }

    /** When something is to be done here. */
    long nanosUntilWork(long nowNanos) {
        long least = Long.MAX_VALUE;
        for (Entry entry : entries.values()) {
            boolean timed = entry.state == State.RELAUNCHING || entry.state == State.RUNNING && entry.runsAt == null;
            if (timed && entry.timeNanos - nowNanos > 0) {
                least = Math.min(least, entry.timeNanos - nowNanos);
            }
        }
        return least;
    }
}
