package io.vonk.internal.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vonk.internal.wire.message.ApplicationRegistered;
import io.vonk.internal.wire.message.ApplicationStatus;
import io.vonk.internal.wire.message.ClusterStatus;
import io.vonk.internal.wire.message.ClusterStatusQuestion;
import io.vonk.internal.wire.message.DriverState;
import io.vonk.internal.wire.message.DriverStatus;
import io.vonk.internal.wire.message.ExecutorState;
import io.vonk.internal.wire.message.FetchBlob;
import io.vonk.internal.wire.message.FromApplication;
import io.vonk.internal.wire.message.FromWorker;
import io.vonk.internal.wire.message.HeldDriver;
import io.vonk.internal.wire.message.HeldExecutor;
import io.vonk.internal.wire.message.LaunchDriver;
import io.vonk.internal.wire.message.LaunchExecutor;
import io.vonk.internal.wire.message.MasterHeartbeat;
import io.vonk.internal.wire.message.RegisterApplication;
import io.vonk.internal.wire.message.RegisterWorker;
import io.vonk.internal.wire.message.StopExecutor;
import io.vonk.internal.wire.message.SubmissionAnswer;
import io.vonk.internal.wire.message.SubmitDriver;
import io.vonk.internal.wire.message.ToApplication;
import io.vonk.internal.wire.message.ToWorker;
import io.vonk.internal.wire.message.WorkerStatus;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The messages of {@code vonk/master.proto}. */
public final class MasterMessages {
    private static final int HASH_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("(?!\\.\\.?$)[A-Za-z0-9._-]{1,64}");
    /** What executors of an application log in as: nothing that a worker has a meaning of its own for. */
    private static final Pattern APPLICATION = Pattern.compile("app-[A-Za-z0-9._-]{1,60}");

    private static final Pattern ADDRESS = Pattern.compile("[^\\s\\p{Cntrl}/\\\\]{1,290}:[0-9]{1,5}");
    private static final int MAX_PORT = 65_535;
    /** More than a machine has; sums of many of them are numbers still. */
    private static final int MAX_CORES = 4_096;

    private static final long MAX_MEMORY = 1L << 50;
    private static final MasterHeartbeat HEARTBEAT = MasterHeartbeat.getDefaultInstance();

    private MasterMessages() {}

    // ---- questions ------------------------------------------------------------------------------------------------

    /** A question to a master. */
    public static byte[] question(MasterQuestion question) {
        io.vonk.internal.wire.message.MasterQuestion.Builder message =
                io.vonk.internal.wire.message.MasterQuestion.newBuilder();
        if (question instanceof MasterQuestion.RegisterWorker worker) {
            message.setRegisterWorker(message(worker));
        } else if (question instanceof MasterQuestion.RegisterApplication application) {
            message.setRegisterApplication(RegisterApplication.newBuilder()
                    .setApplication(application.application())
                    .setName(application.name())
                    .setDriver(application.driver())
                    .setMaxCores(application.maxCores())
                    .setExecutorCores(application.executorCores())
                    .setMaxExecutors(application.maxExecutors())
                    .setExecutorMemoryBytes(application.executorMemoryBytes()));
        } else if (question instanceof MasterQuestion.SubmitDriver submission) {
            message.setSubmitDriver(
                    SubmitDriver.newBuilder().setCommand(DriverCommandMessages.message(submission.command())));
        } else if (question instanceof MasterQuestion.DriverStatus status) {
            message.setDriverStatus(status.submission());
        } else if (question instanceof MasterQuestion.KillDriver kill) {
            message.setKillDriver(kill.submission());
        } else if (question instanceof MasterQuestion.ClusterStatus) {
            message.setClusterStatus(ClusterStatusQuestion.getDefaultInstance());
        }
        return message.build().toByteArray();
    }

    private static RegisterWorker message(MasterQuestion.RegisterWorker worker) {
        RegisterWorker.Builder message = RegisterWorker.newBuilder()
                .setWorker(worker.worker())
                .setAddress(worker.address())
                .setCores(worker.cores())
                .setMemoryBytes(worker.memoryBytes());
        for (MasterQuestion.HeldExecutor held : worker.executors()) {
            message.addExecutors(HeldExecutor.newBuilder()
                    .setApplication(held.application())
                    .setExecutor(held.executor())
                    .setCores(held.cores())
                    .setMemoryBytes(held.memoryBytes()));
        }
        for (MasterQuestion.HeldDriver held : worker.drivers()) {
            message.addDrivers(HeldDriver.newBuilder()
                    .setSubmission(held.submission())
                    .setCores(held.cores())
                    .setMemoryBytes(held.memoryBytes()));
        }
        return message.build();
    }

    /** What {@link #question} asks. */
    public static MasterQuestion readQuestion(byte[] bytes) throws MalformedMessageException {
        try {
            io.vonk.internal.wire.message.MasterQuestion message =
                    io.vonk.internal.wire.message.MasterQuestion.parseFrom(bytes);
            return switch (message.getQuestionCase()) {
                case REGISTER_WORKER -> worker(message.getRegisterWorker());
                case REGISTER_APPLICATION -> application(message.getRegisterApplication());
                case SUBMIT_DRIVER ->
                    new MasterQuestion.SubmitDriver(
                            DriverCommandMessages.read(message.getSubmitDriver().getCommand()));
                case DRIVER_STATUS -> new MasterQuestion.DriverStatus(name(message.getDriverStatus()));
                case KILL_DRIVER -> new MasterQuestion.KillDriver(name(message.getKillDriver()));
                case CLUSTER_STATUS -> new MasterQuestion.ClusterStatus();
                case QUESTION_NOT_SET -> throw new MalformedMessageException("a question without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a question to a master", e);
        }
    }

    private static MasterQuestion worker(RegisterWorker message) throws MalformedMessageException {
        List<MasterQuestion.HeldExecutor> executors = new ArrayList<>();
        for (HeldExecutor held : message.getExecutorsList()) {
            executors.add(new MasterQuestion.HeldExecutor(
                    application(held.getApplication()),
                    name(held.getExecutor()),
                    cores(1, held.getCores(), "cores of an executor"),
                    memory(0, held.getMemoryBytes(), "memory of an executor")));
        }
        List<MasterQuestion.HeldDriver> drivers = new ArrayList<>();
        for (HeldDriver held : message.getDriversList()) {
            drivers.add(new MasterQuestion.HeldDriver(
                    name(held.getSubmission()),
                    cores(0, held.getCores(), "cores of a driver"),
                    memory(0, held.getMemoryBytes(), "memory of a driver")));
        }
        return new MasterQuestion.RegisterWorker(
                name(message.getWorker()),
                address(message.getAddress()),
                cores(1, message.getCores(), "cores of a worker"),
                memory(1, message.getMemoryBytes(), "memory of a worker"),
                executors,
                drivers);
    }

    private static MasterQuestion application(RegisterApplication message) throws MalformedMessageException {
        return new MasterQuestion.RegisterApplication(
                application(message.getApplication()),
                message.getName(),
                address(message.getDriver()),
                atLeast(0, message.getMaxCores(), "the most cores"),
                atLeast(0, message.getExecutorCores(), "cores of an executor"),
                atLeast(0, message.getMaxExecutors(), "the most executors"),
                memory(1, message.getExecutorMemoryBytes(), "memory of an executor"));
    }

    // ---- answers --------------------------------------------------------------------------------------------------

    /** The answer to the registration of an application: how many cores it could get. */
    public static byte[] applicationRegistered(int cores) {
        return ApplicationRegistered.newBuilder().setCores(cores).build().toByteArray();
    }

    /** What {@link #applicationRegistered} says. */
    public static int readApplicationRegistered(byte[] bytes) throws MalformedMessageException {
        try {
            return ApplicationRegistered.parseFrom(bytes).getCores();
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("the answer to a registration", e);
        }
    }

    /** The answer to a submission: its id. */
    public static byte[] submitted(String submission) {
        return SubmissionAnswer.newBuilder().setSubmission(submission).build().toByteArray();
    }

    /** What {@link #submitted} says. */
    public static String readSubmitted(byte[] bytes) throws MalformedMessageException {
        try {
            return name(SubmissionAnswer.parseFrom(bytes).getSubmission());
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("the answer to a submission", e);
        }
    }

    /** How it is with a driver. */
    public static byte[] driver(ClusterReport.Driver driver) {
        return message(driver).toByteArray();
    }

    private static DriverStatus message(ClusterReport.Driver driver) {
        return DriverStatus.newBuilder()
                .setSubmission(driver.submission())
                .setFound(driver.found())
                .setState(driver.state())
                .setWorker(driver.worker())
                .setMessage(driver.message())
                .build();
    }

    /** What {@link #driver} says. */
    public static ClusterReport.Driver readDriver(byte[] bytes) throws MalformedMessageException {
        try {
            return read(DriverStatus.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("how it is with a driver", e);
        }
    }

    private static ClusterReport.Driver read(DriverStatus message) {
        return new ClusterReport.Driver(
                message.getSubmission(),
                message.getFound(),
                message.getState(),
                message.getWorker(),
                message.getMessage());
    }

    /** How it is with the cluster. */
    public static byte[] report(ClusterReport report) {
        ClusterStatus.Builder message = ClusterStatus.newBuilder();
        for (ClusterReport.Worker worker : report.workers()) {
            message.addWorkers(WorkerStatus.newBuilder()
                    .setWorker(worker.worker())
                    .setAddress(worker.address())
                    .setCores(worker.cores())
                    .setCoresUsed(worker.coresUsed())
                    .setMemoryBytes(worker.memoryBytes())
                    .setMemoryUsedBytes(worker.memoryUsedBytes())
                    .setConnected(worker.connected()));
        }
        for (ClusterReport.Application application : report.applications()) {
            message.addApplications(ApplicationStatus.newBuilder()
                    .setApplication(application.application())
                    .setName(application.name())
                    .setCores(application.cores())
                    .setExecutors(application.executors()));
        }
        report.drivers().forEach(driver -> message.addDrivers(message(driver)));
        return message.build().toByteArray();
    }

    /** What {@link #report} says. */
    public static ClusterReport readReport(byte[] bytes) throws MalformedMessageException {
        try {
            ClusterStatus message = ClusterStatus.parseFrom(bytes);
            List<ClusterReport.Worker> workers = new ArrayList<>();
            for (WorkerStatus worker : message.getWorkersList()) {
                workers.add(new ClusterReport.Worker(
                        worker.getWorker(),
                        worker.getAddress(),
                        worker.getCores(),
                        worker.getCoresUsed(),
                        worker.getMemoryBytes(),
                        worker.getMemoryUsedBytes(),
                        worker.getConnected()));
            }
            List<ClusterReport.Application> applications = new ArrayList<>();
            for (ApplicationStatus application : message.getApplicationsList()) {
                applications.add(new ClusterReport.Application(
                        application.getApplication(),
                        application.getName(),
                        application.getCores(),
                        application.getExecutors()));
            }
            List<ClusterReport.Driver> drivers = new ArrayList<>();
            message.getDriversList().forEach(driver -> drivers.add(read(driver)));
            return new ClusterReport(workers, applications, drivers);
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("how it is with a cluster", e);
        }
    }

    /** Asks for a file by its hash. */
    public static byte[] fetchBlob(String hash) {
        return FetchBlob.newBuilder()
                .setHash(ByteString.copyFrom(HexFormat.of().parseHex(hash)))
                .build()
                .toByteArray();
    }

    /** The hash that {@link #fetchBlob} names. */
    public static String readFetchBlob(byte[] bytes) throws MalformedMessageException {
        try {
            return hash(FetchBlob.parseFrom(bytes).getHash());
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a request for a file", e);
        }
    }

    // ---- workers --------------------------------------------------------------------------------------------------

    /** What a worker says. */
    public static byte[] fromWorker(WorkerMessage said) {
        FromWorker.Builder message = FromWorker.newBuilder();
        if (said instanceof WorkerMessage.Heartbeat) {
            message.setHeartbeat(HEARTBEAT);
        } else if (said instanceof WorkerMessage.ExecutorRunning running) {
            message.setExecutor(ExecutorState.newBuilder()
                    .setApplication(running.application())
                    .setExecutor(running.executor()));
        } else if (said instanceof WorkerMessage.ExecutorExited exited) {
            message.setExecutor(ExecutorState.newBuilder()
                    .setApplication(exited.application())
                    .setExecutor(exited.executor())
                    .setExited(true)
                    .setFailed(exited.failed())
                    .setHow(exited.how()));
        } else if (said instanceof WorkerMessage.DriverRunning running) {
            message.setDriver(DriverState.newBuilder().setSubmission(running.submission()));
        } else if (said instanceof WorkerMessage.DriverExited exited) {
            message.setDriver(DriverState.newBuilder()
                    .setSubmission(exited.submission())
                    .setExited(true)
                    .setExitCode(exited.exitCode())
                    .setHow(exited.how()));
        }
        return message.build().toByteArray();
    }

    /** What {@link #fromWorker} says. */
    public static WorkerMessage readFromWorker(byte[] bytes) throws MalformedMessageException {
        try {
            FromWorker message = FromWorker.parseFrom(bytes);
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> new WorkerMessage.Heartbeat();
                case EXECUTOR -> {
                    ExecutorState state = message.getExecutor();
                    String application = application(state.getApplication());
                    String executor = name(state.getExecutor());
                    yield state.getExited()
                            ? new WorkerMessage.ExecutorExited(application, executor, state.getFailed(), state.getHow())
                            : new WorkerMessage.ExecutorRunning(application, executor);
                }
                case DRIVER -> {
                    DriverState state = message.getDriver();
                    String submission = name(state.getSubmission());
                    yield state.getExited()
                            ? new WorkerMessage.DriverExited(submission, state.getExitCode(), state.getHow())
                            : new WorkerMessage.DriverRunning(submission);
                }
                case MESSAGE_NOT_SET -> throw new MalformedMessageException("a message without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a message of a worker", e);
        }
    }

    /** What a master tells a worker. */
    public static byte[] toWorker(WorkerOrder order) {
        ToWorker.Builder message = ToWorker.newBuilder();
        if (order instanceof WorkerOrder.Heartbeat) {
            message.setHeartbeat(HEARTBEAT);
        } else if (order instanceof WorkerOrder.LaunchExecutor launch) {
            message.setLaunchExecutor(LaunchExecutor.newBuilder()
                    .setApplication(launch.application())
                    .setExecutor(launch.executor())
                    .setCores(launch.cores())
                    .setMemoryBytes(launch.memoryBytes())
                    .setDriver(launch.driver()));
        } else if (order instanceof WorkerOrder.StopExecutor stop) {
            message.setStopExecutor(StopExecutor.newBuilder()
                    .setApplication(stop.application())
                    .setExecutor(stop.executor())
                    .setWhy(stop.why()));
        } else if (order instanceof WorkerOrder.CleanApplication clean) {
            message.setCleanApplication(clean.application());
        } else if (order instanceof WorkerOrder.LaunchDriver launch) {
            message.setLaunchDriver(LaunchDriver.newBuilder()
                    .setSubmission(launch.submission())
                    .setCommand(DriverCommandMessages.message(launch.command())));
        } else if (order instanceof WorkerOrder.StopDriver stop) {
            message.setStopDriver(stop.submission());
        }
        return message.build().toByteArray();
    }

    /** What {@link #toWorker} says. */
    public static WorkerOrder readToWorker(byte[] bytes) throws MalformedMessageException {
        try {
            ToWorker message = ToWorker.parseFrom(bytes);
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> new WorkerOrder.Heartbeat();
                case LAUNCH_EXECUTOR -> {
                    LaunchExecutor launch = message.getLaunchExecutor();
                    yield new WorkerOrder.LaunchExecutor(
                            application(launch.getApplication()),
                            name(launch.getExecutor()),
                            cores(1, launch.getCores(), "cores of an executor"),
                            memory(1, launch.getMemoryBytes(), "memory of an executor"),
                            address(launch.getDriver()));
                }
                case STOP_EXECUTOR -> {
                    StopExecutor stop = message.getStopExecutor();
                    yield new WorkerOrder.StopExecutor(
                            application(stop.getApplication()), name(stop.getExecutor()), stop.getWhy());
                }
                case CLEAN_APPLICATION -> new WorkerOrder.CleanApplication(application(message.getCleanApplication()));
                case LAUNCH_DRIVER ->
                    new WorkerOrder.LaunchDriver(
                            name(message.getLaunchDriver().getSubmission()),
                            DriverCommandMessages.read(message.getLaunchDriver().getCommand()));
                case STOP_DRIVER -> new WorkerOrder.StopDriver(name(message.getStopDriver()));
                case MESSAGE_NOT_SET -> throw new MalformedMessageException("an order without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("an order of a master", e);
        }
    }

    // ---- applications ---------------------------------------------------------------------------------------------

    /** What an application says. */
    public static byte[] fromApplication(ApplicationMessage said) {
        FromApplication.Builder message = FromApplication.newBuilder();
        if (said instanceof ApplicationMessage.Heartbeat) {
            message.setHeartbeat(HEARTBEAT);
        } else if (said instanceof ApplicationMessage.Demand demand) {
            message.setWantedCores(demand.cores());
        } else if (said instanceof ApplicationMessage.Ended) {
            message.setEnded(HEARTBEAT);
        }
        return message.build().toByteArray();
    }

    /** What {@link #fromApplication} says. */
    public static ApplicationMessage readFromApplication(byte[] bytes) throws MalformedMessageException {
        try {
            FromApplication message = FromApplication.parseFrom(bytes);
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> new ApplicationMessage.Heartbeat();
                case WANTED_CORES ->
                    new ApplicationMessage.Demand(atLeast(0, message.getWantedCores(), "wanted cores"));
                case ENDED -> new ApplicationMessage.Ended();
                case MESSAGE_NOT_SET -> throw new MalformedMessageException("a message without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("a message of an application", e);
        }
    }

    /** What a master tells an application. */
    public static byte[] toApplication(ApplicationOrder order) {
        ToApplication.Builder message = ToApplication.newBuilder();
        if (order instanceof ApplicationOrder.Heartbeat) {
            message.setHeartbeat(HEARTBEAT);
        } else if (order instanceof ApplicationOrder.End end) {
            message.setEnd(end.why());
        } else if (order instanceof ApplicationOrder.Notice notice) {
            message.setNotice(notice.text());
        }
        return message.build().toByteArray();
    }

    /** What {@link #toApplication} says. */
    public static ApplicationOrder readToApplication(byte[] bytes) throws MalformedMessageException {
        try {
            ToApplication message = ToApplication.parseFrom(bytes);
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> new ApplicationOrder.Heartbeat();
                case END -> new ApplicationOrder.End(message.getEnd());
                case NOTICE -> new ApplicationOrder.Notice(message.getNotice());
                case MESSAGE_NOT_SET -> throw new MalformedMessageException("an order without content");
            };
        } catch (InvalidProtocolBufferException e) {
            throw notUnderstood("an order of a master", e);
        }
    }

    // ---- checks ---------------------------------------------------------------------------------------------------

    /** A name that may become part of a path or a line of a log. */
    static String name(String name) throws MalformedMessageException {
        if (!NAME.matcher(name).matches()) {
            throw new MalformedMessageException(
                    "a name has 1 to 64 letters, digits, dots, underscores or hyphens; got something else");
        }
        return name;
    }

    /** The id of an application. */
    private static String application(String name) throws MalformedMessageException {
        if (!APPLICATION.matcher(name).matches()) {
            throw new MalformedMessageException("the id of an application is app- and 1 to 60 letters, digits, dots,"
                    + " underscores or hyphens; got something else");
        }
        return name;
    }

    static String address(String address) throws MalformedMessageException {
        if (!ADDRESS.matcher(address).matches()
                || Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)) > MAX_PORT) {
            throw new MalformedMessageException("an address is host:port; got something else");
        }
        return address;
    }

    static int cores(int least, int number, String what) throws MalformedMessageException {
        return (int) between(least, MAX_CORES, number, what);
    }

    static long memory(int least, long number, String what) throws MalformedMessageException {
        return between(least, MAX_MEMORY, number, what);
    }

    private static long between(long least, long most, long number, String what) throws MalformedMessageException {
        if (number > most) {
            throw new MalformedMessageException(what + " must be at most " + most + "; got: " + number);
        }
        return atLeast(least, number, what);
    }

    static int atLeast(int least, int number, String what) throws MalformedMessageException {
        return (int) atLeast(least, (long) number, what);
    }

    static long atLeast(long least, long number, String what) throws MalformedMessageException {
        if (number < least) {
            throw new MalformedMessageException(what + " must be at least " + least + "; got: " + number);
        }
        return number;
    }

    static String hash(ByteString hash) throws MalformedMessageException {
        if (hash.size() != HASH_BYTES) {
            throw new MalformedMessageException("a hash has 32 bytes; got: " + hash.size());
        }
        return HexFormat.of().formatHex(hash.toByteArray());
    }

    private static MalformedMessageException notUnderstood(String what, InvalidProtocolBufferException cause) {
        return new MalformedMessageException("the bytes are not " + what + ": " + cause.getMessage(), cause);
    }
}
