package io.chandler.store.sql.postgres;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreLocation;
import io.chandler.resources.store.Subscription;
import io.chandler.store.sql.internal.Keys;
import io.chandler.store.sql.postgres.internal.Replica;
import io.chandler.store.sql.postgres.internal.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store in a PostgreSQL database, which several processes share. Writes of one process that come at the same time are
 * committed together; those of several processes one batch after the other, so that revisions are in the order of the
 * commits. Reads go to the server too and see what any process has been acknowledged. Thread-safe; made for callers on
 * virtual threads.
 *
 * <p>While the server cannot be reached, calls throw {@link StoreException.Unavailable}; the store goes on by itself when it
 * can. A write whose connection is lost while it is committed is not {@linkplain StoreException.Unavailable#certain
 * certain}. If another server takes over that lacks the last writes, open watches {@linkplain StoreException.Expired
 * expire}. A key and its tag together have at most {@value #MAXIMUM_KEY_BYTES} bytes in UTF-8, and no NUL.
 */
public final class PostgresStore implements Store {

    /** Most bytes of a key with its tag, in UTF-8: what an index of PostgreSQL takes. */
    public static final int MAXIMUM_KEY_BYTES = 2_600;

    private final ServerAddress address;
    private final Replica replica;

    private PostgresStore(ServerAddress address, PostgresSettings settings, Replica.Use use) {
        this.address = address;
        this.replica = Replica.open(address, settings, use);
    }

    /**
     * Opens the store in a database; its tables are made if they are not there.
     *
     * @throws StoreOpenException if the URL is wrong, the server cannot be reached or is too old, the database holds other
     *     tables of these names or those of a newer version, or the store is being copied
     */
    public static PostgresStore open(StoreLocation location, PostgresSettings settings) {
        return new PostgresStore(ServerAddress.of(location), settings, Replica.Use.SHARED);
    }

    /** The same for one process; while it lives no other can open the store. @throws StoreOpenException if one uses it */
    public static PostgresStore openAlone(StoreLocation location, PostgresSettings settings) {
        return new PostgresStore(ServerAddress.of(location), settings, Replica.Use.ALONE);
    }

    /**
     * Opens the store to read it: {@code get}, {@code range}, {@code current} and {@code oldest} work, all else throws
     * {@link UnsupportedOperationException}.
     *
     * @throws StoreOpenException if there is none
     */
    public static PostgresStore openReadOnly(StoreLocation location) {
        return new PostgresStore(ServerAddress.of(location), PostgresSettings.defaults(), Replica.Use.READ_ONLY);
    }

    @Override
    public Optional<Entry> get(String key) {
        return replica.get(key);
    }

    @Override
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1: " + limit);
        }
        return replica.range(prefix, tag, startAfter, limit, at);
    }

    @Override
    public OptionalLong count(String prefix, String withoutTags) {
        return OptionalLong.of(replica.count(prefix, withoutTags));
    }

    @Override
    public Revision create(String key, String tag, byte[] value) {
        check(key, tag);
        Keys.checkValue(key, value);
        return replica.create(key, tag, value);
    }

    @Override
    public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
        check(key, tag);
        Keys.checkValue(key, value);
        return replica.swap(key, expected, tag, value);
    }

    @Override
    public Revision compareAndDelete(String key, Revision expected) {
        check(key, "");
        return replica.delete(key, expected);
    }

    private static void check(String key, String tag) {
        Keys.checkKey(key);
        Keys.checkTag(tag);
        if (key.indexOf('\0') >= 0 || tag.indexOf('\0') >= 0) {
            throw new StoreException.Invalid("PostgreSQL takes no NUL in a key or a tag");
        }
        int length = key.length() + tag.length();
        if (3 * length > MAXIMUM_KEY_BYTES
                && key.getBytes(StandardCharsets.UTF_8).length + tag.getBytes(StandardCharsets.UTF_8).length
                        > MAXIMUM_KEY_BYTES) {
            throw new StoreException.Invalid("a key and its tag have " + length
                    + " characters, but together they must have at most " + MAXIMUM_KEY_BYTES + " bytes: "
                    + key.substring(0, Math.min(80, key.length())) + "...");
        }
    }

    @Override
    public Subscription watch(String prefix, Revision after) {
        return replica.watch(prefix, after);
    }

    @Override
    public Revision current() {
        return replica.current();
    }

    @Override
    public Revision oldest() {
        return replica.oldest();
    }

    @Override
    public void compact(Revision upTo) {
        replica.compact(upTo);
    }

    @Override
    public void ping() {
        replica.ping();
    }

    @Override
    public long writes() {
        return replica.writes();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true);
    }

    @Override
    public void close() {
        replica.close();
    }

    @Override
    public String toString() {
        return "PostgresStore[" + address + "]";
    }
}
