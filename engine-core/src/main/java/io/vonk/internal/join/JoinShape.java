package io.vonk.internal.join;

import org.jspecify.annotations.Nullable;

/** Makes the records that a join gives. Keys and values may be null. */
public interface JoinShape {

    /** The record of a left and a right value. */
    @Nullable
    Object both(@Nullable Object key, @Nullable Object left, @Nullable Object right);

    /** The record of a left value: without a partner, or of a semi-join. */
    @Nullable
    Object leftOnly(@Nullable Object key, @Nullable Object left);

    /** The record of a right value without a partner. */
    @Nullable
    Object rightOnly(@Nullable Object key, @Nullable Object right);

    /** The same records, made of exchanged sides. */
    default JoinShape flipped() {
        JoinShape shape = this;
        return new JoinShape() {
            @Override
            public @Nullable Object both(@Nullable Object key, @Nullable Object left, @Nullable Object right) {
                return shape.both(key, right, left);
            }

            @Override
            public @Nullable Object leftOnly(@Nullable Object key, @Nullable Object left) {
                return shape.rightOnly(key, left);
            }

            @Override
            public @Nullable Object rightOnly(@Nullable Object key, @Nullable Object right) {
                return shape.leftOnly(key, right);
            }
        };
    }
}
