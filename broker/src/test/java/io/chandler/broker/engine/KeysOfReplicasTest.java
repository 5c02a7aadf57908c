package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.BrokerListener;
import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.osb.ApiVersion;
import io.chandler.osb.Caller;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.MemoryStore;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Replicas change their encryption keys one after the other. */
class KeysOfReplicasTest {

    /** Of which a quarter is the longest that a thread may have to wait for a processor. */
    private static final Duration LEASE = Duration.ofSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Store store = new SharedMemory(new MemoryStore());

    @Test
    void aKeyStaysInTheListAsLongAsAReplicaSealsWithIt() {
        try (var first = new Replica("old", "new")) {
            first.provision("before");
            try (var second = new Replica("new", "old")) {
                second.provision("from the second");
                // Long enough for a rotation, and the first replica goes on sealing with the old key.
                for (int i = 0; i < 4; i++) {
                    first.provision("from the first " + i);
                    sleep(LEASE.dividedBy(2));
                    assertThat(keysInUse()).contains("old", "new");
                }
                assertThat(second.rotated).hasValue(0);
                first.end();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(second.rotated).hasPositiveValue());
            }
        }
        assertThat(keysInUse()).containsExactly("new");
        assertThat(sealedWith("old")).isZero();
        try (var last = new Replica("new")) {
            assertThat(last.fetch("before")).isInstanceOf(Answer.Instance.class);
            assertThat(last.fetch("from the first 3")).isInstanceOf(Answer.Instance.class);
        }
    }

    @Test
    void aReplicaThatWasForgottenPutsItsKeyBack() {
        try (var first = new Replica("old", "new")) {
            first.provision("before");
            // As after a minute in which the replica was not heard of.
            replaceList("old", "new");
            await().atMost(LIMIT).until(() -> keysInUse().contains("old"));
            first.provision("after");
        }
        try (var second = new Replica("new", "old")) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(second.rotated).hasPositiveValue());
            assertThat(second.fetch("after")).isInstanceOf(Answer.Instance.class);
        }
        assertThat(keysInUse()).containsExactly("new");
        assertThat(sealedWith("old")).isZero();
    }

    @Test
    void aReplicaThatLacksAKeyOfTheOthersSaysSo() {
        try (var first = new Replica("old");
                var second = new Replica("new", "old")) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(first.troubles)
                            .anySatisfy(text -> assertThat(text).contains("key that this one does not have")));
            assertThat(keysInUse()).contains("old", "new");
            assertThat(second.rotated).hasValue(0);
        }
    }

    // ---- The store and its list ------------------------------------------------------------------------------------

    private List<String> keysInUse() {
        return entries("/keychecks/").stream()
                .flatMap(text -> Arrays.stream(text.split("v1\\.")).skip(1))
                .map(text -> text.substring(0, text.indexOf('.')))
                .toList();
    }

    private long sealedWith(String key) {
        return entries("/service").stream()
                .filter(text -> text.contains("v1." + key + "."))
                .count();
    }

    private List<String> entries(String keyPart) {
        return store.range("/", "", "", 1_000, Optional.empty()).entries().stream()
                .filter(entry -> entry.key().contains(keyPart))
                .map(entry -> new String(entry.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Lets a replica with the second key rotate, in a store where the first replica was not heard of. */
    private void replaceList(String from, String to) {
        var list = new SharedMemory(new MemoryStore());
        try (var other = new Replica(list, to)) {
            var line = keyList(list);
            assertThat(other.rotated).hasValue(0);
            await().atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(StoreException.Conflict.class)
                    .until(() -> {
                        // The first replica renews its line meanwhile.
                        var entry = keyList(store);
                        assertThat(new String(entry.value(), StandardCharsets.UTF_8))
                                .contains("v1." + from + ".");
                        store.compareAndSwap(entry.key(), entry.revision(), "", line.value());
                        return true;
                    });
        }
    }

    private static Entry keyList(Store store) {
        return store.range("/", "", "", 1_000, Optional.empty()).entries().stream()
                .filter(one -> one.key().contains("/keychecks/"))
                .findFirst()
                .orElseThrow();
    }

    private static void sleep(Duration duration) {
        var end = System.nanoTime() + duration.toNanos();
        await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() > end);
    }

    // ---- A replica -------------------------------------------------------------------------------------------------

    private final class Replica implements AutoCloseable {

        private final AtomicInteger rotated = new AtomicInteger();
        private final List<String> troubles = new CopyOnWriteArrayList<>();
        private final ManagedBroker broker;

        Replica(String... keys) {
            this(store, keys);
        }

        Replica(Store store, String... keys) {
            broker = ManagedBroker.builder()
                    .catalog(TestCatalog.source())
                    .service("workshop", new Workshop())
                    .store(store)
                    .keyring(keyring(keys))
                    .settings(House.QUICK)
                    .keyLease(LEASE)
                    .listener(new BrokerListener() {
                        @Override
                        public void trouble(String message, Throwable cause) {
                            troubles.add(message);
                        }

                        @Override
                        public void keysRotated() {
                            rotated.incrementAndGet();
                        }
                    })
                    .build();
            broker.start();
        }

        private static Keyring keyring(String... ids) {
            var keys = new LinkedHashMap<String, byte[]>();
            for (var id : ids) {
                keys.put(id, Arrays.copyOf((id + "-32-bytes-").repeat(4).getBytes(StandardCharsets.UTF_8), 32));
            }
            return Keyring.of(keys);
        }

        private Caller caller() {
            return new Caller("", "user", ApiVersion.CURRENT, Optional.empty(), Optional.empty());
        }

        void provision(String id) {
            var answer = broker.provision(new ProvisionRequest(
                    caller(),
                    id,
                    true,
                    TestCatalog.SERVICE,
                    QUICK,
                    "org",
                    "space",
                    new PlatformContext(House.json("{}")),
                    House.json("{\"secret\":\"s\"}"),
                    Optional.empty()));
            assertThat(answer).isInstanceOfAny(Answer.InstanceAccepted.class, Answer.InstanceCreated.class);
            await().atMost(LIMIT).until(() -> fetch(id) instanceof Answer.Instance);
        }

        Answer.FetchInstance fetch(String id) {
            return broker.fetchInstance(new FetchInstanceRequest(caller(), id, Optional.empty(), Optional.empty()));
        }

        void end() {
            broker.close();
        }

        @Override
        public void close() {
            end();
        }
    }

    /** A store in memory that says that other processes use it too. */
    private record SharedMemory(MemoryStore store) implements Store {
        @Override
        public Capabilities capabilities() {
            return new Capabilities(true);
        }

        @Override
        public Optional<Entry> get(String key) {
            return store.get(key);
        }

        @Override
        public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
            return store.range(prefix, tag, startAfter, limit, at);
        }

        @Override
        public Revision create(String key, String tag, byte[] value) {
            return store.create(key, tag, value);
        }

        @Override
        public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
            return store.compareAndSwap(key, expected, tag, value);
        }

        @Override
        public Revision compareAndDelete(String key, Revision expected) {
            return store.compareAndDelete(key, expected);
        }

        @Override
        public Subscription watch(String prefix, Revision after) {
            return store.watch(prefix, after);
        }

        @Override
        public Revision current() {
            return store.current();
        }

        @Override
        public Revision oldest() {
            return store.oldest();
        }

        @Override
        public void compact(Revision upTo) {
            store.compact(upTo);
        }

        @Override
        public void ping() {
            store.ping();
        }

        @Override
        public long writes() {
            return store.writes();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
