package io.vonk.internal.security;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a cluster, and the key and certificates for TLS, in a directory of the operator's; or the secret of
 * one user, for processes of one machine.
 *
 * <p>The files of a directory: {@value #SECRET}, {@value #NODE}, {@value #TRUST}, {@value #PASSWORD}, and {@value
 * #AUTHORITY}, which is there to sign further certificates only. All are for their owner alone, and a directory whose
 * files others may read is refused; where files have no such modes, on Windows, nothing is looked at.
 *
 * <p>No message and no {@link #toString} shows what is in the files.
 *
 * <p>Thread safety: immutable.
 */
public final class SecurityDirectory {
    /** 64 hexadecimal digits and the end of a line. */
    public static final String SECRET = "secret";
    /** PKCS #12: the private key of the nodes and its certificate. */
    public static final String NODE = "node.p12";
    /** PKCS #12: the certificate of the authority that signed the nodes'. */
    public static final String TRUST = "trust.p12";
    /** PKCS #12: the private key of that authority; no process reads it. */
    public static final String AUTHORITY = "authority.p12";
    /** The password of the PKCS #12 files, in one line. */
    public static final String PASSWORD = "password";

    /** Where, below the home directory, a user's own secret is. */
    private static final String OF_USER = ".vonk";

    private static final String MAKE_ANOTHER =
            "make a directory with 'vonk security init DIR', or copy the one of another node";

    private final Path directory;
    private final Secret secret;
    private final boolean ofUser;

    private SecurityDirectory(Path directory, Secret secret, boolean ofUser) {
        this.directory = directory;
        this.secret = secret;
        this.ofUser = ofUser;
    }

    /**
     * Makes a directory with a new secret, a new authority, and a key and a certificate that are valid for ten years.
     * Takes a second or two. What was made is removed if anything fails.
     *
     * @param directory does not exist, or is empty
     * @throws ConfigurationException if there is something at that place, or the files cannot be made
     */
    public static void init(Path directory) {
        init(directory, Path.of(System.getProperty("java.home")));
    }

    /** With the keytool of another Java. */
    static void init(Path directory, Path javaHome) {
        try {
            checkNothingThere(directory);
            KeyTool keyTool = KeyTool.of(javaHome);
            try (PrivateFiles made = PrivateFiles.in(directory)) {
                made.write(SECRET, Secrets.newText());
                made.write(PASSWORD, Secrets.newText());
                Certificates.make(made, keyTool, directory.resolve(PASSWORD));
                made.keep();
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the security directory " + directory + " cannot be made: " + e
                            + "; nothing was left of it; give a directory that this user may make",
                    e);
        }
    }

    private static void checkNothingThere(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException(
                    directory + " exists and is no directory; give the name of a directory that does not exist yet");
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new ConfigurationException(
                        "the directory " + directory + " exists and is not empty; nothing in it was"
                                + " changed. Give the name of a directory that does not exist yet. To replace its secret,"
                                + " make another directory and let all nodes use that one.");
            }
        }
    }

    /**
     * Reads a directory that {@link #init} made, here or elsewhere.
     *
     * @throws ConfigurationException if it is not there, others may read or change its files, or the secret is none
     */
    public static SecurityDirectory load(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException("there is no security directory " + directory + "; " + MAKE_ANOTHER);
        }
        Modes.checkDirectory(directory);
        for (String name : List.of(SECRET, PASSWORD, NODE, TRUST, AUTHORITY)) {
            Modes.checkFile(directory.resolve(name));
        }
        return new SecurityDirectory(directory, Secrets.read(directory.resolve(SECRET), MAKE_ANOTHER), false);
    }

    /**
     * The secret that processes of one user on one machine share without having been told anything: {@code
     * .vonk/secret} in the home directory, which the first of them makes. Without TLS.
     *
     * @param home the user's home directory
     * @throws ConfigurationException if the secret can be neither read nor made, others may read it, or it is none
     */
    public static SecurityDirectory ofUser(Path home) {
        Path directory = home.resolve(OF_USER);
        Path file = directory.resolve(SECRET);
        try {
            if (!Files.exists(file)) {
                makeDirectory(directory);
                Modes.checkDirectory(directory);
                publish(file);
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "this user's own secret " + file + " cannot be made: " + e
                            + "; let the user write there, or make a directory"
                            + " elsewhere with 'vonk security init DIR' and set vonk.security.dir=DIR",
                    e);
        }
        Modes.checkDirectory(directory);
        Modes.checkFile(file);
        return new SecurityDirectory(
                directory,
                Secrets.read(file, "remove it while no process of Vonk runs, and the next one makes another"),
                true);
    }

    private static void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, Modes.attributes(directory, Modes.DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            // It has something else in it, or another process was first; what is wrong with it turns out below.
        }
    }

    /** Makes a secret appear with all its bytes or not at all; if others do so at the same time, the first counts. */
    private static void publish(Path file) throws IOException {
        Path complete = PrivateFiles.writeBeside(file, Secrets.newText());
        try {
            Files.createLink(file, complete);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its secret is read.
        } catch (UnsupportedOperationException | FileSystemException e) {
            moveWithoutLinks(file, complete);
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    /** For file systems without hard links: whether there is a file is looked at just before the move, not with it. */
    private static void moveWithoutLinks(Path file, Path complete) throws IOException {
        try {
            Files.move(complete, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its secret is read.
        }
    }

    /**
     * Refuses an address that other machines can reach, unless somebody set up a secret on purpose.
     *
     * @param address where a process is to listen
     * @param configured what {@code vonk.security.dir} names; null, or the user's own secret, if it names nothing
     * @throws ConfigurationException if the process may not listen there
     */
    public static void checkMayListen(InetAddress address, @Nullable SecurityDirectory configured) {
        if (address.isLoopbackAddress() || configured != null && !configured.isOfUser()) {
            return;
        }
        throw new ConfigurationException("nothing of Vonk listens at " + address.getHostAddress()
                + ", which other machines may reach, without a secret that was set up for that: whoever is let in can"
                + " run programs as this user. Make one with 'vonk security init DIR', copy DIR to each node, and set"
                + " vonk.security.dir=DIR on each; or listen at 127.0.0.1, for processes of this machine only.");
    }

    /**
     * The secret that a process is to use: that of a directory, or else this user's own.
     *
     * @param directory what {@code vonk.security.dir} names
     */
    public static SecurityDirectory of(Optional<Path> directory) {
        return directory.isPresent() ? load(directory.get()) : ofUser(Path.of(System.getProperty("user.home")));
    }

    /** Where it is. */
    public Path path() {
        return directory;
    }

    /** What both ends of a connection know. */
    public Secret secret() {
        return secret;
    }

    /**
     * Reads the key and the certificates for TLS.
     *
     * @return null if there is no {@value #NODE} here
     * @throws ConfigurationException if there is one, but it or what belongs to it cannot be read
     */
    public @Nullable TlsIdentity tls() {
        Path node = directory.resolve(NODE);
        if (ofUser || !Files.exists(node)) {
            return null;
        }
        String password = Secrets.readLine(directory.resolve(PASSWORD), MAKE_ANOTHER);
        return TlsIdentity.load(node, directory.resolve(TRUST), password.toCharArray());
    }

    /**
     * The key and the certificates for TLS.
     *
     * @throws ConfigurationException if there are none, or they cannot be read
     */
    public TlsIdentity requireTls() {
        TlsIdentity tls = tls();
        if (tls == null) {
            throw new ConfigurationException(
                    "vonk.tls is on, and there are no certificates; make them with 'vonk security"
                            + " init DIR', copy DIR to each node, and set vonk.security.dir=DIR on each");
        }
        return tls;
    }

    /**
     * The key and the certificates for TLS where it is on.
     *
     * @param on what {@code vonk.tls} says
     * @return null if it is off
     * @throws ConfigurationException if it is on and there are none, or they cannot be read
     */
    public @Nullable TlsIdentity tls(boolean on) {
        return on ? requireTls() : null;
    }

    /** Whether this is a secret that came into being by itself, and is good for this machine only. */
    public boolean isOfUser() {
        return ofUser;
    }

    /** Where it is. */
    @Override
    public String toString() {
        return "SecurityDirectory(" + directory + ")";
    }
}
