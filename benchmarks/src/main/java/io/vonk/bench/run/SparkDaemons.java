package io.vonk.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The daemons of Spark's standalone cluster, run from the jars that are published: {@code SPARK_HOME} is a directory with a
 * link to them.
 *
 * @param jars the directory of Spark's jars
 * @param heap of each executor, which is all that a worker offers
 */
record SparkDaemons(Path jars, String heap) implements ClusterKind {

    @Override
    public void prepare(Path directory) throws IOException {
        Files.createDirectory(home(directory));
        Files.createSymbolicLink(home(directory).resolve("jars"), jars.toAbsolutePath());
    }

    @Override
    public DaemonCommand master(Path directory) {
        return daemon(
                directory,
                "Starting Spark master at (spark://\\S+)",
                "org.apache.spark.deploy.master.Master",
                List.of("--port", "0"));
    }

    @Override
    public DaemonCommand worker(Path directory, String master, int number) {
        return daemon(
                directory,
                "Successfully registered with master",
                "org.apache.spark.deploy.worker.Worker",
                List.of(
                        "--cores",
                        "1",
                        "--memory",
                        heap,
                        "--work-dir",
                        directory.resolve("worker-" + number).toString(),
                        master));
    }

    private DaemonCommand daemon(Path directory, String ready, String mainClass, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx512m");
        line.addAll(Installation.sparkJvmOptions());
        // What the daemons say is how the runner sees that they are ready.
        line.add("-Dlog4j2.configurationFile=classpath:org/apache/spark/log4j2-defaults.properties");
        line.add("-cp");
        line.add(jars.resolve("*").toString());
        line.add(mainClass);
        line.addAll(List.of("--host", "127.0.0.1", "--webui-port", "0"));
        line.addAll(arguments);
        return new DaemonCommand(
                line,
                Map.of(
                        "SPARK_HOME",
                        home(directory).toString(),
                        // Which directory of jars executors get; Spark's scripts set it.
                        "SPARK_SCALA_VERSION",
                        "2.13",
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "SPARK_LOCAL_DIRS",
                        directory.resolve("local").toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home")),
                Pattern.compile(ready));
    }

    @Override
    public List<String> driverOptions(Path directory) {
        return List.of(
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.executor.cores=1",
                "-Dspark.executor.memory=" + heap,
                "-Dspark.executor.extraJavaOptions=-XX:+UseParallelGC");
    }

    private static Path home(Path directory) {
        return directory.resolve("spark-home");
    }
}
