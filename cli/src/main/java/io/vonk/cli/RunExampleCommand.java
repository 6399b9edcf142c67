package io.vonk.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vonk run-example NAME ARGS…}: runs one of the examples; without a known name it lists them. */
@Command(name = "run-example", description = "Run an example; without a name: list them.")
final class RunExampleCommand implements Callable<Integer> {
    private final VonkCommand root;
    private final ExampleCatalogue examples;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME [ARGS]", description = "The example and what is handed to it.", arity = "0..*")
    private List<String> words = new ArrayList<>();

    RunExampleCommand(VonkCommand root, ExampleCatalogue examples) {
        this.root = root;
        this.examples = examples;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (words.isEmpty()) {
            err.println("vonk: which example?");
            examples.printTo(err);
            return ExitCodes.USAGE;
        }
        String name = words.get(0);
        Optional<ExampleCatalogue.Example> example = examples.named(name);
        if (example.isEmpty()) {
            err.println("vonk: there is no example '" + name + "'");
            examples.nearest(name).ifPresent(near -> err.println("Did you mean '" + near + "'?"));
            examples.printTo(err);
            return ExitCodes.USAGE;
        }
        return Program.of(example.get(), examples.loader())
                .run(words.subList(1, words.size()), root.verbose(), spec.commandLine());
    }
}
