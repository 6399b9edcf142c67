package io.vonk.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How the cluster of an engine is made of daemons: a master, and workers of one core with room for one executor. */
interface ClusterKind {

    /** Makes what the daemons need in the directory of the cluster, before the first of them starts. */
    void prepare(Path directory) throws IOException;

    /** The master, whose address for workers and programs is what {@link DaemonCommand#ready} finds. */
    DaemonCommand master(Path directory);

    /** A worker that is ready when the master knows it; {@code number} is unique in the cluster. */
    DaemonCommand worker(Path directory, String master, int number);

    /** What the JVM of a program is told, so that its executors are like those of the other engines. */
    List<String> driverOptions(Path directory);
}
