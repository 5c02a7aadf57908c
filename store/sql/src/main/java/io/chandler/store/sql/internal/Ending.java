package io.chandler.store.sql.internal;

/** The end of a thread. */
public final class Ending {

    private Ending() {}

    /** Waits until a thread has ended, however often the caller is interrupted meanwhile; an interrupt is not lost. */
    public static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
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
