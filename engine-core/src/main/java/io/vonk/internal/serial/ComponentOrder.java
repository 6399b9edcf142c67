package io.vonk.internal.serial;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records ordered by their first component, then the second and so on, null first. Nobody says that this is the order that
 * their own {@code compareTo} has.
 */
final class ComponentOrder implements EncodedOrder {
    private final int nullBytes;
    private final RecordCodec[] codecs;
    private final EncodedOrder[] orders;
    /** By component: its number among those that can be null, or -1. */
    private final int[] references;

    private ComponentOrder(int nullBytes, RecordCodec[] codecs, EncodedOrder[] orders, int[] references) {
        this.nullBytes = nullBytes;
        this.codecs = codecs;
        this.orders = orders;
        this.references = references;
    }

    /** The order of what {@code codec} encodes, or null if not all components have one. */
    static @Nullable ComponentOrder of(RecordClassCodec codec) {
        List<RecordCodec> codecs = codec.components();
        List<EncodedOrder> orders = new ArrayList<>();
        int[] references = new int[codecs.size()];
        int referenceCount = 0;
        for (int i = 0; i < references.length; i++) {
            EncodedOrder order = KeyKinds.encoded(codecs.get(i));
            if (order == null) {
                return null;
            }
            orders.add(order);
            references[i] = codec.shape().type(i).isPrimitive() ? -1 : referenceCount++;
        }
        return orders.isEmpty()
                ? null
                : new ComponentOrder(
                        (referenceCount + 7) / 8,
                        codecs.toArray(new RecordCodec[0]),
                        orders.toArray(new EncodedOrder[0]),
                        references);
    }

    private boolean isNull(RecordInput key, int start, int component) {
        return references[component] >= 0 && RecordBody.isNull(key.array(), start, references[component]);
    }

    @Override
    public long encodedPrefix(RecordInput key) {
        int start = key.position();
        key.skip(nullBytes);
        return isNull(key, start, 0) ? 0 : orders[0].encodedPrefix(key);
    }

    @Override
    public boolean prefixDecides() {
        return false;
    }

    @Override
    public int unitsOfPrefix(long prefix) {
        return orders[0].unitsOfPrefix(prefix);
    }

    @Override
    public long prefixFrom(RecordInput key, int units) {
        int start = key.position();
        key.skip(nullBytes);
        return isNull(key, start, 0) ? 0 : orders[0].prefixFrom(key, units);
    }

    @Override
    public int compareEncoded(RecordInput left, RecordInput right) {
        int leftStart = left.position();
        int rightStart = right.position();
        left.skip(nullBytes);
        right.skip(nullBytes);
        for (int i = 0; i < orders.length; i++) {
            boolean leftNull = isNull(left, leftStart, i);
            boolean rightNull = isNull(right, rightStart, i);
            if (leftNull != rightNull) {
                return leftNull ? -1 : 1;
            }
            if (!leftNull) {
                int leftFrom = left.position();
                int rightFrom = right.position();
                int comparison = orders[i].compareEncoded(left, right);
                if (comparison != 0) {
                    return comparison;
                }
                left.position(leftFrom);
                right.position(rightFrom);
                codecs[i].skip(left);
                codecs[i].skip(right);
            }
        }
        return 0;
    }
}
