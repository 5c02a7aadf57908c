package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.store.Entry;
import io.chandler.store.sql.SqliteSettings;
import io.chandler.store.sql.SqliteStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists of a broker's process with many instances: what clients list by pages, or all at once, the broker never has in
 * memory as a whole. With {@code -Dchandler.test.long=true} there are 1,000,000 instances; the heap is the launcher's.
 */
class ApiListTest {

    private static final int INSTANCES = Boolean.getBoolean("chandler.test.long") ? 1_000_000 : 20_000;
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final String MODEL = "model-of-all-others";
    private static final byte[] MARK = "\"uid\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final long SLACK = 12_000_000;

    @TempDir
    Path folder;

    @Test
    void listsOfAnySizeCostNoMemory() throws Exception {
        try (var site = new ApiSite(folder, true, "")) {
            fill(site);
            try (var broker = BrokerProcess.start(site.site())) {
                await().atMost(Duration.ofMinutes(1)).until(site::ready);
                long before = ApiSite.liveBytes(broker.pid());

                pages(site, broker);
                greedy(site);
                everything(site, broker);
                kubectl(site, broker);

                assertThat(ApiSite.liveBytes(broker.pid())).isLessThan(before + SLACK);
                assertThat(broker.printed()).doesNotContain("OutOfMemoryError");
            }
        }
    }

    /** Makes one instance as a platform does, and all others in its image. */
    private static void fill(ApiSite site) throws Exception {
        try (var broker = BrokerProcess.start(site.site());
                var platform = new Platform(site.site())) {
            var body = ApiSite.counting(0, 0).without("parameters");
            var made = platform.send("PUT", Platform.instance(MODEL) + "?accepts_incomplete=true", body);
            assertThat(made.status()).as("%s", made).isEqualTo(201);
            assertThat(broker.terminate()).isZero();
        }
        var settings = SqliteSettings.defaults();
        try (var store = SqliteStore.open(site.site().data().resolve("chandler.db"), settings);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var model = store.range("/serviceinstances/", "", "", 10, Optional.empty())
                    .entries()
                    .getFirst();
            var next = new AtomicInteger(1);
            var all = new ArrayList<Future<Void>>();
            for (int i = 0; i < settings.maximumBatch(); i++) {
                Callable<Void> work = () -> {
                    for (int n = next.getAndIncrement(); n < INSTANCES; n = next.getAndIncrement()) {
                        var copy = copy(model, String.format(Locale.ROOT, "instance-%07d", n));
                        var _ = store.create(copy.key(), copy.tag(), copy.value());
                    }
                    return null;
                };
                all.add(executor.submit(work));
            }
            for (var each : all) {
                each.get();
            }
        }
    }

    private static Entry copy(Entry model, String name) {
        var value = new String(model.value(), StandardCharsets.UTF_8)
                .replace(MODEL, name)
                .replaceFirst("\"uid\":\"[^\"]*\"", "\"uid\":\"" + UUID.randomUUID() + "\"");
        return new Entry(
                model.key().replace(MODEL, name),
                model.revision(),
                model.tag(),
                value.getBytes(StandardCharsets.UTF_8));
    }

    /** By pages of 500, as kubectl does. */
    private static void pages(ApiSite site, BrokerProcess broker) throws Exception {
        double processor = ApiSite.processorSeconds(broker.pid());
        var millis = new ArrayList<Double>();
        var token = "";
        int seen = 0;
        do {
            long start = System.nanoTime();
            var path = ApiSite.INSTANCES + "?limit=500" + (token.isEmpty() ? "" : "&continue=" + token);
            var page = site.ask(path, TABLE, BodyHandlers.ofByteArray()).body();
            millis.add((System.nanoTime() - start) / 1e6);
            var head = new String(page, 0, Math.min(page.length, 4_000), StandardCharsets.UTF_8);
            seen += count(page, page.length, MARK);
            token = between(head, "\"continue\":\"", "\"");
            if (!token.isEmpty() && millis.size() > 1 && head.contains("remainingItemCount")) {
                assertThat(Integer.parseInt(
                                between(head, "\"remainingItemCount\":", "}").split(",", -1)[0]))
                        .isEqualTo(INSTANCES - seen);
            }
        } while (!token.isEmpty());
        assertThat(seen).isEqualTo(INSTANCES);
        millis.sort(null);
        report(
                "%,d instances in pages of 500: median %.1f ms, p99 %.1f ms, slowest %.1f ms; %.2f ms of processor time each",
                seen,
                millis.get(millis.size() / 2),
                millis.get(millis.size() * 99 / 100),
                millis.getLast(),
                1e3 * (ApiSite.processorSeconds(broker.pid()) - processor) / millis.size());
    }

    /** By pages that are as large as can be asked for, many at once. */
    private static void greedy(ApiSite site) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 24; i++) {
                all.add(executor.submit(() -> site.ask(
                                ApiSite.INSTANCES + "?limit=10000", "application/json", BodyHandlers.ofByteArray())
                        .body()));
            }
            for (var each : all) {
                var page = each.get();
                assertThat(count(page, page.length, MARK)).isBetween(200, 500);
            }
        }
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before);
        return start < 0 ? "" : text.substring(start + before.length(), text.indexOf(after, start + before.length()));
    }

    /** As an informer begins: everything in one answer. */
    private static void everything(ApiSite site, BrokerProcess broker) throws Exception {
        long start = System.nanoTime();
        try (var in = site.ask(
                        ApiSite.INSTANCES + "?resourceVersion=0", "application/json", BodyHandlers.ofInputStream())
                .body()) {
            assertThat(count(in)).isEqualTo(INSTANCES);
        }
        report(
                "an informer's list of %,d in %.1f s; %,d KiB resident",
                INSTANCES, (System.nanoTime() - start) / 1e9, broker.residentKibibytes());
    }

    private static int count(InputStream in) throws IOException {
        var buffer = new byte[64 * 1024];
        int filled = 0;
        int found = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer, filled, buffer.length - filled)) {
            int end = filled + read;
            found += count(buffer, end, MARK);
            // What may be the beginning of a mark is looked at again.
            filled = Math.min(end, MARK.length - 1);
            System.arraycopy(buffer, end - filled, buffer, 0, filled);
        }
        return found;
    }

    private static int count(byte[] text, int length, byte[] mark) {
        int found = 0;
        for (int i = 0; i <= length - mark.length; i++) {
            if (text[i] == mark[0] && Arrays.equals(text, i, i + mark.length, mark, 0, mark.length)) {
                found++;
            }
        }
        return found;
    }

    /** With the real kubectl, where there is one. */
    private void kubectl(ApiSite site, BrokerProcess broker) throws Exception {
        long start = System.nanoTime();
        var output = folder.resolve("kubectl.out");
        int code;
        try {
            code = new ProcessBuilder(
                            "kubectl",
                            "--kubeconfig=/dev/null",
                            "--cache-dir=" + folder.resolve("cache"),
                            "--server=" + site.api(),
                            "--certificate-authority=" + site.certificate(),
                            "--token=" + ApiSite.TOKEN,
                            "get",
                            "serviceinstances",
                            "--no-headers")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            report("SKIPPED: kubectl is not on the PATH");
            return;
        }
        try (var lines = Files.lines(output)) {
            assertThat(lines.filter(line -> line.contains("counter")).count())
                    .as("kubectl ended with %s", code)
                    .isEqualTo(INSTANCES);
        }
        report(
                "kubectl get of %,d in %.1f s; %,d KiB resident",
                INSTANCES, (System.nanoTime() - start) / 1e9, broker.residentKibibytes());
    }

    private static void report(String format, Object... values) {
        System.out.println("ApiListTest: " + String.format(Locale.ROOT, format, values));
    }
}
