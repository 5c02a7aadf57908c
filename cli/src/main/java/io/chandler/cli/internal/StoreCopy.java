package io.chandler.cli.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Copies the present entries of a store, keys, tags and values, into another; revisions and history are each store's own.
 * Nothing that is in the target is overwritten or removed.
 */
final class StoreCopy {

    private static final int PAGE = 200;
    private static final int AT_ONCE = 64;

    /** Hears how far the copy has come. */
    interface Listener {
        void reached(String what, long entries);
    }

    /** What a store holds, in brief. */
    record Digest(long count, String hash) {}

    /**
     * What was done.
     *
     * @param found entries that were there and equal
     */
    record Done(long copied, long found, Digest digest) {}

    /** The target holds something else. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    /** What is done with each entry of a store. */
    private interface Visitor {
        void visit(Entry entry) throws InterruptedException;
    }

    private final Store source;
    private final Store target;
    private final Listener listener;
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    StoreCopy(Store source, Store target, Listener listener) {
        this.source = source;
        this.target = target;
        this.listener = listener;
    }

    boolean targetIsEmpty() {
        return target.range("", "", "", 1, Optional.empty()).entries().isEmpty();
    }

    /** @throws Mismatch if the target holds something else */
    Done run() throws InterruptedException {
        boolean empty = targetIsEmpty();
        var permits = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            each(source, entry -> {
                permits.acquire();
                Future<?> _ = threads.submit(() -> {
                    try {
                        copy(entry, empty);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        permits.release();
                    }
                });
            });
        }
        throwFailure();
        var digest = compare();
        return new Done(copied.get(), found.get(), digest);
    }

    private void throwFailure() {
        var first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private void copy(Entry entry, boolean empty) {
        if (!empty && isThere(entry)) {
            found.incrementAndGet();
        } else {
            create(entry);
        }
        listener.reached("copied", copied.get() + found.get());
    }

    /** Whether the target holds an entry. */
    private boolean isThere(Entry entry) {
        var present = target.get(entry.key());
        if (present.isPresent() && !same(entry, present.get())) {
            throw different(entry);
        }
        return present.isPresent();
    }

    private void create(Entry entry) {
        try {
            target.create(entry.key(), entry.tag(), entry.value());
        } catch (StoreException.Unavailable e) {
            // A write that nobody could acknowledge may have taken place.
            if (e.certain() || !isThere(entry)) {
                throw e;
            }
        } catch (StoreException.AlreadyExists e) {
            throw different(entry);
        }
        copied.incrementAndGet();
    }

    private static Mismatch different(Entry entry) {
        return new Mismatch("The target holds something else under the key " + Text.clean(entry.key())
                + ". It is not a copy of this store, or the store has changed since: copy into an empty one");
    }

    private static boolean same(Entry one, Entry other) {
        return one.tag().equals(other.tag()) && Arrays.equals(one.value(), other.value());
    }

    private Digest compare() throws InterruptedException {
        var ofSource = digest("compared", source);
        var ofTarget = digest("compared", target);
        if (ofTarget.count() > ofSource.count()) {
            throw new Mismatch("The target holds " + (ofTarget.count() - ofSource.count())
                    + " entries that the source does not hold. Copy into an empty store");
        }
        if (!ofTarget.equals(ofSource)) {
            throw new Mismatch("The copy is not like its source: " + ofTarget.count() + " entries of "
                    + ofSource.count() + ", SHA-256 " + ofTarget.hash() + " instead of " + ofSource.hash());
        }
        return ofSource;
    }

    private Digest digest(String what, Store store) throws InterruptedException {
        var hash = sha256();
        var count = new AtomicLong();
        each(store, entry -> {
            add(hash, entry.key().getBytes(UTF_8));
            add(hash, entry.tag().getBytes(UTF_8));
            add(hash, entry.value());
            listener.reached(what, count.incrementAndGet());
        });
        return new Digest(count.get(), HexFormat.of().formatHex(hash.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each part after its length, so that parts cannot be taken for one another. */
    private static void add(MessageDigest hash, byte[] part) {
        hash.update(ByteBuffer.allocate(4).putInt(0, part.length));
        hash.update(part);
    }

    /** Goes through all entries of a store, as they are at one revision, until something has failed. */
    private void each(Store store, Visitor visitor) throws InterruptedException {
        var at = Optional.<Revision>empty();
        var last = "";
        boolean more = true;
        while (more && failure.get() == null) {
            var page = store.range("", "", last, PAGE, at);
            for (var entry : page.entries()) {
                visitor.visit(entry);
                last = entry.key();
            }
            at = Optional.of(page.revision());
            more = page.more();
        }
    }
}
