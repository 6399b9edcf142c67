package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.UnserializableFunctionException;
import io.vonk.error.VonkException;
import io.vonk.function.NaturalOrder;
import io.vonk.function.SerFunction;
import io.vonk.runtime.Broadcast;
import io.vonk.runtime.LongAccumulator;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClosuresTest {
    private static final ClassLoader LOADER = ClosuresTest.class.getClassLoader();

    /** Cannot be serialized. */
    private static final class Connection {
        String send(String text) {
            return text;
        }
    }

    private static final class Service implements Serializable {
        final Connection connection = new Connection();
    }

    private static final class Tidy implements Serializable {
        private transient Connection connection = new Connection();
        private final Map<String, List<Integer>> table = new HashMap<>(Map.of("a", List.of(1)));
    }

    /** Serializable, although its field is not, because it says itself what is written. */
    private static final class Own implements Serializable {
        private final Connection connection = new Connection();

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(1);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            in.readInt();
        }
    }

    private static final class Replaced implements Serializable {
        private final Connection connection = new Connection();

        Object writeReplace() {
            return new Replacement();
        }
    }

    private static final class Replacement implements Serializable {
        Object readResolve() {
            return new Replaced();
        }
    }

    /** A program whose object is no part of what its functions should take along. */
    private static final class Report {
        private final int factor = Integer.parseInt("3");
        private final Connection connection = new Connection();

        SerFunction<Integer, Integer> scaled() {
            return value -> value * factor + connection.hashCode();
        }
    }

    private static final class SerializableReport implements Serializable {
        private final Service service = new Service();

        SerFunction<String, String> sending() {
            return value -> service.connection.send(value);
        }
    }

    private static UnserializableFunctionException refused(Object function) {
        return assertThrows(
                UnserializableFunctionException.class, () -> Closures.check(function, "map at Report.java:41"));
    }

    private static void assertAllowed(Serializable function) {
        assertDoesNotThrow(() -> Closures.check(function, "map at Report.java:41"));
        Closures.deserialize(Closures.serialize(function), LOADER);
    }

    @Test
    void aCapturedVariableIsNamedWithItsTypeAndAdvice() {
        long before = 7;
        Connection connection = new Connection();
        SerFunction<String, String> function = value -> connection.send(value + before);
        UnserializableFunctionException e = refused(function);
        assertEquals(List.of("connection"), e.path());
        assertEquals(
                "map at Report.java:41: the function cannot travel to the tasks, because it captures 'connection', and"
                        + " io.vonk.internal.serial.ClosuresTest$Connection is not java.io.Serializable. Path: connection."
                        + " What to do: make ClosuresTest$Connection implement java.io.Serializable; or, if it is a"
                        + " connection or the like, create it inside the function, once per partition, with mapPartitions;"
                        + " or take what is needed out of 'connection' before the call.",
                e.getMessage());
    }

    @Test
    void theSecondOfSeveralCapturedVariablesIsNamedRightly() {
        long wide = 1;
        double wider = 2;
        String text = "x";
        Connection link = new Connection();
        SerFunction<String, String> function = value -> text + wide + wider + link.send(value);
        assertEquals(List.of("link"), refused(function).path());
    }

    @Test
    void thisIsNamedWithTheFieldsThatTheFunctionUses() {
        UnserializableFunctionException e = refused(new Report().scaled());
        assertEquals(List.of("this"), e.path());
        assertTrue(
                e.getMessage().contains("it captures the object around it ('this'), and")
                        && e.getMessage().contains("ClosuresTest$Report is not java.io.Serializable")
                        && e.getMessage().contains("uses this.factor, this.connection; copy that to a local variable"),
                e.getMessage());
    }

    @Test
    void thePathLeadsThroughFields() {
        assertEquals(
                List.of("this", "service", "connection"),
                refused(new SerializableReport().sending()).path());
    }

    @Test
    void elementsOfCollectionsAreOnThePath() {
        List<Object> list = new ArrayList<>(List.of("fine", Map.of("k", new Service())));
        SerFunction<Integer, Object> function = index -> list.get(index);
        assertEquals(
                List.of("list", "element 1", "a value", "connection"),
                refused(function).path());
    }

    @Test
    void theReceiverOfAMethodReferenceIsNamed() {
        Connection connection = new Connection();
        SerFunction<String, String> function = connection::send;
        assertEquals(List.of("the object before ::send"), refused(function).path());
    }

    @Test
    void anonymousClassesAreLookedThrough() {
        Connection socket = new Connection();
        SerFunction<String, String> function = new SerFunction<>() {
            @Override
            public String apply(String value) {
                return socket.send(value);
            }
        };
        String path = String.join(" ", refused(function).path());
        assertTrue(path.equals("socket") || path.equals("this"), path);
    }

    @Test
    void functionsWithinFunctionsAreLookedThrough() {
        Connection connection = new Connection();
        SerFunction<String, String> inner = value -> connection.send(value);
        SerFunction<String, String> outer = value -> inner.apply(value) + "!";
        assertEquals(List.of("inner", "connection"), refused(outer).path());
    }

    @Test
    void aFunctionOfAnOrdinaryTypeIsRefusedItself() {
        Comparator<String> plain = (a, b) -> a.compareTo(b);
        assertEquals(List.of(), refused(plain).path());
        SerFunction<String, Integer> function = value -> plain.compare(value, "x");
        assertEquals(List.of("plain"), refused(function).path());
        TreeMap<String, Integer> sorted = new TreeMap<>(plain);
        SerFunction<String, Integer> lookup = sorted::get;
        assertEquals(
                List.of("the object before ::get", "its comparator"),
                refused(lookup).path());
    }

    @Test
    void thereAreNoFalseAlarms() {
        String text = "a";
        Integer boxed = 1;
        Tidy tidy = new Tidy();
        Own own = new Own();
        Replaced replaced = new Replaced();
        Broadcast<Connection> broadcast = new Broadcast<>(1, new Connection(), () -> {});
        LongAccumulator accumulator = new LongAccumulator();
        Comparator<String> order = Comparator.naturalOrder();
        Pair<String, List<Integer>> pair = Pair.of("a", List.of(1, 2));
        AtomicLong atomic = new AtomicLong();
        assertAllowed((SerFunction<String, String>) value -> value);
        assertAllowed((SerFunction<String, Integer>) String::length);
        assertAllowed((SerFunction<String, Object>) value -> text + boxed);
        assertAllowed((SerFunction<String, Object>) value -> tidy.table.get(value) + "" + tidy.connection);
        assertAllowed((SerFunction<String, Object>) value -> own.connection);
        assertAllowed((SerFunction<String, Object>) value -> replaced.connection == null ? text : value);
        assertAllowed((SerFunction<String, Object>) value -> broadcast.value());
        assertAllowed((SerFunction<String, Object>) value -> {
            accumulator.add(1);
            return order.compare(value, "x") + pair.value().get(0) + atomic.get();
        });
    }

    @Test
    void capturesFarAwayAreStillFoundByNearestFirst() {
        Object[] deep = {new Service(), new Connection()};
        SerFunction<String, Object> function = value -> deep[0];
        assertEquals(List.of("deep", "element 1"), refused(function).path());
    }

    @Test
    void functionsComeBackWithTheirCaptures() throws Exception {
        String prefix = "p-";
        int times = 2;
        SerFunction<String, String> function = value -> prefix + value.repeat(times);
        @SuppressWarnings("unchecked")
        SerFunction<String, String> read =
                (SerFunction<String, String>) Closures.deserialize(Closures.serialize(function), LOADER);
        assertEquals("p-xx", read.apply("x"));
    }

    @Test
    void bytesThatAreNoFunctionAreRefusedClearly() {
        VonkException e =
                assertThrows(VonkException.class, () -> Closures.deserialize(new byte[] {1, 2, 3, 4}, LOADER));
        assertTrue(e.getMessage().startsWith("a function cannot be loaded: "), e.getMessage());
        byte[] unknown = Closures.serialize(new Tidy());
        ClassLoader nothing = new ClassLoader(null) {};
        VonkException missing = assertThrows(VonkException.class, () -> Closures.deserialize(unknown, nothing));
        assertTrue(missing.getMessage().contains("class path of every process"), missing.getMessage());
    }

    @Test
    void attacksThroughTheJdkAreFiltered() throws Exception {
        byte[] bytes = JavaSerialization.write(new javax.management.BadAttributeValueExpException("x"));
        VonkException e = assertThrows(VonkException.class, () -> Closures.deserialize(bytes, LOADER));
        assertTrue(e.getMessage().contains("REJECTED"), e.getMessage());
    }

    @Test
    void onlyImmutableCapturesMayBeShared() {
        String text = "a";
        List<Integer> fixed = List.of(1, 2);
        List<Integer> open = new ArrayList<>();
        int[] array = {1};
        LongAccumulator accumulator = new LongAccumulator();
        Pair<String, BigDecimal> pair = Pair.of("a", BigDecimal.ONE);
        SerFunction<String, Object> inner = value -> text;
        assertTrue(Closures.immutable((SerFunction<String, String>) value -> value));
        assertTrue(Closures.immutable((SerFunction<String, Object>) value -> text + fixed + pair));
        assertTrue(Closures.immutable((SerFunction<String, Object>) value -> inner.apply(value)));
        assertTrue(Closures.immutable(NaturalOrder.ASCENDING));
        assertFalse(Closures.immutable((SerFunction<String, Object>) value -> open));
        assertFalse(Closures.immutable((SerFunction<String, Object>) value -> array[0]));
        assertFalse(Closures.immutable((SerFunction<String, Object>) value -> {
            accumulator.add(1);
            return value;
        }));
    }
}
