package io.vonk.internal.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.wire.message.AttemptEnded;
import io.vonk.internal.wire.message.Attempts;
import io.vonk.internal.wire.message.AttemptsEnded;
import io.vonk.internal.wire.message.DropOutputs;
import io.vonk.internal.wire.message.DroppedOutput;
import io.vonk.internal.wire.message.Failure;
import io.vonk.internal.wire.message.FetchFromDriver;
import io.vonk.internal.wire.message.FetchFromExecutor;
import io.vonk.internal.wire.message.FromDriver;
import io.vonk.internal.wire.message.FromExecutor;
import io.vonk.internal.wire.message.Heartbeat;
import io.vonk.internal.wire.message.Killed;
import io.vonk.internal.wire.message.Launch;
import io.vonk.internal.wire.message.Leaving;
import io.vonk.internal.wire.message.LostOutput;
import io.vonk.internal.wire.message.Register;
import io.vonk.internal.wire.message.ShuffleVersion;
import io.vonk.internal.wire.message.Success;
import io.vonk.internal.wire.message.Welcome;
import io.vonk.internal.wire.message.WrittenOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The messages of {@code vonk/executor.proto}. */
public final class ExecutorMessages {
    private static final int MAX_SLOTS = 4096;
    private static final int MAX_RESOURCE = 1024;
    private static final int HASH_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("(?!\\.\\.?$)[A-Za-z0-9._-]{1,128}");

    private ExecutorMessages() {}

    // ---- registration ---------------------------------------------------------------------------------------------

    /** The first question of an executor. */
    public static byte[] register(Registration registration) {
        return Register.newBuilder()
                .setName(registration.name())
                .setSlots(registration.slots())
                .setNode(registration.node())
                .setOutputsOutlive(registration.outputsOutlive())
                .setPid(registration.pid())
                .build()
                .toByteArray();
    }

    /** What {@link #register} says. */
    public static Registration readRegister(byte[] bytes) throws MalformedMessageException {
        try {
            Register message = Register.parseFrom(bytes);
            check(message.getSlots() >= 1 && message.getSlots() <= MAX_SLOTS, "an executor of 1 to 4096 slots");
            check(NAME.matcher(message.getName()).matches(), "a name of 1 to 128 of A-Z a-z 0-9 . _ -");
            return new Registration(
                    message.getName(),
                    message.getSlots(),
                    MasterMessages.address(message.getNode()),
                    message.getOutputsOutlive(),
                    message.getPid());
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a registration", e);
        }
    }

    /** The answer to a registration. */
    public static byte[] welcome(long incarnation, boolean fusion) {
        return Welcome.newBuilder()
                .setIncarnation(incarnation)
                .setFusion(fusion)
                .build()
                .toByteArray();
    }

    /** Whether busy stages get generated code, as {@link #welcome} says. */
    public static boolean readWelcome(byte[] bytes) throws MalformedMessageException {
        try {
            return Welcome.parseFrom(bytes).getFusion();
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a welcome", e);
        }
    }

    // ---- what executors send --------------------------------------------------------------------------------------

    /** A sign of life. */
    public static byte[] heartbeatOfExecutor() {
        return FromExecutor.newBuilder()
                .setHeartbeat(Heartbeat.getDefaultInstance())
                .build()
                .toByteArray();
    }

    /** The ends of attempts. */
    public static byte[] ended(List<EndedAttempt> ends) {
        AttemptsEnded.Builder message = AttemptsEnded.newBuilder();
        ends.forEach(end -> message.addEnds(message(end)));
        return FromExecutor.newBuilder().setEnded(message).build().toByteArray();
    }

    private static AttemptEnded message(EndedAttempt end) {
        AttemptEnded.Builder message = AttemptEnded.newBuilder()
                .setJob(end.job())
                .setAttempt(end.attempt())
                .setLaunch(end.launch())
                .setNanos(end.nanos());
        EndedAttempt.Outcome outcome = end.outcome();
        if (outcome instanceof EndedAttempt.Success success) {
            message.setSuccess(message(success));
        } else if (outcome instanceof EndedAttempt.Failure failure) {
            message.setFailure(Failure.newBuilder()
                    .setKind(
                            switch (failure.kind()) {
                                case USER_ERROR -> Failure.Kind.USER_ERROR;
                                case TRANSIENT_ERROR -> Failure.Kind.TRANSIENT_ERROR;
                                case OUT_OF_MEMORY -> Failure.Kind.OUT_OF_MEMORY;
                            })
                    .setWhat(UnsafeByteOperations.unsafeWrap(failure.what())));
        } else if (outcome instanceof EndedAttempt.FetchFailure fetch) {
            Failure.Builder failure = Failure.newBuilder()
                    .setKind(Failure.Kind.FETCH_FAILED)
                    .setWhat(UnsafeByteOperations.unsafeWrap(fetch.what()))
                    .setShuffle(fetch.shuffle().value());
            failure.addLost(lost(fetch.mapPartition(), fetch.mapAttempt()));
            fetch.alsoLost().forEach((partition, attempt) -> failure.addLost(lost(partition, attempt)));
            message.setFailure(failure);
        } else {
            message.setKilled(Killed.getDefaultInstance());
        }
        return message.build();
    }

    private static LostOutput lost(int mapPartition, long attempt) {
        return LostOutput.newBuilder()
                .setMapPartition(mapPartition)
                .setAttempt(attempt)
                .build();
    }

    private static Success message(EndedAttempt.Success success) {
        Success.Builder message = Success.newBuilder()
                .setAccumulators(UnsafeByteOperations.unsafeWrap(success.accumulators()))
                .putAllCounters(success.counters())
                .setRecordsRead(success.recordsRead())
                .setBytesRead(success.bytesRead());
        if (success.made() instanceof EndedAttempt.Result result) {
            message.setResult(UnsafeByteOperations.unsafeWrap(result.value()));
        } else if (success.made() instanceof EndedAttempt.HeldResult held) {
            message.setHeldResultBytes(held.bytes());
        } else if (success.made() instanceof EndedAttempt.WrittenOutput output) {
            byte[] index = output.sparseIndex();
            message.setOutput(WrittenOutput.newBuilder()
                    .setShuffle(output.shuffle().value())
                    .setMapPartition(output.mapPartition())
                    .setDigest(output.digest())
                    .setSparseIndex(index == null ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(index)));
        }
        return message.build();
    }

    /** Tells that no task is to blame for the end that follows. */
    public static byte[] leaving() {
        return FromExecutor.newBuilder()
                .setLeaving(Leaving.getDefaultInstance())
                .build()
                .toByteArray();
    }

    /** What an executor sends. */
    public static ExecutorMessage readFromExecutor(byte[] bytes) throws MalformedMessageException {
        try {
            FromExecutor message = FromExecutor.parseFrom(bytes);
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> new ExecutorMessage.Heartbeat();
                case ENDED -> new ExecutorMessage.Ended(ends(message.getEnded()));
                case LEAVING -> new ExecutorMessage.Leaving();
                case MESSAGE_NOT_SET -> throw new MalformedMessageException("a message of an executor without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a message of an executor", e);
        } catch (IllegalArgumentException e) {
            throw cannotBe("a message of an executor", e);
        }
    }

    private static List<EndedAttempt> ends(AttemptsEnded message) throws MalformedMessageException {
        check(message.getEndsCount() > 0, "the end of an attempt at least");
        List<EndedAttempt> ends = new ArrayList<>();
        for (AttemptEnded end : message.getEndsList()) {
            ends.add(end(end));
        }
        return ends;
    }

    private static EndedAttempt end(AttemptEnded end) throws MalformedMessageException {
        EndedAttempt.Outcome outcome = switch (end.getOutcomeCase()) {
            case SUCCESS -> success(end.getSuccess());
            case FAILURE -> failure(end.getFailure());
            case KILLED -> new EndedAttempt.Killed();
            case OUTCOME_NOT_SET -> throw new MalformedMessageException("an attempt ends without an outcome");
        };
        return new EndedAttempt(end.getJob(), end.getAttempt(), end.getLaunch(), Math.max(0, end.getNanos()), outcome);
    }

    private static EndedAttempt.Success success(Success success) throws MalformedMessageException {
        EndedAttempt.Made made = switch (success.getMadeCase()) {
            case RESULT -> new EndedAttempt.Result(success.getResult().toByteArray());
            case HELD_RESULT_BYTES -> new EndedAttempt.HeldResult(success.getHeldResultBytes());
            case OUTPUT -> {
                WrittenOutput output = success.getOutput();
                byte[] index = output.getSparseIndex().toByteArray();
                yield new EndedAttempt.WrittenOutput(
                        new ShuffleId(output.getShuffle()),
                        output.getMapPartition(),
                        output.getDigest(),
                        index.length == 0 ? null : index);
            }
            case MADE_NOT_SET -> throw new MalformedMessageException("a success that has made nothing");
        };
        check(!(made instanceof EndedAttempt.HeldResult held) || held.bytes() > 0, "a held result of at least a byte");
        return new EndedAttempt.Success(
                made,
                success.getAccumulators().toByteArray(),
                new HashMap<>(success.getCountersMap()),
                success.getRecordsRead(),
                success.getBytesRead());
    }

    private static EndedAttempt.Outcome failure(Failure failure) throws MalformedMessageException {
        byte[] what = failure.getWhat().toByteArray();
        return switch (failure.getKind()) {
            case USER_ERROR -> new EndedAttempt.Failure(EndedAttempt.Kind.USER_ERROR, what);
            case TRANSIENT_ERROR -> new EndedAttempt.Failure(EndedAttempt.Kind.TRANSIENT_ERROR, what);
            case OUT_OF_MEMORY -> new EndedAttempt.Failure(EndedAttempt.Kind.OUT_OF_MEMORY, what);
            case FETCH_FAILED -> {
                check(failure.getLostCount() > 0, "a failed fetch that names the output");
                Map<Integer, Long> alsoLost = new LinkedHashMap<>();
                for (LostOutput lost : failure.getLostList().subList(1, failure.getLostCount())) {
                    alsoLost.put(lost.getMapPartition(), lost.getAttempt());
                }
                LostOutput first = failure.getLost(0);
                yield new EndedAttempt.FetchFailure(
                        new ShuffleId(failure.getShuffle()),
                        first.getMapPartition(),
                        first.getAttempt(),
                        alsoLost,
                        what);
            }
            case UNKNOWN, UNRECOGNIZED -> throw new MalformedMessageException("a failure of no kind that is known");
        };
    }

    /** Asks the driver for something bulky. */
    public static byte[] fetch(DriverContent content) {
        FetchFromDriver.Builder message = FetchFromDriver.newBuilder();
        if (content instanceof DriverContent.Stage stage) {
            message.setStage(stage.stage());
        } else if (content instanceof DriverContent.View view) {
            message.setShuffle(view.shuffle().value());
        } else if (content instanceof DriverContent.BroadcastValue broadcast) {
            message.setBroadcast(broadcast.id());
        } else if (content instanceof DriverContent.Resource resource) {
            message.setResource(resource.name());
        }
        return message.build().toByteArray();
    }

    /** What {@link #fetch} asks for. */
    public static DriverContent readFetch(byte[] bytes) throws MalformedMessageException {
        try {
            FetchFromDriver message = FetchFromDriver.parseFrom(bytes);
            return switch (message.getWhatCase()) {
                case STAGE -> new DriverContent.Stage(message.getStage());
                case SHUFFLE -> new DriverContent.View(new ShuffleId(message.getShuffle()));
                case BROADCAST -> new DriverContent.BroadcastValue(message.getBroadcast());
                case RESOURCE -> {
                    check(
                            message.getResource().length() <= MAX_RESOURCE,
                            "a resource's name of at most 1024 characters");
                    yield new DriverContent.Resource(message.getResource());
                }
                case WHAT_NOT_SET -> throw new MalformedMessageException("nothing is asked for");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a request for content", e);
        } catch (IllegalArgumentException e) {
            throw cannotBe("a request for content", e);
        }
    }

    // ---- what drivers send ----------------------------------------------------------------------------------------

    /** An order of the driver. */
    public static byte[] order(DriverOrder order) {
        FromDriver.Builder message = FromDriver.newBuilder();
        if (order instanceof DriverOrder.Heartbeat) {
            message.setHeartbeat(Heartbeat.getDefaultInstance());
        } else if (order instanceof DriverOrder.Launch launch) {
            message.setLaunch(message(launch));
        } else if (order instanceof DriverOrder.GiveBack back) {
            message.setGiveBack(attempts(back.firstAttempt(), back.count()));
        } else if (order instanceof DriverOrder.Kill kill) {
            message.setKill(attempts(kill.firstAttempt(), kill.count()));
        } else if (order instanceof DriverOrder.DropOutputs drop) {
            DropOutputs.Builder outputs = DropOutputs.newBuilder();
            for (MapOutputId id : drop.outputs()) {
                outputs.addOutputs(DroppedOutput.newBuilder()
                        .setShuffle(id.shuffle().value())
                        .setMapPartition(id.mapPartition())
                        .setAttempt(id.attempt().value()));
            }
            message.setDropOutputs(outputs);
        } else if (order instanceof DriverOrder.DropShuffle drop) {
            message.setDropShuffle(drop.shuffle().value());
        } else if (order instanceof DriverOrder.DropKept drop) {
            message.setDropKept(drop.node());
        } else if (order instanceof DriverOrder.DropBroadcast drop) {
            message.setDropBroadcast(drop.id());
        } else if (order instanceof DriverOrder.DropResult drop) {
            message.setDropResult(drop.attempt());
        } else if (order instanceof DriverOrder.Stop stop) {
            message.setStop(stop.why());
        }
        return message.build().toByteArray();
    }

    private static Launch message(DriverOrder.Launch launch) {
        Launch.Builder message = Launch.newBuilder()
                .setJob(launch.job())
                .setStage(launch.stage())
                .setCodeHash(UnsafeByteOperations.unsafeWrap(launch.codeHash()))
                .setFrom(launch.from())
                .setUntil(launch.until())
                .setFirstAttempt(launch.firstAttempt());
        launch.inputs()
                .forEach((shuffle, version) -> message.addInputs(
                        ShuffleVersion.newBuilder().setShuffle(shuffle.value()).setVersion(version)));
        return message.build();
    }

    private static Attempts attempts(long first, int count) {
        return Attempts.newBuilder().setFirst(first).setCount(count).build();
    }

    /** What {@link #order} says. */
    public static DriverOrder readOrder(byte[] bytes) throws MalformedMessageException {
        try {
            FromDriver message = FromDriver.parseFrom(bytes);
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> new DriverOrder.Heartbeat();
                case LAUNCH -> launch(message.getLaunch());
                case GIVE_BACK ->
                    new DriverOrder.GiveBack(message.getGiveBack().getFirst(), count(message.getGiveBack()));
                case KILL -> new DriverOrder.Kill(message.getKill().getFirst(), count(message.getKill()));
                case DROP_OUTPUTS -> dropOutputs(message.getDropOutputs());
                case DROP_SHUFFLE -> new DriverOrder.DropShuffle(new ShuffleId(message.getDropShuffle()));
                case DROP_KEPT -> new DriverOrder.DropKept(message.getDropKept());
                case DROP_BROADCAST -> new DriverOrder.DropBroadcast(message.getDropBroadcast());
                case DROP_RESULT -> new DriverOrder.DropResult(message.getDropResult());
                case STOP -> new DriverOrder.Stop(message.getStop());
                case MESSAGE_NOT_SET -> throw new MalformedMessageException("an order without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("an order of a driver", e);
        } catch (IllegalArgumentException e) {
            throw cannotBe("an order of a driver", e);
        }
    }

    private static DriverOrder launch(Launch launch) throws MalformedMessageException {
        check(launch.getCodeHash().size() == HASH_BYTES, "a hash of 32 bytes");
        check(
                launch.getFrom() >= 0 && launch.getUntil() > launch.getFrom() && launch.getFirstAttempt() >= 0,
                "a range of attempts");
        Map<ShuffleId, Long> inputs = new LinkedHashMap<>();
        for (ShuffleVersion input : launch.getInputsList()) {
            inputs.put(new ShuffleId(input.getShuffle()), input.getVersion());
        }
        return new DriverOrder.Launch(
                launch.getJob(),
                launch.getStage(),
                launch.getCodeHash().toByteArray(),
                launch.getFrom(),
                launch.getUntil(),
                launch.getFirstAttempt(),
                inputs);
    }

    private static int count(Attempts attempts) throws MalformedMessageException {
        check(attempts.getFirst() >= 0 && attempts.getCount() >= 1, "some attempts");
        return attempts.getCount();
    }

    private static DriverOrder dropOutputs(DropOutputs message) {
        List<MapOutputId> outputs = new ArrayList<>();
        for (DroppedOutput output : message.getOutputsList()) {
            outputs.add(new MapOutputId(
                    new ShuffleId(output.getShuffle()),
                    output.getMapPartition(),
                    new TaskAttemptId(output.getAttempt())));
        }
        return new DriverOrder.DropOutputs(outputs);
    }

    /** Asks an executor for the result of an attempt. */
    public static byte[] fetchResult(long attempt) {
        return FetchFromExecutor.newBuilder().setAttempt(attempt).build().toByteArray();
    }

    /** The attempt that {@link #fetchResult} names. */
    public static long readFetchResult(byte[] bytes) throws MalformedMessageException {
        try {
            return FetchFromExecutor.parseFrom(bytes).getAttempt();
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a request for a result", e);
        }
    }

    // ---- what is wrong --------------------------------------------------------------------------------------------

    private static void check(boolean right, String expected) throws MalformedMessageException {
        if (!right) {
            throw new MalformedMessageException("expected " + expected + ", got something else");
        }
    }

    private static MalformedMessageException notUnderstood(String what, InvalidProtocolBufferException cause) {
        return new MalformedMessageException("the bytes are not " + what + ": " + cause.getMessage(), cause);
    }

    private static MalformedMessageException cannotBe(String what, IllegalArgumentException cause) {
        return new MalformedMessageException(
                what + " says what cannot be: " + Objects.requireNonNullElse(cause.getMessage(), ""), cause);
    }
}
