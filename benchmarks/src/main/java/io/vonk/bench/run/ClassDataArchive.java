package io.vonk.bench.run;

import io.vonk.bench.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The archive of class data that {@code bin/vonk} gives its JVM for a quick start, made here for the processes of the
 * comparison, as the distribution makes it: by a first run that writes it when it ends.
 */
final class ClassDataArchive {
    private final Path file;

    ClassDataArchive(Installation installation) {
        file = installation.directory().resolve("target/class-data.jsa");
    }

    /** The rival with the archive; the archive is made if it is not there. */
    Rival addedTo(Rival rival, Setting setting) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            try {
                EngineProcess.once(
                        rival.withOptions(
                                rival.name(),
                                List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:cds=off,cds+dynamic=off")),
                        Job.START,
                        setting);
            } catch (EngineException e) {
                return rival; // it is measured without, and shows what failed
            }
        }
        return rival.withOptions(
                rival.name(),
                List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file, "-Xlog:cds=off,cds+dynamic=off"));
    }
}
