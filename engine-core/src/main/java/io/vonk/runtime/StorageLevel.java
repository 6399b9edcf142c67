package io.vonk.runtime;

/** Where the partitions of a persisted collection are kept. */
public enum StorageLevel {
    /** As objects in memory, or encoded where objects do not fit; what fits in neither form is computed again when needed. */
    MEMORY_ONLY(true, false, false),
    /** Encoded in memory, several times smaller; what does not fit is computed again when needed. */
    MEMORY_ONLY_SER(true, false, true),
    /** As objects in memory, or encoded where objects do not fit; what fits in neither form goes to disk, encoded. */
    MEMORY_AND_DISK(true, true, false),
    /** Encoded in memory; what does not fit goes to disk. */
    MEMORY_AND_DISK_SER(true, true, true),
    /** Encoded on disk. */
    DISK_ONLY(false, true, true);

    private final boolean memory;
    private final boolean disk;
    private final boolean encoded;

    StorageLevel(boolean memory, boolean disk, boolean encoded) {
        this.memory = memory;
        this.disk = disk;
        this.encoded = encoded;
    }

    /** Whether partitions are kept in memory where they fit. */
    public boolean usesMemory() {
        return memory;
    }

    /** Whether partitions that do not fit into memory go to disk. */
    public boolean usesDisk() {
        return disk;
    }

    /** Whether partitions in memory are kept encoded instead of as objects. */
    public boolean encoded() {
        return encoded;
    }
}
