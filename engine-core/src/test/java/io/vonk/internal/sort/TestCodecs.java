package io.vonk.internal.sort;

import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;

/** Three codecs, enough to see every path of sorting: longs, texts of ASCII, and everything by Java serialization. */
public final class TestCodecs implements SortCodecs {
    private static final RecordCodec LONGS = new Longs();
    private static final RecordCodec TEXTS = new Texts();
    private static final RecordCodec ANY = new Any();
    private static final KeyOps LONG_KEYS = new LongKeys();
    private static final KeyOps TEXT_KEYS = new TextKeys();

    @Override
    public RecordCodec forRecord(Object record) {
        return LONGS.fits(record) ? LONGS : TEXTS.fits(record) ? TEXTS : ANY;
    }

    @Override
    public RecordCodec any() {
        return ANY;
    }

    @Override
    public RecordCodec fromDescription(RecordInput in) {
        int kind = in.getByte();
        return kind == 'l' ? LONGS : kind == 't' ? TEXTS : ANY;
    }

    @Override
    public KeyOps keyOps(RecordCodec codec) {
        return codec == LONGS ? LONG_KEYS : codec == TEXTS ? TEXT_KEYS : null;
    }

    private static final class Longs implements RecordCodec {
        @Override
        public boolean fits(Object record) {
            return record instanceof Long;
        }

        @Override
        public void write(Object record, RecordOutput out) {
            out.putZigZag((Long) record);
        }

        @Override
        public Object read(RecordInput in) {
            return in.getZigZag();
        }

        @Override
        public void skip(RecordInput in) {
            in.getZigZag();
        }

        @Override
        public void describe(RecordOutput out) {
            out.putByte('l');
        }
    }

    private static final class Texts implements RecordCodec {
        @Override
        public boolean fits(Object record) {
            return record instanceof String text && text.chars().allMatch(c -> c > 0 && c < 128);
        }

        @Override
        public void write(Object record, RecordOutput out) {
            byte[] bytes = ((String) record).getBytes(StandardCharsets.US_ASCII);
            out.putVarInt(bytes.length);
            out.putBytes(bytes, 0, bytes.length);
        }

        @Override
        public Object read(RecordInput in) {
            byte[] bytes = new byte[in.getVarInt()];
            in.getBytes(bytes, 0, bytes.length);
            return new String(bytes, StandardCharsets.US_ASCII);
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(in.getVarInt());
        }

        @Override
        public void describe(RecordOutput out) {
            out.putByte('t');
        }
    }

    private static final class Any implements RecordCodec {
        @Override
        public boolean fits(Object record) {
            return true;
        }

        @Override
        public void write(Object record, RecordOutput out) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
                objects.writeObject(record);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            out.putVarInt(bytes.size());
            out.putBytes(bytes.toByteArray(), 0, bytes.size());
        }

        @Override
        public Object read(RecordInput in) {
            byte[] bytes = new byte[in.getVarInt()];
            in.getBytes(bytes, 0, bytes.length);
            try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                return objects.readObject();
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(in.getVarInt());
        }

        @Override
        public void describe(RecordOutput out) {
            out.putByte('a');
        }
    }

    private static final class LongKeys implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Long;
        }

        @Override
        public long prefix(Object key) {
            return (Long) key ^ Long.MIN_VALUE;
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Long.compare(left.getZigZag(), right.getZigZag());
        }
    }

    private static final class TextKeys implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return TEXTS.fits(key);
        }

        @Override
        public long prefix(Object key) {
            String text = (String) key;
            long prefix = 0;
            for (int i = 0; i < 8; i++) {
                prefix = prefix << 8 | (i < text.length() ? text.charAt(i) : 0);
            }
            return prefix;
        }

        @Override
        public boolean prefixDecides() {
            return false;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return ((String) TEXTS.read(left)).compareTo((String) TEXTS.read(right));
        }
    }
}
