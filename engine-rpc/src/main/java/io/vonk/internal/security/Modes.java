package io.vonk.internal.security;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Who may read and write a file. Where files have no POSIX modes, nothing is checked and nothing is set. */
final class Modes {
    static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> ALL_OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> WRITE_OF_OTHERS = PosixFilePermissions.fromString("----w--w-");

    private Modes() {}

    /** What a new file or directory is to be made with. */
    static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> mode) {
        return exist(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    /** Gives a file or directory this mode. */
    static void set(Path path, Set<PosixFilePermission> mode) throws IOException {
        if (exist(path)) {
            Files.setPosixFilePermissions(path, mode);
        }
    }

    /**
     * Refuses a file that others may read or change; one that is not there is nobody's.
     *
     * @throws ConfigurationException if they may
     */
    static void checkFile(Path file) {
        check(
                file,
                ALL_OF_OTHERS,
                "others than its owner may read or change the file ",
                "chmod 600 " + file
                        + "; if others may have read it, make another directory with 'vonk security init DIR'");
    }

    /**
     * Refuses a directory in which others may put other files.
     *
     * @throws ConfigurationException if they may
     */
    static void checkDirectory(Path directory) {
        check(
                directory,
                WRITE_OF_OTHERS,
                "others than its owner may change the files of the directory ",
                "chmod 700 " + directory);
    }

    private static void check(Path path, Set<PosixFilePermission> refused, String what, String remedy) {
        if (!exist(path)) {
            return;
        }
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
            if (!Collections.disjoint(mode, refused)) {
                throw new ConfigurationException(
                        what + path + ": its mode is " + octal(mode) + "; close it to them with: " + remedy);
            }
        } catch (NoSuchFileException e) {
            // Whoever needs it says so.
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the mode of " + path + " cannot be read: " + e + "; let this user read it", e);
        }
    }

    private static boolean exist(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** As {@code chmod} takes it. */
    private static String octal(Set<PosixFilePermission> mode) {
        int bits = 0;
        for (PosixFilePermission permission : EnumSet.allOf(PosixFilePermission.class)) {
            bits = bits << 1 | (mode.contains(permission) ? 1 : 0);
        }
        return String.format("%03o", bits);
    }
}
