package io.vonk.bench.jmh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The engines that {@link EndToEnd} compares, each known to its own processes only. */
enum EngineKind {
    /** This engine. */
    VONK("io.vonk.bench.vonk.VonkOpener"),
    /** Apache Spark, whose jobs are in a Maven module of their own. */
    SPARK("io.vonk.bench.spark.SparkOpener");

    private final String opener;

    EngineKind(String opener) {
        this.opener = opener;
    }

    /** The name on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class that opens it; is on the class path of its own processes only. */
    String opener() {
        return opener;
    }

    static Optional<EngineKind> of(String id) {
        return Arrays.stream(values()).filter(engine -> engine.id().equals(id)).findFirst();
    }

    static String ids() {
        return Arrays.stream(values()).map(EngineKind::id).collect(Collectors.joining(", "));
    }
}
