package io.vonk.bench.run;

import java.util.ArrayList;
import java.util.List;

/**
 * An engine as it takes part in the comparison.
 *
 * @param name as on the command line and in the table
 * @param opener the class of its {@link io.vonk.bench.job.Engine.Opener}
 * @param classPath of its process
 * @param jvmOptions of its process, but for the heap
 * @param heap in the notation of {@code -Xmx}
 */
record Rival(String name, String opener, String classPath, List<String> jvmOptions, String heap) {
    static final String VONK = "vonk";
    static final String SPARK = "spark";

    /** The same engine under another name with another heap. */
    Rival withHeap(String otherName, String otherHeap) {
        return new Rival(otherName, opener, classPath, jvmOptions, otherHeap);
    }

    /** The same engine under another name with further options of the JVM. */
    Rival withOptions(String otherName, List<String> more) {
        List<String> all = new ArrayList<>(jvmOptions);
        all.addAll(more);
        return new Rival(otherName, opener, classPath, List.copyOf(all), heap);
    }
}
