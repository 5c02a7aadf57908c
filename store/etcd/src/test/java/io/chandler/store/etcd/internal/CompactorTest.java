package io.chandler.store.etcd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Revision;
import io.chandler.store.etcd.EtcdCluster;
import io.chandler.store.etcd.EtcdSettings;
import io.chandler.store.etcd.EtcdSettings.Compaction;
import io.chandler.store.etcd.EtcdStore;
import io.chandler.store.etcd.internal.Compactor.Mark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CompactorTest {

    @Property(tries = 100)
    void whatIsWrittenIsRead(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second, @ForAll @LongRange(min = 0) long large) {
        var marks = List.of(new Mark(second, large % 1_000_000_000_000_000_000L), new Mark(second + 1, 7));
        assertThat(Compactor.parse(Compactor.print(marks))).isEqualTo(marks);
    }

    @Test
    void oneOfSeveralBrokersCompactsWhatIsOlderThanTheTime() throws Exception {
        var settings = EtcdCluster.shared().settings().withCompaction(new Compaction.Others());
        try (var store = EtcdStore.open(settings);
                var one = new Broker(settings, 500_000);
                var other = new Broker(settings, 500_000)) {
            store.create("a", "", new byte[1]);
            one.look(0);
            var first = store.current();
            store.create("b", "", new byte[1]);
            other.look(1);
            one.look(30);
            store.create("c", "", new byte[1]);
            other.look(59);
            assertThat(store.oldest()).isLessThan(first);
            one.look(66);
            assertThat(store.oldest()).isEqualTo(first);
            other.look(66);
            assertThat(store.oldest()).isEqualTo(first);
            other.look(100);
            assertThat(store.oldest()).isEqualTo(Revision.of(first.asLong() + 2));
            assertThat(store.range("", "", "", 10, Optional.empty()).entries()).hasSize(3);
        }
    }

    @Test
    void youngHistoryIsForgottenWhereThereIsTooMuch() throws Exception {
        var settings = EtcdCluster.shared().settings().withCompaction(new Compaction.Others());
        try (var store = EtcdStore.open(settings);
                var broker = new Broker(settings, 1_000)) {
            var revision = store.create("a", "", new byte[1]);
            broker.look(0);
            for (int i = 0; i < 1_300; i++) {
                revision = store.compareAndSwap("a", revision, "", new byte[1]);
            }
            broker.look(1);
            assertThat(store.oldest()).isEqualTo(Revision.of(revision.asLong() - 1_000));
        }
    }

    /** One of the brokers that share a store, with the clock in the hand of the test. */
    private static final class Broker implements AutoCloseable {
        private final Cluster cluster;
        private final EtcdSettings settings;
        private final Horizon horizon;
        private final long changes;

        Broker(EtcdSettings settings, long changes) {
            this.cluster = new Cluster(settings);
            this.settings = settings;
            this.horizon = new Horizon(cluster, new Layout(settings.prefix()));
            this.changes = changes;
        }

        void look(int minute) {
            var clock = Clock.fixed(Instant.EPOCH.plus(Duration.ofMinutes(minute)), ZoneOffset.UTC);
            var rule = new Compaction.Own(Duration.ofHours(1), changes);
            new Compactor(cluster, new Layout(settings.prefix()), horizon, rule, clock).look();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    @Test
    void linesOfOthersAreLeftOut() {
        assertThat(Compactor.parse("x\n1 2\n\n-1 5\n3 4 5\n")).containsExactly(new Mark(1, 2));
    }
}
