package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write on its way to the writer and back: made, awaited by one thread, answered by the writer. */
final class Write {

    /** What is to be done. */
    enum Kind {
        CREATE(0),
        SWAP(1),
        DELETE(2);

        /** As the statement knows it. */
        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** What came of it. */
    sealed interface Outcome {
        record Done(long revision) implements Outcome {}

        record AlreadyExists() implements Outcome {}

        record NotFound() implements Outcome {}

        record Conflict() implements Outcome {}

        record Failed(SQLException failure, boolean certain) implements Outcome {}

        record Closed() implements Outcome {}
    }

    final Kind kind;
    final String key;
    /** Of a swap or delete the revision that must be there. */
    final long expected;

    final String tag;
    final byte @Nullable [] value;
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();

    Write(Kind kind, String key, long expected, String tag, byte @Nullable [] value) {
        this.kind = kind;
        this.key = key;
        this.expected = expected;
        this.tag = tag;
        this.value = value;
    }

    int bytes() {
        return key.length() + tag.length() + (value == null ? 0 : value.length);
    }

    void answer(Outcome outcome) {
        answer.complete(outcome);
    }

    /**
     * What comes of it where a key's newest row is known.
     *
     * @param revision 0 if there is none
     * @return null if it may be done
     */
    @Nullable
    Outcome refusal(long revision, boolean removed) {
        boolean present = revision != 0 && !removed;
        if (kind == Kind.CREATE) {
            return present ? new Outcome.AlreadyExists() : null;
        }
        if (!present) {
            return new Outcome.NotFound();
        }
        return revision == expected ? null : new Outcome.Conflict();
    }

    /** Waits for the outcome; an interrupt does not end the wait, since the write may take place. */
    Revision await(ServerAddress address) {
        return switch (answer.join()) {
            case Outcome.Done done -> Revision.of(done.revision());
            case Outcome.AlreadyExists _ -> throw new StoreException.AlreadyExists(key);
            case Outcome.NotFound _ -> throw new StoreException.NotFound(key);
            case Outcome.Conflict _ -> throw new StoreException.Conflict(key);
            case Outcome.Failed failed ->
                throw PostgresFailure.unavailable(address, failed.certain(), failed.failure());
            case Outcome.Closed _ -> throw PostgresFailure.closed(address);
        };
    }
}
