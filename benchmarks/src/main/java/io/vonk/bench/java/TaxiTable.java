package io.vonk.bench.java;

import io.vonk.bench.job.TaxiReport;
import io.vonk.bench.job.TaxiReport.Totals;
import io.vonk.bench.job.TaxiReport.ZoneMonth;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** The taxi report of what one thread has read so far. */
final class TaxiTable {
    private static final long COMMAS = Swar.repeat(',');
    private static final long FEEDS = Swar.repeat('\n');
    private static final int SUMS = 4;
    private static final int MONTHS = 12;

    /** From zone and month to the group's place. */
    private final LongTable groups = new LongTable(0);

    private int count;
    private long[] rows = new long[1024];
    private double[] sums = new double[1024 * SUMS];

    private final int[] ends = new int[Trips.COLUMNS];
    private byte[] bytes = {};
    /** The month of the last row, which is mostly that of the next. */
    private long monthText;

    private int month;

    /** Adds rows; {@code header}: the first line is not one. */
    void add(LineBuffer lines, boolean header) {
        bytes = lines.bytes();
        int at = lines.start();
        if (header) {
            at = TaxiReport.HEADER.length() + 1;
        }
        while (at < lines.end()) {
            findColumns(at);
            addRow();
            at = ends[Trips.COLUMNS - 1] + 1;
        }
    }

    /** Sets {@code ends} to where the columns of the row that begins at {@code start} end. */
    private void findColumns(int start) {
        int column = 0;
        for (int at = start; column < Trips.COLUMNS; at += Long.BYTES) {
            long word = Swar.load(bytes, at);
            long found = Swar.matches(word, COMMAS) | Swar.matches(word, FEEDS);
            while (found != 0 && column < Trips.COLUMNS) {
                ends[column++] = at + (Long.numberOfTrailingZeros(found) >>> 3);
                found &= found - 1;
            }
        }
        if (bytes[ends[Trips.COLUMNS - 1]] != '\n') {
            throw new IllegalStateException("a line has more than " + Trips.COLUMNS + " columns");
        }
    }

    private void addRow() {
        long text = Swar.lowest(Swar.load(bytes, ends[TaxiReport.PICKUP_DATETIME - 1] + 1), "2019-01".length());
        if (text != monthText) {
            monthText = text;
            month = month(ends[TaxiReport.PICKUP_DATETIME - 1] + 1);
        }
        long zone = Decimals.digits(
                bytes, ends[TaxiReport.PICKUP_LOCATION_ID - 1] + 1, ends[TaxiReport.PICKUP_LOCATION_ID]);
        int group = group(zone << 32 | month);
        rows[group]++;
        int sum = group * SUMS;
        sums[sum] += amount(TaxiReport.FARE_AMOUNT);
        sums[sum + 1] += amount(TaxiReport.TIP_AMOUNT);
        sums[sum + 2] += amount(TaxiReport.TOLLS_AMOUNT);
        sums[sum + 3] += amount(TaxiReport.TOTAL_AMOUNT);
    }

    /** Months since the year 0. */
    private int month(int at) {
        return Decimals.digits(bytes, at, at + 4) * MONTHS + Decimals.digits(bytes, at + 5, at + 7) - 1;
    }

    private double amount(int column) {
        return Decimals.amount(bytes, ends[column - 1] + 1, ends[column]);
    }

    private int group(long key) {
        int slot = groups.find(key);
        if (groups.isUsed(slot)) {
            return (int) groups.value(slot);
        }
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, 2 * count);
            sums = Arrays.copyOf(sums, 2 * count * SUMS);
        }
        groups.add(key, count);
        return count++;
    }

    /** Adds all groups to a map. */
    void addTo(Map<ZoneMonth, Totals> totals) {
        for (int slot = 0; slot < groups.slots(); slot += 2) {
            if (groups.isUsed(slot)) {
                long months = groups.key(slot) & 0xFFFFFFFFL;
                String month = String.format(Locale.ROOT, "%04d-%02d", months / MONTHS, months % MONTHS + 1);
                int group = (int) groups.value(slot);
                int sum = group * SUMS;
                totals.merge(
                        new ZoneMonth((int) (groups.key(slot) >>> 32), month),
                        new Totals(rows[group], sums[sum], sums[sum + 1], sums[sum + 2], sums[sum + 3]),
                        Totals::plus);
            }
        }
    }
}
