package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.ShortHistoryFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watches of a broker's process over sockets: none misses a change, and neither their number nor that of the changes costs
 * memory without end. With {@code -Dchandler.test.long=true} there are 1,000,000 changes and 1,000 watchers; the heap is
 * the launcher's.
 */
class ApiWatchTest {

    private static final boolean LONG = Boolean.getBoolean("chandler.test.long");
    private static final int INSTANCES = 32;
    private static final int STEPS = 40;
    /** Live objects may grow so much: what is kept for quick answers, which has its bounds. */
    private static final long SLACK = 12_000_000;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ApiSite site;
    private BrokerProcess broker;
    private Platform platform;

    @AfterEach
    void close() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
    }

    private void start(String more) throws Exception {
        site = opened(new ApiSite(folder, false, more));
        broker = opened(BrokerProcess.start(site.site()));
        platform = opened(new Platform(site.site()));
        await().atMost(Duration.ofMinutes(1)).until(site::ready);
    }

    private <C extends AutoCloseable> C opened(C closeable) {
        open.add(closeable);
        return closeable;
    }

    private ApiWatcher watcher(long after) {
        return opened(ApiWatcher.start(site.api(), after));
    }

    /** Makes at least so many changes, all of them of instances, and gives the newest revision. */
    private long change(long changes) throws Exception {
        long end = site.revision() + changes;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Void>>();
            for (int i = 0; i < INSTANCES; i++) {
                var id = "instance-" + i;
                Callable<Void> work = () -> {
                    for (int round = 0; round == 0 || site.revision() < end; round++) {
                        var body = ApiSite.counting(STEPS, round);
                        var reply = platform.send("PUT", Platform.instance(id) + "?accepts_incomplete=true", body);
                        if (reply.status() == 409) {
                            reply = platform.send("PATCH", Platform.instance(id) + "?accepts_incomplete=true", body);
                        }
                        assertThat(reply.status()).as("%s", reply).isIn(200, 201);
                    }
                    return null;
                };
                all.add(executor.submit(work));
            }
            for (var each : all) {
                each.get();
            }
        }
        return site.revision();
    }

    private static void awaitReached(List<ApiWatcher> watchers, long revision) {
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> watchers.stream()
                        .allMatch(watcher -> watcher.reached() >= revision
                                || !watcher.trouble().isEmpty()
                                || watcher.ended()));
        assertThat(watchers).allSatisfy(watcher -> {
            assertThat(watcher.trouble()).isEmpty();
            assertThat(watcher.reached()).isEqualTo(revision);
        });
    }

    @Test
    void aWatchGetsEveryChangeInOrderAndCostsNoMemory() throws Exception {
        start("");
        long changes = LONG ? 1_000_000 : 20_000;
        change(changes / 20);
        long begin = site.revision();
        var watcher = watcher(begin);
        awaitReached(List.of(watcher), change(changes / 20));
        long before = ApiSite.liveBytes(broker.pid());
        double processor = ApiSite.processorSeconds(broker.pid());
        long start = System.nanoTime();

        long end = change(changes - changes / 20);

        awaitReached(List.of(watcher), end);
        assertThat(watcher.events()).isEqualTo(end - begin);
        report(
                "%,d changes in %.0f s and %.0f s of processor time; one watcher got all; live objects %,d, then %,d bytes",
                end - begin,
                (System.nanoTime() - start) / 1e9,
                ApiSite.processorSeconds(broker.pid()) - processor,
                before,
                ApiSite.liveBytes(broker.pid()));
        assertThat(ApiSite.liveBytes(broker.pid())).isLessThan(before + SLACK);
    }

    @Test
    void aWatcherWhoseHistoryIsGoneIsToldAndMissesNothingAfterItHasListedAgain() throws Exception {
        start("store:\n  url: short-history:chandler.db\n");
        var always = watcher(site.revision());
        long seen = change(100);
        change(3L * ShortHistoryFactory.KEPT);
        var then = ApiSite.INSTANCES + "?limit=1&resourceVersionMatch=Exact&resourceVersion=" + seen;
        await().atMost(Duration.ofMinutes(1))
                .until(() -> site.json(then).path("code").asInt() == 410);
        var late = watcher(seen);
        await().atMost(Duration.ofMinutes(1)).until(late::ended);
        assertThat(late.events()).isZero();
        assertThat(late.trouble()).contains("\"code\":410", "\"reason\":\"Expired\"");

        // What a client does then.
        var listed = site.json(ApiSite.INSTANCES + "?resourceVersion=0");
        assertThat(listed.path("items")).hasSize(INSTANCES);
        var again = watcher(listed.path("metadata").path("resourceVersion").asLong());
        awaitReached(List.of(always, again), change(1_000));
    }

    @Test
    void manyWatchersGetAllAndThoseThatTakeNothingAreDropped() throws Exception {
        int count = LONG ? 1_000 : 100;
        int deaf = count / 20;
        start("");
        change(500);
        long begin = site.revision();
        long idle = ApiSite.liveBytes(broker.pid());
        var watchers = Stream.generate(() -> watcher(begin)).limit(count).toList();
        for (int i = 0; i < deaf; i++) {
            opened(ApiWatcher.startDeaf(site.api(), begin));
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> watches() == count + deaf);
        long watched = ApiSite.liveBytes(broker.pid());
        double processor = ApiSite.processorSeconds(broker.pid());
        long start = System.nanoTime();

        long end = change(8_000);

        awaitReached(watchers, end);
        report(
                "%,d watchers got %,d changes each in %.0f s and %.0f s of processor time",
                count,
                end - begin,
                (System.nanoTime() - start) / 1e9,
                ApiSite.processorSeconds(broker.pid()) - processor);
        await().atMost(Duration.ofMinutes(2)).until(() -> watches() == count);
        long after = ApiSite.liveBytes(broker.pid());
        report(
                "a watcher costs %,d bytes; live objects %,d, then %,d bytes",
                (watched - idle) / (count + deaf), watched, after);
        assertThat(after).isLessThan(watched + SLACK + count * 4_096L);

        // All at once from long ago, as after a failure of the network.
        watchers.forEach(ApiWatcher::close);
        await().atMost(Duration.ofMinutes(1)).until(() -> watches() == 0);
        processor = ApiSite.processorSeconds(broker.pid());
        int behind = LONG ? count : count / 4;
        var again = Stream.generate(() -> watcher(begin)).limit(behind).toList();
        awaitReached(again, end);
        report(
                "%,d watchers caught up with %,d changes each in %.0f s of processor time",
                count, end - begin, ApiSite.processorSeconds(broker.pid()) - processor);
        assertThat(broker.printed()).doesNotContain("OutOfMemoryError");
    }

    /** How many watches the broker has. */
    private int watches() throws Exception {
        return platform.text("/metrics")
                .lines()
                .filter(line -> line.startsWith("chandler_api_watches "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static void report(String format, Object... values) {
        System.out.println("ApiWatchTest: " + String.format(Locale.ROOT, format, values));
    }
}
