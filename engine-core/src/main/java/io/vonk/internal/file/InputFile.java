package io.vonk.internal.file;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that a source reads.
 *
 * @param path its full path
 * @param sizeBytes its size when it was listed
 * @param partitionValues what the {@code key=value} directories above it say, outermost first; a value is null where the
 *     directory says so
 */
public record InputFile(String path, long sizeBytes, Map<String, @Nullable String> partitionValues)
        implements Serializable {

    public InputFile {
        partitionValues = Collections.unmodifiableMap(new LinkedHashMap<>(partitionValues));
    }
}
