package io.vonk.io.parquet;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A decoder that is made when the first value is wanted: a page of nulls only may have no bytes for values at all. */
final class LazyDecoder extends ValueDecoder {
    private final Supplier<ValueDecoder> maker;
    private @Nullable ValueDecoder made;

    LazyDecoder(Supplier<ValueDecoder> maker) {
        this.maker = maker;
    }

    private ValueDecoder decoder() {
        ValueDecoder known = made;
        if (known == null) {
            known = maker.get();
            made = known;
        }
        return known;
    }

    @Override
    void ints(int[] into, int from, int count) {
        decoder().ints(into, from, count);
    }

    @Override
    void longs(long[] into, int from, int count) {
        decoder().longs(into, from, count);
    }

    @Override
    void booleans(boolean[] into, int from, int count) {
        decoder().booleans(into, from, count);
    }

    @Override
    void objects(Object[] into, int from, int count) {
        decoder().objects(into, from, count);
    }

    @Override
    void skip(int count) {
        if (count > 0) {
            decoder().skip(count);
        }
    }
}
