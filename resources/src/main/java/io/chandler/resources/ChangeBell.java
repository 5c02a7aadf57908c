package io.chandler.resources;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a run that others changed its object: on threads of its own, one call at a time, leaving out what is outdated.
 */
final class ChangeBell<S, T> {

    private final Supplier<@Nullable Resource<S, T>> newest;
    private final Consumer<RuntimeException> failed;
    private final Object telling = new Object();
    private volatile @Nullable Consumer<Resource<S, T>> listener;
    private volatile Revision rung = Revision.ZERO;
    private Revision told = Revision.ZERO;

    /** A bell that asks for the newest state when it tells; null if there is nothing more to tell. */
    ChangeBell(Supplier<@Nullable Resource<S, T>> newest, Consumer<RuntimeException> failed) {
        this.newest = newest;
        this.failed = failed;
    }

    /** Whom to tell; at once if it has rung already. */
    void listener(Consumer<Resource<S, T>> whom) {
        listener = whom;
        if (hasRung()) {
            Thread.ofVirtual().name("tell").start(this::tell);
        }
    }

    /** Somebody else made this revision. */
    void ring(Revision revision) {
        rung = revision;
        if (listener != null) {
            Thread.ofVirtual().name("tell").start(this::tell);
        }
    }

    boolean hasRung() {
        return !rung.equals(Revision.ZERO);
    }

    private void tell() {
        synchronized (telling) {
            var whom = listener;
            var resource = newest.get();
            if (whom == null || resource == null || rung.compareTo(told) <= 0) {
                return;
            }
            told = rung;
            try {
                whom.accept(resource);
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        }
    }
}
