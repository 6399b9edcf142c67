package io.vonk.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.executor.ParentWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that end in all ways that there are. */
@Timeout(60)
class ChildJvmTest {
    @TempDir
    Path directory;

    /** What the children do. */
    public static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            ParentWatch parent = new ParentWatch(System.in);
            List<String> orders = parent.awaitOrders();
            System.out.println("orders " + orders);
            switch (arguments[0]) {
                case "exit" -> System.exit(7);
                case "fill" -> {
                    List<byte[]> all = new ArrayList<>();
                    while (true) {
                        all.add(new byte[1 << 20]);
                    }
                }
                case "parent" -> {
                    ProcessBuilder child = new ProcessBuilder(command("wait"));
                    child.redirectOutput(Path.of(arguments[1]).toFile());
                    Process process = child.start();
                    process.getOutputStream().write("x\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    process.getOutputStream().flush();
                    System.out.println("child " + process.pid());
                    new java.util.concurrent.CountDownLatch(1).await();
                }
                default -> {
                    parent.onEnd(() -> System.exit(0));
                    new java.util.concurrent.CountDownLatch(1).await();
                }
            }
        }

        static List<String> command(String... arguments) {
            List<String> all = new ArrayList<>(List.of(Child.class.getName()));
            all.addAll(List.of(arguments));
            return JavaCommand.ofThisProcess().line(32L << 20, List.of(), List.of(), all);
        }
    }

    private ChildJvm start(String... arguments) throws IOException {
        return ChildJvm.start("child", Child.command(arguments), directory, Map.of());
    }

    @Test
    void ordersComeByStandardInputAndWhatIsPrintedGoesToTheLog() throws Exception {
        ChildJvm child = start("exit");
        child.logTo(new LogFile(directory.resolve("stdout.log")));
        child.tell(List.of("secret=1", "two=2"));

        ChildJvm.Exit exit = child.exit().get(30, TimeUnit.SECONDS);

        assertEquals(7, exit.code());
        assertTrue(exit.how().startsWith("ended with exit code 7; the last that it printed: "), exit.how());
        assertEquals("orders [secret=1, two=2]\n", Files.readString(directory.resolve("stdout.log")));
    }

    @Test
    void aChildWithoutMemoryEndsAndSaysSo() throws Exception {
        ChildJvm child = start("fill");
        child.tell(List.of("go"));

        ChildJvm.Exit exit = child.exit().get(30, TimeUnit.SECONDS);

        assertEquals(3, exit.code());
        assertTrue(exit.how().contains("ran out of memory"), exit.how());
    }

    @Test
    void aKilledChildIsNamedSo() throws Exception {
        ChildJvm child = start("wait");
        child.kill();

        ChildJvm.Exit exit = child.exit().get(30, TimeUnit.SECONDS);

        assertEquals(137, exit.code());
        assertTrue(exit.how().contains("SIGKILL"), exit.how());
    }

    @Test
    void aChildThatIsAskedToEndsByItself() throws Exception {
        ChildJvm child = start("wait");
        child.tell(List.of("go"));
        child.stop(20_000);

        assertEquals(0, child.exit().get(30, TimeUnit.SECONDS).code());
        assertFalse(child.isAlive());
    }

    @Test
    void aGrandchildEndsWhenTheChildIsKilled() throws Exception {
        ChildJvm child = start("parent", directory.resolve("grandchild.log").toString());
        child.logTo(new LogFile(directory.resolve("stdout.log")));
        child.tell(List.of("go"));
        String line = "";
        while (!line.contains("child ")) {
            line = Files.exists(directory.resolve("stdout.log"))
                    ? Files.readString(directory.resolve("stdout.log"))
                    : "";
            Thread.onSpinWait();
        }
        long pid = Long.parseLong(line.substring(line.indexOf("child ") + 6).strip());
        ProcessHandle grandchild = ProcessHandle.of(pid).orElseThrow();
        child.kill();

        grandchild.onExit().get(30, TimeUnit.SECONDS);

        assertFalse(grandchild.isAlive());
    }
}
