package io.vonk.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vonk demo}: the taxi revenue report, on the data of the distribution unless told otherwise. */
@Command(
        name = "demo",
        description = "Report New York's yellow-taxi revenue per zone and month, from CSV to Parquet.",
        footer = {
            "",
            "Options of the report:",
            "  --trips DIR     directory of trip CSV files; default: the three months shipped with Vonk",
            "  --zones FILE    CSV file of the taxi zones; default: the one shipped with Vonk",
            "  --output DIR    where the report is written; default: vonk-output/taxi-revenue",
            "  --overwrite     replace the report that is there",
            "  --master URL    where it runs; default: all cores of this machine",
        })
final class DemoCommand implements Callable<Integer> {
    private static final String EXAMPLE = "TaxiRevenue";

    private final VonkCommand root;
    private final ExampleCatalogue examples;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "OPTIONS", hidden = true)
    private List<String> arguments = new ArrayList<>();

    DemoCommand(VonkCommand root, ExampleCatalogue examples) {
        this.root = root;
        this.examples = examples;
    }

    @Override
    public Integer call() {
        ExampleCatalogue.Example taxi = examples.named(EXAMPLE)
                .orElseThrow(() -> new IllegalStateException("the example " + EXAMPLE
                        + " is not on the class path; was examples/ removed from the" + " distribution?"));
        return Program.of(taxi, examples.loader()).run(withShippedData(), root.verbose(), spec.commandLine());
    }

    private List<String> withShippedData() {
        String home = System.getProperty("vonk.home");
        if (home == null) {
            return arguments;
        }
        Path data = Path.of(home, "examples", "data");
        List<String> completed = new ArrayList<>(arguments);
        addUnlessGiven(completed, "--trips", data.resolve("taxi"));
        addUnlessGiven(completed, "--zones", data.resolve("taxi_zone_lookup.csv"));
        return completed;
    }

    private static void addUnlessGiven(List<String> arguments, String option, Path shipped) {
        boolean given = arguments.stream().anyMatch(a -> a.equals(option) || a.startsWith(option + "="));
        if (!given && Files.exists(shipped)) {
            arguments.add(option);
            arguments.add(shipped.toString());
        }
    }
}
