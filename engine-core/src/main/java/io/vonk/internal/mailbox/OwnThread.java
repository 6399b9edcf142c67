package io.vonk.internal.mailbox;

/** How an owner waits for the thread that works off its mailbox. */
public final class OwnThread {
    private OwnThread() {}

    /**
     * Waits until a thread has ended, however often the caller is interrupted meanwhile; the interruption is kept. Returns at once if
     * it is the caller itself: who closes from inside ends when it returns.
     */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
