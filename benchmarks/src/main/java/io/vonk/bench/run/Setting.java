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
record Setting(int threads, double scale, Path data, String master) {}
