package io.vonk.function;

/** The function that returns its argument; an enum, so that the engine recognises it wherever it travels. */
public enum Identity implements SerFunction<Object, Object> {
    /** The only one. */
    INSTANCE;

    @Override
    public Object apply(Object record) {
        return record;
    }

    /** The function for values of any type. */
    @SuppressWarnings("unchecked")
    public static <T> SerFunction<T, T> of() {
        return (SerFunction<T, T>) (SerFunction<?, ?>) INSTANCE;
    }
}
