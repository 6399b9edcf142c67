package io.vonk.io;

import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of this machine and of whatever is mounted on it.
 *
 * <p>A path is plain ({@code data/trips.csv}, relative to the working directory of the process in which this object was made, or
 * {@code /data/trips.csv}) or a URI
 * with the scheme {@code file} ({@code file:/data}, {@code file:///data}). As in Hadoop, percent signs of such a URI
 * are ordinary characters. Entries that are handed out have absolute plain paths. Symbolic links are followed, except
 * by {@link #delete}.
 *
 * <p>Thread safety: immutable.
 */
public final class LocalFileSystem implements FileSystem {
    private static final long serialVersionUID = 1;

    /** Of the process in which this was made: in another one, relative paths mean the same files still. */
    private final String workingDirectory = Path.of("").toAbsolutePath().toString();

    /** In a class of their own, so that they are compiled when a path is spelled and not when a session opens. */
    private static final class Spelling {
        static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/.*", Pattern.DOTALL);
        static final Pattern FILE_URI = Pattern.compile("file:(?://(?:localhost)?)?(/(?!/).*)", Pattern.DOTALL);
    }

    @Override
    public List<FileEntry> list(String directory) throws IOException {
        Path path = resolve(directory);
        List<FileEntry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                FileEntry entry = entry(child);
                if (entry != null) {
                    entries.add(entry);
                } else if (Files.isSymbolicLink(child)) {
                    // A link to nowhere is listed, so that reading it fails: data that should be there is missing.
                    entries.add(new FileEntry(spell(child), false, 0));
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        } catch (NotDirectoryException isFile) {
            throw new NotDirectoryException(path + " (a file was found where a directory is needed)");
        }
        entries.sort(Comparator.comparing(FileEntry::name));
        return entries;
    }

    @Override
    public Optional<FileEntry> find(String path) throws IOException {
        return Optional.ofNullable(entry(resolve(path)));
    }

    @Override
    public FileInput open(String path) throws IOException {
        Path file = resolve(path);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(file + " is a directory; a file was expected");
            }
            return new LocalFileInput(spell(file), channel, channel.size());
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** {@inheritDoc} The stream is not buffered. */
    @Override
    public OutputStream create(String path) throws IOException {
        Path file = resolve(path);
        try {
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException noDirectory) {
            createParents(file);
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    /**
     * {@inheritDoc} Written to a temporary file, whose name is this one with {@code ~} and a random tail, and then
     * linked; a crash may leave the temporary file.
     */
    @Override
    public void createWhole(String path, byte[] content) throws IOException {
        Path file = resolve(path);
        createParents(file);
        Path temporary = file.resolveSibling(
                file.getFileName() + "~" + UUID.randomUUID().toString().substring(0, 8));
        try {
            writeAndSync(temporary, content);
            try {
                Files.createLink(file, temporary);
            } catch (UnsupportedOperationException noLinks) {
                createUnlinked(file, content);
            } catch (FileAlreadyExistsException exists) {
                throw exists;
            } catch (IOException linkFailed) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(file.toString());
                }
                createUnlinked(file, content);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void sync(String path) throws IOException {
        Path file = resolve(path);
        boolean directory = Files.isDirectory(file);
        try (FileChannel channel =
                FileChannel.open(file, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException failed) {
            // Windows cannot open a directory, and needs no sync of one.
            if (!directory || java.io.File.separatorChar == '/') {
                throw failed;
            }
        }
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Files.createDirectories(resolve(directory));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = resolve(path);
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
            return;
        }
        Files.walkFileTree(file, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path child, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(child);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path child, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path child, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                try {
                    Files.deleteIfExists(child);
                } catch (DirectoryNotEmptyException refilled) {
                    throw new IOException(child + " cannot be deleted: somebody is adding files to it", refilled);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Two of these are the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LocalFileSystem;
    }

    @Override
    public int hashCode() {
        return LocalFileSystem.class.hashCode();
    }

    @Override
    public String toString() {
        return "local files";
    }

    private Path resolve(String path) {
        String plain = path;
        if (path.startsWith("file:")) {
            Matcher uri = Spelling.FILE_URI.matcher(path);
            if (!uri.matches()) {
                throw new VonkException("'" + path + "' is not a local path; write /path, file:/path or file:///path");
            }
            plain = uri.group(1);
        } else {
            Matcher uri = Spelling.SCHEME.matcher(path);
            if (uri.matches()) {
                throw new VonkException("There is no file system for the scheme '" + uri.group(1) + "' of '" + path
                        + "'; supported are plain paths and file: URIs. Copy the data to a local or mounted directory");
            }
        }
        if (plain.isEmpty()) {
            throw new VonkException("A path is empty; write . for the working directory");
        }
        try {
            return Path.of(workingDirectory).resolve(plain).normalize();
        } catch (InvalidPathException invalid) {
            throw new VonkException("'" + path + "' cannot be a path here: " + invalid.getReason(), invalid);
        }
    }

    private static String spell(Path path) {
        return path.toString().replace(java.io.File.separatorChar, '/');
    }

    private static @Nullable FileEntry entry(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileEntry(
                    spell(path), attributes.isDirectory(), attributes.isDirectory() ? 0 : attributes.size());
        } catch (NoSuchFileException vanished) {
            return null;
        } catch (java.nio.file.FileSystemException failed) {
            if (isBelowAFile(path)) {
                return null;
            }
            throw failed;
        }
    }

    /** A file stands where the path has a directory, so there is nothing at the path. */
    private static boolean isBelowAFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    private static void createParents(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    private static void writeAndSync(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Without hard links (FAT, some network mounts) the content follows the name, a moment later. */
    private static void createUnlinked(Path file, byte[] content) throws IOException {
        boolean written = false;
        try {
            writeAndSync(file, content);
            written = true;
        } catch (FileAlreadyExistsException exists) {
            written = true;
            throw exists;
        } finally {
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
    }

    private record LocalFileInput(String path, FileChannel channel, long sizeBytes) implements FileInput {

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            return channel.read(ByteBuffer.wrap(into, offset, length), position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
