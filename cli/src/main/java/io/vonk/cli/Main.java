package io.vonk.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entrance of {@code bin/vonk}: reads the command line, runs one command, ends with one of {@link ExitCodes}. */
public final class Main {
    private Main() {}

    /** Runs the command that {@code args} name and ends the JVM with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, charset("stdout.encoding"));
        PrintWriter err = new PrintWriter(System.err, true, charset("stderr.encoding"));
        int exitCode = run(args, System.getenv(), out, err);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /** As {@link #main}, but returns the exit code. */
    static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        VonkCommand root = new VonkCommand(environment);
        ExampleCatalogue examples = ExampleCatalogue.onClassPath(Main.class.getClassLoader());
        CommandLine line = new CommandLine(root);
        Map<String, Supplier<Object>> commands = commands(environment, out, err, root, examples);
        Supplier<Object> asked = args.length == 0 ? null : commands.get(args[0]);
        if (asked != null) {
            // To look at the options of all commands takes longer than most of them do.
            line.addSubcommand(asked.get());
        } else {
            commands.values().forEach(each -> line.addSubcommand(each.get()));
        }
        line.setUsageHelpWidth(100);
        line.setOut(out);
        line.setErr(err);
        line.setParameterExceptionHandler((error, arguments) -> usageError(error));
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("vonk: internal error, please report it with the lines below");
            error.printStackTrace(command.getErr());
            return ExitCodes.INTERNAL;
        });
        return line.execute(args);
    }

    /** All commands, in the order in which they are shown. */
    private static Map<String, Supplier<Object>> commands(
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            VonkCommand root,
            ExampleCatalogue examples) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("version", () -> new VersionCommand(Build.current()));
        commands.put("config", () -> new ConfigCommand(environment));
        commands.put("security", () -> new CommandLine(new SecurityCommand()).addSubcommand(new SecurityInitCommand()));
        commands.put("simulate", SimulateCommand::new);
        commands.put("chaos", ChaosCommand::new);
        commands.put("master", MasterCommand::new);
        commands.put("worker", WorkerCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("executor", ExecutorCommand::new);
        commands.put("driver", () -> new CommandLine(new DriverCommandLine(root)).setStopAtPositional(true));
        commands.put("submit", () -> new CommandLine(new SubmitCommand(root)).setStopAtPositional(true));
        commands.put("bench", () -> program(new BenchCommand()));
        commands.put(
                "class-data",
                () -> new ClassDataCommand(
                        to -> run(new String[] {"demo", "--output", to.toString()}, environment, out, err)));
        commands.put("demo", () -> program(new DemoCommand(root, examples)));
        commands.put("run-example", () -> program(new RunExampleCommand(root, examples)));
        return commands;
    }

    /** A command whose unknown options belong to the program that it runs. */
    private static CommandLine program(Object command) {
        return new CommandLine(command).setUnmatchedOptionsArePositionalParams(true);
    }

    private static int usageError(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            boolean option = word.startsWith("-");
            Collection<String> known = option
                    ? command.getCommandSpec().optionsMap().keySet()
                    : command.getSubcommands().keySet();
            err.println("vonk: unknown " + (option || known.isEmpty() ? "option" : "command") + " '" + word + "'");
            Spelling.nearest(word, known).ifPresent(near -> err.println("Did you mean '" + near + "'?"));
        } else {
            err.println("vonk: " + error.getMessage());
        }
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCodes.USAGE;
    }

    /** The terminal's charset; the property exists from JDK 19 on, and is not set where the stream is no terminal. */
    private static Charset charset(String property) {
        String name = System.getProperty(property);
        return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    }
}
