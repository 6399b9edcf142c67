package io.vonk.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vonk.runtime.Internal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The drawing of the packages, and the rules that keep it true. It sits in the examples because these see every module.
 *
 * <p>When a rule fails, first ask whether the code is in the right package. Only then change the table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String ROOT = "io.vonk.";

    /**
     * Who may know whom, without the leading {@code io.vonk.}; from the bottom up, so that a package knows only those above
     * it in this list. A dependency that is not written here does not exist.
     */
    private static final Map<String, Set<String>> KNOWS = table("""
            # values, and what can go wrong
            error ->
            data ->
            function -> data
            config -> error
            internal.id ->
            internal.time ->
            internal.mailbox ->
            internal.batch -> data

            # what user code is handed, and what it hands in
            runtime -> data function error
            io -> data function runtime error

            # bytes: who holds them, where they lie, what they mean
            internal.record -> data error
            internal.serial -> data function runtime error
            internal.file -> io error
            internal.memory -> error internal.id internal.file
            internal.block -> data runtime error internal.id internal.batch internal.memory internal.serial
                internal.file
            io.text -> io data error runtime internal.file internal.record
            io.csv -> io data error runtime internal.file internal.record
            io.parquet -> io data error runtime internal.file internal.record
            io.object -> io error internal.file internal.serial
            internal.output -> io error internal.file

            # the computation: what is asked for, and what a task does for it
            internal.plan -> data function runtime io error internal.id internal.batch internal.memory
            internal.session -> runtime internal.plan
            internal.stage -> internal.plan
            internal.sort -> data function error internal.id internal.batch internal.memory internal.serial
                internal.file
            internal.join -> data function error internal.batch internal.memory internal.serial internal.sort
            internal.shuffle -> data function error internal.id internal.batch internal.memory internal.serial
                internal.file internal.sort internal.block
            internal.aggregate -> data function error internal.batch internal.memory internal.serial internal.shuffle
            internal.operator -> data function runtime io error internal.session internal.batch internal.memory internal.serial
                internal.plan internal.sort internal.join internal.shuffle internal.aggregate internal.output
            internal.fusion -> data function internal.time internal.batch internal.plan
            internal.task -> data function runtime io error internal.session internal.id internal.time internal.batch internal.memory
                internal.serial internal.fusion internal.block internal.plan internal.stage internal.shuffle internal.operator
            internal.exchange -> runtime error internal.serial internal.id internal.batch internal.memory internal.sort internal.plan
                internal.shuffle internal.aggregate internal.operator internal.task
            api -> data function runtime io io.text io.object error internal.output internal.serial internal.plan
                internal.session internal.stage
                internal.operator

            # who decides
            internal.scheduler -> internal.id
            internal.simulation -> internal.id internal.time internal.scheduler
            internal.master -> internal.id

            # between processes
            internal.transport -> error internal.time
            internal.security -> error internal.transport
            internal.wire -> internal.id internal.shuffle
            internal.endpoint -> error internal.time internal.shuffle internal.transport internal.wire

            # processes, entrances, programs
            internal.driver -> runtime error internal.serial internal.id internal.time internal.mailbox internal.memory
                internal.file internal.block internal.plan internal.operator internal.session internal.stage internal.sort
                internal.shuffle internal.exchange internal.fusion internal.task internal.scheduler internal.transport
                internal.wire internal.endpoint
            internal.cluster -> error internal.id internal.file internal.time internal.mailbox internal.transport internal.security
                internal.wire internal.endpoint internal.master internal.driver
            internal.executor -> error internal.id internal.time internal.mailbox internal.serial internal.file internal.memory
                internal.block internal.plan internal.operator internal.shuffle internal.exchange internal.fusion internal.task
                internal.transport internal.security internal.wire internal.endpoint
            internal.worker -> error internal.time internal.file internal.shuffle internal.transport internal.security
                internal.wire internal.endpoint internal.executor
            launch -> api config error internal.time internal.driver internal.cluster internal.transport internal.security
                internal.endpoint
            testkit -> api data error launch internal.file internal.time internal.security internal.wire internal.endpoint internal.cluster internal.worker
            cli -> testkit api launch config error internal.time internal.file internal.simulation internal.transport internal.security
                internal.wire internal.endpoint internal.cluster internal.executor internal.worker
            examples -> api data error function runtime io io.csv io.parquet launch
            """);

    private JavaClasses classes;

    @BeforeAll
    void importEveryModule() {
        classes = new ClassFileImporter()
                .withImportOption(location -> !location.contains("/test-") && !location.contains("-tests.jar"))
                // Made by protoc, and used by the package around it only.
                .withImportOption(location -> !location.contains("/internal/wire/message/"))
                .importPackages("io.vonk");
    }

    @Test
    void everyModuleIsLookedAt() {
        Set<String> packages = graph().keySet();

        for (String inModule :
                List.of("data", "internal.transport", "launch", "internal.executor", "cli", "examples")) {
            assertTrue(packages.contains(inModule), inModule + " is not among " + packages);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.vonk.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void packagesKnowOnlyWhatTheTableAllows() {
        Map<String, Set<String>> graph = graph();
        Set<String> wrong = new TreeSet<>();
        graph.forEach((name, known) -> {
            Set<String> allowed = KNOWS.get(name);
            if (allowed == null) {
                wrong.add(name + " is not in the table; if it belongs there, add:\n    " + asRow(name, known));
            } else {
                known.stream()
                        .filter(other -> !allowed.contains(other))
                        .forEach(other -> wrong.add(name + " may not know " + other + ": " + witness(name, other)));
            }
        });
        assertTrue(
                wrong.isEmpty(),
                () -> String.join("\n", wrong) + "\n\nThe packages as they are:\n"
                        + graph.entrySet().stream()
                                .map(e -> asRow(e.getKey(), e.getValue()))
                                .collect(Collectors.joining("\n")));
    }

    @Test
    void theTableIsOrderedFromTheBottomUp() {
        Set<String> above = new TreeSet<>();
        KNOWS.forEach((name, known) -> {
            assertTrue(above.containsAll(known), () -> name + " stands above one of " + known);
            above.add(name);
        });
    }

    @Test
    void everyPackageIsDescribedAndNullMarked() {
        nothing(
                "every package has a package-info.java with @NullMarked",
                classes.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(p -> !p.getClasses().isEmpty())
                        .filter(p -> p.tryGetPackageInfo()
                                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                                .isEmpty())
                        .map(p -> p.getName()));
    }

    @Test
    void publicSignaturesShowNothingInternal() {
        nothing(
                "what a user can see names no internal type, unless it is marked @Internal",
                classes.stream()
                        .filter(c -> !isInternal(c) && isEngine(c))
                        .filter(ArchitectureTest::isVisible)
                        .filter(c -> !c.isAnnotatedWith(Internal.class))
                        .flatMap(ArchitectureTest::leaks));
    }

    @Test
    void librariesStayInTheirPackages() {
        confined("org.apache.parquet.", "io.parquet");
        confined("org.apache.hadoop.", "io.parquet");
        confined("org.apache.commons.csv.", "io.csv");
        confined("io.netty.", "internal.transport");
        confined("com.google.protobuf.", "internal.wire");
        confined(ROOT + "internal.wire.message.", "internal.wire");
        confined("picocli.", "cli");
    }

    @Test
    void onlyTimeReadsTheClock() {
        Set<String> clocks = Set.of(
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.time.Instant.now",
                "java.time.LocalDate.now",
                "java.time.LocalDateTime.now",
                "java.time.ZonedDateTime.now",
                "java.time.Clock.systemUTC",
                "java.time.Clock.systemDefaultZone");
        noAccess("only internal.time reads the clock", clocks::contains, c -> isIn(c, "internal.time"));
    }

    @Test
    void nothingSleepsOrRollsUnseededDice() {
        Set<String> calls = Set.of(
                "java.lang.Thread.sleep",
                "java.util.concurrent.TimeUnit.sleep",
                "java.lang.Math.random",
                "java.util.concurrent.ThreadLocalRandom.current");
        noAccess("nothing sleeps or draws without a seed", calls::contains, c -> false);
        // The names of scratch directories are random: they decide nothing, and must differ between processes.
        nothing(
                "a Random has a seed",
                accesses(c -> !isIn(c, "internal.file"))
                        .filter(a -> a.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                                && target.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
                                && target.getRawParameterTypes().isEmpty())
                        .filter(a -> a.getTarget().getOwner().isEquivalentTo(Random.class)
                                || a.getTarget().getOwner().isEquivalentTo(SplittableRandom.class))
                        .map(HasDescription::getDescription));
    }

    @Test
    void decisionsAreMadeWithoutThreadsFilesClocksOrLogs() {
        Predicate<String> effects = type -> type.startsWith("java.nio.file.")
                || type.startsWith("java.net.")
                || type.startsWith("org.slf4j.")
                || type.startsWith("java.util.concurrent.") && !type.startsWith("java.util.concurrent.ConcurrentMap")
                || type.startsWith("java.io.File")
                || type.startsWith("java.lang.Thread")
                || type.startsWith(ROOT + "config.")
                || type.startsWith(ROOT + "internal.time.");
        nothing(
                "scheduler, stage and plan are pure",
                classes.stream()
                        .filter(c ->
                                isIn(c, "internal.scheduler") || isIn(c, "internal.stage") || isIn(c, "internal.plan"))
                        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                        .filter(d -> effects.test(d.getTargetClass().getName()))
                        .map(Dependency::getDescription));
    }

    @Test
    void noStaticFieldChanges() {
        nothing(
                "static fields are final",
                classes.stream()
                        .flatMap(c -> c.getFields().stream())
                        .filter(f -> f.getModifiers().contains(JavaModifier.STATIC))
                        .filter(f -> !f.getModifiers().contains(JavaModifier.FINAL))
                        .filter(f -> !f.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .map(JavaField::getFullName));
    }

    @Test
    void theEngineNeitherPrintsNorLogsToTheJdk() {
        noAccess(
                "engine modules print nothing",
                Set.of("java.lang.System.out", "java.lang.System.err")::contains,
                c -> false);
        nothing(
                "engine modules log through slf4j",
                dependencies(ArchitectureTest::isEngine)
                        .filter(d -> d.getTargetClass().getPackageName().equals("java.util.logging"))
                        .map(Dependency::getDescription));
    }

    @Test
    void examplesUseOnlyWhatUsersMay() {
        nothing(
                "examples know public packages only",
                dependencies(c -> isIn(c, "examples"))
                        .filter(d -> isInternal(d.getTargetClass()))
                        .map(Dependency::getDescription));
    }

    // ---- the graph -------------------------------------------------------------------------------------------------

    private Map<String, Set<String>> graph() {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (JavaClass c : classes) {
            graph.computeIfAbsent(shortName(c), name -> new TreeSet<>());
        }
        dependencies(c -> true).filter(d -> isOurs(d.getTargetClass())).forEach(d -> {
            String from = shortName(d.getOriginClass());
            String to = shortName(d.getTargetClass());
            if (!from.equals(to)) {
                graph.get(from).add(to);
            }
        });
        return graph;
    }

    private String witness(String from, String to) {
        return dependencies(c -> shortName(c).equals(from))
                .filter(d -> isOurs(d.getTargetClass())
                        && shortName(d.getTargetClass()).equals(to))
                .map(Dependency::getDescription)
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    private static String asRow(String name, Set<String> known) {
        return (name + " -> " + String.join(" ", known)).strip();
    }

    private static String shortName(JavaClass c) {
        return c.getPackageName().substring(ROOT.length());
    }

    /** Reads rows of {@code package -> packages}; a line without an arrow goes on with the row before it. */
    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        Set<String> known = new TreeSet<>();
        for (String line :
                text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
            String words = line;
            int arrow = line.indexOf("->");
            if (arrow >= 0) {
                known = new TreeSet<>();
                words = line.substring(arrow + 2);
                String name = line.substring(0, arrow).strip();
                assertNull(table.put(name, known), () -> name + " is in the table twice");
            }
            Stream.of(words.strip().split(" +")).filter(word -> !word.isEmpty()).forEach(known::add);
        }
        return table;
    }

    // ---- what the rules are made of --------------------------------------------------------------------------------

    private static boolean isOurs(JavaClass c) {
        return c.getPackageName().startsWith(ROOT) && !isIn(c, "internal.wire.message");
    }

    private static boolean isIn(JavaClass c, String name) {
        return c.getPackageName().equals(ROOT + name) || c.getPackageName().startsWith(ROOT + name + ".");
    }

    private static boolean isInternal(JavaClass c) {
        return isIn(c, "internal");
    }

    /** Engine modules are libraries; the command line and the examples are programs. */
    private static boolean isEngine(JavaClass c) {
        return !isIn(c, "cli") && !isIn(c, "examples");
    }

    private static boolean isVisible(JavaClass c) {
        return c.getModifiers().contains(JavaModifier.PUBLIC)
                && c.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static Stream<String> leaks(JavaClass c) {
        Stream<String> members = c.getMembers().stream()
                .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC)
                        || m.getModifiers().contains(JavaModifier.PROTECTED))
                .filter(m -> !m.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(m -> !m.isAnnotatedWith(Internal.class))
                .flatMap(m -> signature(m)
                        .flatMap(t -> t.getAllInvolvedRawTypes().stream())
                        .filter(ArchitectureTest::isInternal)
                        .map(t -> m.getFullName() + " shows " + t.getName()));
        Stream<String> parents = Stream.concat(c.getSuperclass().stream(), c.getInterfaces().stream())
                .flatMap(t -> t.getAllInvolvedRawTypes().stream())
                .filter(ArchitectureTest::isInternal)
                .map(t -> c.getName() + " is a " + t.getName());
        return Stream.concat(members, parents);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(code.getReturnType()),
                        code.getParameterTypes().stream(),
                        code.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private Stream<Dependency> dependencies(Predicate<JavaClass> of) {
        return classes.stream().filter(of).flatMap(c -> c.getDirectDependenciesFromSelf().stream());
    }

    private Stream<JavaAccess<?>> accesses(Predicate<JavaClass> of) {
        return classes.stream()
                .filter(of)
                .filter(ArchitectureTest::isEngine)
                .flatMap(c -> Stream.concat(
                        c.getAccessesFromSelf().stream(),
                        Stream.concat(
                                c.getMethodReferencesFromSelf().stream(),
                                c.getConstructorReferencesFromSelf().stream())));
    }

    private void noAccess(String rule, Predicate<String> forbidden, Predicate<JavaClass> exempt) {
        nothing(
                rule,
                accesses(c -> !exempt.test(c))
                        .filter(a -> forbidden.test(a.getTarget().getOwner().getName() + "."
                                + a.getTarget().getName()))
                        .map(HasDescription::getDescription));
    }

    private void confined(String library, String home) {
        nothing(
                library + "* is known in " + home + " only",
                dependencies(c -> !isIn(c, home))
                        .filter(d -> d.getTargetClass().getName().startsWith(library))
                        .map(Dependency::getDescription));
    }

    private static void nothing(String rule, Stream<String> violations) {
        List<String> found = violations.distinct().sorted().toList();
        assertTrue(found.isEmpty(), () -> "Rule: " + rule + "\nBroken by:\n" + String.join("\n", found));
    }
}
