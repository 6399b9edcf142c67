package io.vonk.internal.serial;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A collection that is written as a plain list of its elements in the order of iteration, and read back as one: values that a
 * task keeps in a way of its own leave it like this.
 */
public interface WrittenAsList extends Collection<@Nullable Object> {}
