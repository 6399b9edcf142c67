package io.vonk.internal.join;

import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.RecordPages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link JoinTable}, numbered from 0 as they came. Values that are all Long, or all Double, are kept as numbers;
 * those that nobody can change, such as strings and records of strings, as objects, which then are parts of several records
 * without being decoded for each, and of equal strings one for many; all others, and all once they are of several kinds or
 * memory is short, encoded in pages: the number of the codec (byte), the value.
 *
 * <p>An object counts as three times its encoded size and {@value #OBJECT_BYTES} bytes: nobody can know what it really takes.
 *
 * <p>Thread safety: filled by one thread; once filled and safely published, read by any number of threads.
 */
final class JoinValues {
    private static final int OBJECT_BYTES = 48;
    private static final int FIRST_CAPACITY = 64;
    private static final int MAX_CAPACITY = 1 << 29;
    private static final int MAX_CODECS = 100;

    private enum Form {
        /** There is no value yet. */
        NONE,
        LONGS,
        DOUBLES,
        OBJECTS,
        ENCODED
    }

    private final Lease lease;
    private final RecordPages pages;
    private final RecordOutput out = new RecordOutput(256);
    private final List<RecordCodec> codecs = new ArrayList<>(2);
    private Form form = Form.NONE;
    private int count;
    private int capacity;
    private long arrayBytes;
    private long objectBytes;
    private long objectBytesReserved;

    /** Numbers, or addresses in the pages. */
    private long[] words = new long[0];

    private Object[] objects = new Object[0];
    private @Nullable SharedStrings strings;

    JoinValues(Lease lease) {
        this.lease = lease;
        this.pages = new RecordPages(lease);
    }

    /** Appends a value; false if memory is refused, then it is not appended. */
    boolean add(@Nullable Object value) {
        if (form == Form.NONE) {
            form = formOf(value);
        }
        if (count == capacity && !grow()) {
            return false;
        }
        if (form == Form.LONGS && value instanceof Long number) {
            words[count++] = number;
            return true;
        }
        if (form == Form.DOUBLES && value instanceof Double number) {
            words[count++] = Double.doubleToRawLongBits(number);
            return true;
        }
        if (form == Form.OBJECTS && value != null && codecs.get(0).fits(value)) {
            Object kept = value instanceof String text ? shared(text) : value;
            if (kept != value || roomForObject(value)) {
                objects[count++] = kept;
                return true;
            }
        }
        return (form == Form.ENCODED || encodeAll()) && addEncoded(value);
    }

    private String shared(String text) {
        if (strings == null) {
            strings = new SharedStrings();
        }
        return strings.shared(text);
    }

    private Form formOf(@Nullable Object value) {
        if (value instanceof Long) {
            return Form.LONGS;
        }
        if (value instanceof Double) {
            return Form.DOUBLES;
        }
        codecs.add(RecordCodecs.forRecord(value));
        return RecordCodecs.isUnchangeable(codecs.get(0)) ? Form.OBJECTS : Form.ENCODED;
    }

    private boolean roomForObject(Object value) {
        out.position(0);
        codecs.get(0).write(value, out);
        long wanted = objectBytes + OBJECT_BYTES + 3L * out.position();
        if (wanted > objectBytesReserved) {
            long more = Math.max(RecordPages.PAGE_BYTES / 2, wanted - objectBytesReserved);
            if (!lease.tryReserve(more)) {
                return false;
            }
            objectBytesReserved += more;
        }
        objectBytes = wanted;
        return true;
    }

    private boolean grow() {
        int newCapacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
        long newBytes = 8L * newCapacity;
        if (newCapacity > MAX_CAPACITY || !lease.tryReserve(newBytes)) {
            return false;
        }
        if (form == Form.OBJECTS) {
            objects = Arrays.copyOf(objects, newCapacity);
        } else {
            words = Arrays.copyOf(words, newCapacity);
        }
        lease.release(arrayBytes);
        arrayBytes = newBytes;
        capacity = newCapacity;
        return true;
    }

    /** Encodes what was kept in another form; false if memory is refused, then all stays as it was. */
    private boolean encodeAll() {
        long[] addresses = new long[capacity];
        int codecsBefore = codecs.size();
        for (int number = 0; number < count; number++) {
            addresses[number] = encode(plain(number));
            if (addresses[number] == RecordPages.REFUSED) {
                pages.clear();
                codecs.subList(codecsBefore, codecs.size()).clear();
                return false;
            }
        }
        words = addresses;
        objects = new Object[0];
        lease.release(objectBytesReserved);
        objectBytesReserved = 0;
        form = Form.ENCODED;
        return true;
    }

    private boolean addEncoded(@Nullable Object value) {
        long address = encode(value);
        if (address == RecordPages.REFUSED) {
            return false;
        }
        words[count++] = address;
        return true;
    }

    private long encode(@Nullable Object value) {
        int number = codecs.size() - 1;
        if (number < 0 || !codecs.get(number).fits(value)) {
            codecs.add(nextCodec(number, value));
            number++;
        }
        out.position(0);
        out.putByte(number);
        codecs.get(number).write(value, out);
        return pages.append(out.array(), 0, out.position());
    }

    private RecordCodec nextCodec(int last, @Nullable Object value) {
        if (last < 0) {
            return RecordCodecs.forRecord(value);
        }
        RecordCodec wider = RecordCodecs.widened(codecs.get(last), value);
        return last < MAX_CODECS - 2 && wider.fits(value) ? wider : RecordCodecs.any();
    }

    /** A value, read with an input of the caller's own. */
    @Nullable
    Object value(int number, RecordInput in) {
        if (form != Form.ENCODED) {
            return plain(number);
        }
        byte[] page = pages.page(words[number]);
        int offset = RecordPages.offset(words[number]);
        in.reset(page, offset + 1, page.length - offset - 1);
        return codecs.get(page[offset]).read(in);
    }

    private Object plain(int number) {
        if (form == Form.LONGS) {
            return words[number];
        }
        return form == Form.DOUBLES ? (Object) Double.longBitsToDouble(words[number]) : objects[number];
    }

    /** Drops all values. Their memory is given back with the lease. */
    void clear() {
        pages.clear();
        objects = new Object[0];
        words = new long[0];
    }
}
