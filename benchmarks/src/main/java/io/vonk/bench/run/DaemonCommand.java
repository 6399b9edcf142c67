package io.vonk.bench.run;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a daemon of a cluster is started.
 *
 * @param line the command line
 * @param environment variables beside those of the runner
 * @param ready what the line of its output has that says that it is ready; the first group, if there is one, is its address
 */
record DaemonCommand(List<String> line, Map<String, String> environment, Pattern ready) {}
