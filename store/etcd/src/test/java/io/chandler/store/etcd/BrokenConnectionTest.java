package io.chandler.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import io.chandler.store.kit.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that break at any moment, also between a write and its answer. */
class BrokenConnectionTest {

    private Link link;
    private EtcdSettings direct;
    private EtcdSettings throughLink;

    @BeforeEach
    void start() throws IOException {
        var etcd = EtcdCluster.shared();
        direct = etcd.settings();
        link = new Link(etcd.clientPort(0));
        throughLink = EtcdSettings.of(List.of(new EtcdSettings.Member("127.0.0.1", link.port())), direct.prefix())
                .withTimeout(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws IOException {
        link.close();
    }

    @Test
    void aWatchThatIsCutAgainAndAgainMissesNothingAndRepeatsNothing() throws Exception {
        try (var writer = EtcdStore.open(direct);
                var reader = EtcdStore.open(throughLink);
                var watch = reader.watch("k", reader.current())) {
            var expected = new ArrayList<String>();
            var seen = new ArrayList<String>();
            for (int round = 0; round < 15; round++) {
                for (int i = 0; i < 20; i++) {
                    expected.add("k" + round + "/" + i + "@" + writer.create("k" + round + "/" + i, "", bytes("v")));
                    if (i == 10) {
                        link.cut();
                    }
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (seen.size() < expected.size() && System.nanoTime() < deadline) {
                watch.next(Duration.ofSeconds(1))
                        .forEach(change -> seen.add(
                                change.entry().key() + "@" + change.entry().revision()));
            }
            assertThat(seen).isEqualTo(expected);
            assertThat(watch.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aWatchThatFallsSilentIsOpenedAgain() throws Exception {
        try (var writer = EtcdStore.open(direct);
                var reader = EtcdStore.open(impatient());
                var watch = reader.watch("", reader.current())) {
            writer.create("a", "", bytes("1"));
            assertThat(watch.next(Duration.ofSeconds(20))).hasSize(1);
            link.loseAnswers();
            writer.create("b", "", bytes("1"));
            assertThatThrownBy(reader::current).isInstanceOf(StoreException.Unavailable.class);
            heal();
            assertThat(watch.next(Duration.ofSeconds(20)).stream()
                            .map(change -> change.entry().key()))
                    .containsExactly("b");
        }
    }

    @Test
    void aWatchWhoseHistoryWasForgottenMeanwhileIsExpired() throws Exception {
        try (var writer = EtcdStore.open(direct);
                var reader = EtcdStore.open(throughLink);
                var watch = reader.watch("", reader.current())) {
            link.loseAnswers();
            var revision = writer.create("a", "", bytes("0"));
            for (int i = 1; i < 5; i++) {
                revision = writer.compareAndSwap("a", revision, "", bytes("" + i));
            }
            writer.compact(revision);
            heal();
            assertThatThrownBy(() -> Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> watch.next(Duration.ofSeconds(1)).size() > 5))
                    .isInstanceOf(StoreException.Expired.class)
                    .hasMessageContaining(revision.toString());
            try (var again = reader.watch("", revision)) {
                var next = writer.create("b", "", bytes("1"));
                assertThat(again.next(Duration.ofSeconds(20)).getFirst().entry().revision())
                        .isEqualTo(next);
            }
        }
    }

    /** The answer is lost, then the way is free again: the store finds out what became of the write. */
    @Test
    void aWriteWhoseAnswerIsLostIsFoundToBeDone() throws Exception {
        try (var other = EtcdStore.open(direct);
                var store = EtcdStore.open(throughLink)) {
            var swapped = store.create("swapped", "red", bytes("1"));
            var removed = store.create("removed", "red", bytes("1"));
            var created =
                    withLostAnswer(() -> store.create("created", "blue", bytes("1")), other, "created", Revision.ZERO);
            assertThat(other.get("created").orElseThrow().revision()).isEqualTo(created);
            var after = withLostAnswer(
                    () -> store.compareAndSwap("swapped", swapped, "blue", bytes("2")), other, "swapped", swapped);
            assertThat(other.get("swapped").orElseThrow().revision()).isEqualTo(after);
            var gone = withLostAnswer(() -> store.compareAndDelete("removed", removed), other, "removed", removed);
            assertThat(gone).isEqualTo(other.current());
            assertThat(other.range("", "blue", "", 10, java.util.Optional.empty())
                            .entries())
                    .hasSize(2);
            assertThat(other.range("", "red", "", 10, java.util.Optional.empty())
                            .entries())
                    .isEmpty();
        }
    }

    /** Another one changes the same entry before the store can look. */
    @Test
    void aSwapWhoseAnswerIsLostIsFoundBehindTheChangesOfOthers() throws Exception {
        try (var other = EtcdStore.open(direct);
                var store = EtcdStore.open(throughLink)) {
            var first = store.create("a", "", bytes("1"));
            link.loseAnswers();
            var result = CompletableFuture.supplyAsync(() -> store.compareAndSwap("a", first, "", bytes("2")));
            var mine = awaitChange(other, "a", first);
            var theirs = other.compareAndSwap("a", mine, "", bytes("3"));
            heal();
            assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(mine);
            assertThat(store.get("a").orElseThrow().revision()).isEqualTo(theirs);
        }
    }

    @Test
    void aWriteThatNobodyCanTellAboutIsNotCertain() throws Exception {
        try (var other = EtcdStore.open(direct);
                var store = EtcdStore.open(impatient())) {
            store.get("a");
            link.loseAnswers();
            assertThatThrownBy(() -> store.create("a", "", bytes("1")))
                    .isInstanceOfSatisfying(
                            StoreException.Unavailable.class,
                            e -> assertThat(e.certain()).isFalse());
            assertThat(other.get("a")).isPresent();
            heal();
            assertThatThrownBy(() -> other.create("a", "", bytes("2")))
                    .isInstanceOf(StoreException.AlreadyExists.class);
        }
    }

    /** For what is given up. */
    private EtcdSettings impatient() {
        return throughLink.withTimeout(Duration.ofSeconds(3));
    }

    /** Lets answers through again, on new connections. */
    private void heal() {
        link.open();
        link.cut();
    }

    private interface Write {
        Revision run();
    }

    private Revision withLostAnswer(Write write, Store other, String key, Revision before) throws Exception {
        link.loseAnswers();
        var result = CompletableFuture.supplyAsync(write::run);
        awaitChange(other, key, before);
        heal();
        return result.get(60, TimeUnit.SECONDS);
    }

    private static Revision awaitChange(Store other, String key, Revision before) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !other.get(key)
                        .map(entry -> entry.revision())
                        .orElse(Revision.ZERO)
                        .equals(before));
        return other.get(key).map(entry -> entry.revision()).orElse(Revision.ZERO);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
