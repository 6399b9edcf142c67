package io.vonk.internal.serial;

import java.util.ArrayList;
import java.util.List;

/** Finds the narrowest codec that takes what two codecs take. */
final class CodecMerge {
    private CodecMerge() {}

    /** A codec that takes everything that {@code left} or {@code right} takes. */
    static RecordCodec merge(RecordCodec left, RecordCodec right) {
        if (left.equals(right) || left instanceof AnyCodec) {
            return left;
        }
        if (right instanceof AnyCodec) {
            return right;
        }
        if (left instanceof NullCodec) {
            return nullable(right);
        }
        if (right instanceof NullCodec) {
            return nullable(left);
        }
        if (left instanceof NullableCodec || right instanceof NullableCodec) {
            return nullable(merge(plain(left), plain(right)));
        }
        if (left instanceof UnionCodec || right instanceof UnionCodec || !sameKind(left, right)) {
            return union(left, right);
        }
        return mergeParts(left, right);
    }

    /** A codec that takes null, too. */
    static RecordCodec nullable(RecordCodec codec) {
        return codec.fits(null) ? codec : new NullableCodec(codec);
    }

    private static RecordCodec plain(RecordCodec codec) {
        return codec instanceof NullableCodec nullable ? nullable.value() : codec;
    }

    private static boolean sameKind(RecordCodec left, RecordCodec right) {
        if (left.getClass() != right.getClass()) {
            return false;
        }
        if (left instanceof RecordClassCodec record) {
            return record.type() == ((RecordClassCodec) right).type();
        }
        if (left instanceof ArrayCodec array) {
            return array.type() == ((ArrayCodec) right).type();
        }
        if (left instanceof SetCodec set) {
            return set.kind() == ((SetCodec) right).kind();
        }
        if (left instanceof MapCodec map) {
            return map.kind() == ((MapCodec) right).kind();
        }
        return left instanceof PairCodec || left instanceof OptionalCodec || left instanceof ListCodec;
    }

    private static RecordCodec mergeParts(RecordCodec left, RecordCodec right) {
        if (left instanceof PairCodec a && right instanceof PairCodec b) {
            return new PairCodec(merge(a.key(), b.key()), merge(a.value(), b.value()));
        }
        if (left instanceof OptionalCodec a && right instanceof OptionalCodec b) {
            return new OptionalCodec(plain(merge(a.value(), b.value())));
        }
        if (left instanceof ListCodec a && right instanceof ListCodec b) {
            return new ListCodec(merge(a.element(), b.element()));
        }
        if (left instanceof ArrayCodec a && right instanceof ArrayCodec b) {
            return new ArrayCodec(a.type(), merge(a.element(), b.element()));
        }
        if (left instanceof SetCodec a && right instanceof SetCodec b) {
            return new SetCodec(a.kind(), merge(a.element(), b.element()));
        }
        if (left instanceof MapCodec a && right instanceof MapCodec b) {
            return new MapCodec(a.kind(), merge(a.key(), b.key()), merge(a.value(), b.value()));
        }
        if (left instanceof RecordClassCodec a && right instanceof RecordClassCodec b) {
            List<RecordCodec> components = new ArrayList<>();
            for (int i = 0; i < a.components().size(); i++) {
                // Which components are null is written apart, so their codecs need not take null.
                components.add(plain(merge(a.components().get(i), b.components().get(i))));
            }
            return RecordClassCodec.of(a.shape(), components);
        }
        throw new IllegalStateException("codecs " + left + " and " + right + " are not of one kind");
    }

    private static RecordCodec union(RecordCodec left, RecordCodec right) {
        List<RecordCodec> alternatives = new ArrayList<>();
        for (RecordCodec codec : List.of(left, right)) {
            if (codec instanceof UnionCodec union) {
                union.alternatives().forEach(each -> add(each, alternatives));
            } else {
                add(codec, alternatives);
            }
        }
        return alternatives.size() > UnionCodec.MAX_ALTERNATIVES ? new AnyCodec(null) : new UnionCodec(alternatives);
    }

    private static void add(RecordCodec codec, List<RecordCodec> alternatives) {
        for (int i = 0; i < alternatives.size(); i++) {
            RecordCodec present = alternatives.get(i);
            if (present.equals(codec) || sameKind(present, codec)) {
                alternatives.set(i, merge(present, codec));
                return;
            }
        }
        alternatives.add(codec);
    }
}
