package io.vonk.io;

/**
 * A file or directory.
 *
 * @param path the full path, usable with {@link FileSystem#open}
 * @param directory whether it is a directory
 * @param sizeBytes the size of a file, 0 for a directory
 */
public record FileEntry(String path, boolean directory, long sizeBytes) {

    /** The last name of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
