package io.vonk.cli;

/** What the exit code of {@code vonk} tells a calling script. */
final class ExitCodes {
    static final int OK = 0;
    /** The program or job failed; what and where stands on stderr. */
    static final int JOB_FAILED = 1;
    /** The command line is wrong; nothing was run. */
    static final int USAGE = 2;
    /** Vonk itself failed (EX_SOFTWARE of BSD's sysexits). */
    static final int INTERNAL = 70;

    private ExitCodes() {}
}
