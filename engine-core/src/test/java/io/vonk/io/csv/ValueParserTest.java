package io.vonk.io.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Values are those that the JDK's parsers give. */
class ValueParserTest {

    private final TimeParser times = new TimeParser();

    private interface Parser<T> {
        T parse(byte[] bytes, int from, int to);
    }

    /** Parses a text that lies between other bytes. */
    private static <T> T parse(String text, Parser<T> parser) {
        byte[] bytes = ("9" + text + "9").getBytes(StandardCharsets.UTF_8);
        return parser.parse(bytes, 1, bytes.length - 1);
    }

    private static double parseDouble(String text) {
        return parse(text, NumberParser::parseDouble);
    }

    private static float parseFloat(String text) {
        return parse(text, NumberParser::parseFloat);
    }

    private static long parseLong(String text) {
        return parse(text, (b, f, t) -> NumberParser.parseLong(b, f, t, Long.MIN_VALUE, Long.MAX_VALUE, "long"));
    }

    @Test
    void doublesAndFloatsAreThoseOfTheJdkToTheLastBit() {
        for (long seed = 1; seed <= 200_000; seed++) {
            Random random = new Random(seed);
            String text = randomDecimal(random);
            assertEquals(
                    Double.doubleToRawLongBits(Double.parseDouble(text)),
                    Double.doubleToRawLongBits(parseDouble(text)),
                    () -> text);
            assertEquals(
                    Float.floatToRawIntBits(Float.parseFloat(text)),
                    Float.floatToRawIntBits(parseFloat(text)),
                    () -> text);
        }
    }

    @Test
    void shortNumbersAreReadAsTheLongWayReadsThemOrRefusesThem() {
        for (long seed = 1; seed <= 300_000; seed++) {
            Random random = new Random(seed);
            String characters = random.nextInt(3) == 0 ? "0123456789.-+e/:" : "0123456789.";
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(11);
            for (int i = 0; i < length; i++) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            byte[] bytes = ("1234567,".substring(random.nextInt(9)) + text + ",5").getBytes(StandardCharsets.UTF_8);
            int to = bytes.length - 2;
            int from = to - length;
            assertEquals(
                    attempt(() -> Double.doubleToRawLongBits(NumberParser.anyDouble(bytes, from, to))),
                    attempt(() -> Double.doubleToRawLongBits(NumberParser.parseDouble(bytes, from, to))),
                    text::toString);
            boolean whole = text.toString().matches("[-+]?[0-9]+");
            Long expected = whole ? (Long) Long.parseLong(text.toString()) : null;
            assertEquals(
                    expected == null || Math.abs(expected) > 9_999_999 ? null : expected,
                    attempt(() -> NumberParser.parseLong(bytes, from, to, -9_999_999, 9_999_999, "long")),
                    text::toString);
        }
    }

    private static Long attempt(LongSupplier parsing) {
        try {
            return parsing.getAsLong();
        } catch (BadValue e) {
            return null;
        }
    }

    private static String randomDecimal(Random random) {
        switch (random.nextInt(5)) {
            case 0:
                return Double.toString(Double.longBitsToDouble(random.nextLong()));
            case 1:
                return String.format(Locale.ROOT, "%." + random.nextInt(6) + "f", random.nextGaussian() * 1000);
            case 2:
                return "0." + "0".repeat(random.nextInt(16)) + random.nextInt(1 << (1 + random.nextInt(30)));
            default:
                StringBuilder text = new StringBuilder(List.of("", "-", "+").get(random.nextInt(3)));
                int whole = random.nextInt(20);
                int fraction = random.nextInt(24);
                for (int i = 0; i < whole; i++) {
                    text.append(random.nextInt(10));
                }
                text.append(whole == 0 || random.nextBoolean() ? "." : "");
                for (int i = 0; i < fraction || i < 1; i++) {
                    text.append(random.nextInt(10));
                }
                return text + (random.nextInt(4) == 0 ? "e" + (random.nextInt(80) - 40) : "");
        }
    }

    @Test
    void doublesInUnusualFormsAreRead() {
        for (String text :
                List.of("NaN", "Infinity", "-Infinity", "+Infinity", "-0", "0.", ".5", "1e5", "1E+05", "-.5e-3")) {
            assertEquals(Double.parseDouble(text), parseDouble(text), text);
        }
    }

    @Test
    void whatOnlyTheJdkTakesForANumberIsRefused() {
        for (String text : List.of(
                "", "-", "+", ".", "-.", "1d", "1f", "0x1p3", " 1", "1 ", "1,5", "--1", "1-", "1e", "e5", "1e5.5",
                "nan", "١", "1_000", "1.2.3", "1e+", "\u00001")) {
            assertThrows(BadValue.class, () -> parseDouble(text), text);
            assertThrows(BadValue.class, () -> parseFloat(text), text);
        }
    }

    @Test
    void wholeNumbersAreReadUpToTheirLimits() {
        for (String text :
                List.of("0", "-0", "+7", "007", "9223372036854775807", "-9223372036854775808", "123456789012345678")) {
            assertEquals(Long.parseLong(text), parseLong(text), text);
        }
        for (String text : List.of(
                "",
                "-",
                "+",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "99999999999999999999",
                "1.0",
                "1e3",
                " 1",
                "1 ",
                "١",
                "0x1")) {
            assertThrows(BadValue.class, () -> parseLong(text), text);
        }
        assertThrows(
                BadValue.class, () -> parse("128", (b, f, t) -> NumberParser.parseLong(b, f, t, -128, 127, "byte")));
        for (long seed = 1; seed <= 10_000; seed++) {
            Random random = new Random(seed);
            long value = random.nextLong() >> random.nextInt(64);
            assertEquals(value, parseLong(Long.toString(value)));
        }
    }

    @Test
    void datesAndTimesAreThoseOfTheJdk() {
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            LocalDate date = LocalDate.ofEpochDay(random.nextInt(4_000_000) - 719_000);
            LocalTime time = LocalTime.ofNanoOfDay(
                    random.nextInt(3) == 0
                            ? random.nextInt(86_400) * 1_000_000_000L
                            : (long) (random.nextDouble() * 86_400e9));
            LocalDateTime both = LocalDateTime.of(date, time);
            assertEquals(date, parse(date.toString(), times::date));
            assertEquals(time, parse(time.toString(), times::time));
            assertEquals(both, parse(both.toString(), times::dateTime));
            assertEquals(both, parse(date + " " + time, times::dateTime));
        }
    }

    @Test
    void datesAndTimesThatDoNotExistAreRefused() {
        for (String text : List.of(
                "",
                "2018-02-29",
                "2018-13-01",
                "2018-00-10",
                "2018-1-1",
                "20180101",
                "2018/01/01",
                "01-01-2018",
                "2018-01-0x",
                "2018-01-01 ",
                "-018-01-01")) {
            assertThrows(BadValue.class, () -> parse(text, times::date), text);
        }
        for (String text : List.of(
                "24:00",
                "23:60",
                "23:59:60",
                "10:00:60",
                "1:00",
                "23-59",
                "23:59:5",
                "23:59:59.",
                "23:59:59,1",
                "noon")) {
            assertThrows(BadValue.class, () -> parse(text, times::time), text);
            assertThrows(BadValue.class, () -> parse("2018-01-01 " + text, times::dateTime), text);
        }
        for (String text : List.of("2018-01-01", "2018-01-01x10:00", "2018-01-01  10:00", "2018-01-01T10:00Z", "")) {
            assertThrows(BadValue.class, () -> parse(text, times::dateTime), text);
        }
    }

    @Test
    void instantsNeedAnOffset() {
        Function<String, Instant> read = text -> parse(text, times::instant);
        Instant expected = Instant.parse("2018-01-31T22:59:59.5Z");
        for (String text : List.of(
                "2018-01-31T22:59:59.5Z",
                "2018-01-31 22:59:59.5z",
                "2018-01-31 23:59:59.500+01:00",
                "2018-01-31T23:59:59.5+0100",
                "2018-01-31T23:59:59.5+01",
                "2018-01-31T17:59:59.5-05:00")) {
            assertEquals(expected, read.apply(text), text);
        }
        for (String text : List.of("2018-01-31T22:59:59", "2018-01-31Z", "2018-01-31T22:59:59+25:00", "Z", "")) {
            assertThrows(BadValue.class, () -> read.apply(text), text);
        }
    }
}
