package io.vonk.bench.run;

import java.nio.file.Path;

/**
 * What all measurements of one comparison have in common.
 *
 * @param threads tasks at once
 * @param scale of the data, 1 for the sizes of the table
 * @param data where the input files are
 * @param master {@code local} or the URL of a cluster
 */
record Setting(int threads, double scale, Path data, String master) {
    static final String LOCAL = "local";

    /** Whether the engines run in the process that is measured. */
    boolean local() {
        return master.equals(LOCAL);
    }

    /** The same at another master. */
    Setting at(String otherMaster) {
        return new Setting(threads, scale, data, otherMaster);
    }
}
