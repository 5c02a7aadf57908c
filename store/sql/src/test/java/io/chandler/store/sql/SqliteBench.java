package io.chandler.store.sql;

import io.chandler.resources.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures a store on the disk of a folder: {@code SqliteBench <folder> <stored entries> <seconds> <clients> <watches>}. Half of the
 * writes create, half swap; values have 1.3 KB.
 */
final class SqliteBench {

    private static final int VALUE_BYTES = 1300;

    private SqliteBench() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        int stored = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        int clients = Integer.parseInt(arguments[3]);
        var file = folder.resolve("bench-" + stored + ".db");
        long start = System.nanoTime();
        try (var store = SqliteStore.open(file, SqliteSettings.defaults())) {
            say("open %.0f ms, revision %s", (System.nanoTime() - start) / 1e6, store.current());
            for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
                store.watch("i/" + key(i), store.current());
            }
            fill(store, stored);
            writes(store, stored, 2, clients);
            for (int round = 0; round < 3; round++) {
                writes(store, stored, seconds, clients);
            }
            reads(store, stored, seconds, clients);
            ranges(store, stored);
            say("%s", store.statistics());
        }
        say("files %d MiB", size(folder) >> 20);
    }

    private static void fill(SqliteStore store, int stored) throws InterruptedException {
        long start = System.nanoTime();
        int present = store.range("i/", "", "", 1, Optional.empty()).entries().isEmpty() ? 0 : stored;
        var next = new AtomicInteger(present);
        run(256, Long.MAX_VALUE, (client, random) -> {
            int i = next.getAndIncrement();
            if (i >= stored) {
                return false;
            }
            store.create(key(i), i % 1000 == 0 ? "active" : "", value(random));
            return true;
        });
        if (present == 0 && stored > 0) {
            say("filled %d in %.1f s", stored, (System.nanoTime() - start) / 1e9);
        }
    }

    private static void writes(SqliteStore store, int stored, int seconds, int clients) throws InterruptedException {
        var before = store.statistics();
        long round = System.nanoTime();
        var next = new AtomicInteger();
        long cpu = cpu();
        long[][] times = measure(clients, seconds, (client, random) -> {
            if (random.nextBoolean() || stored == 0) {
                store.create(
                        "n/" + round + "/" + next.getAndIncrement() + "-" + key(random.nextInt()), "", value(random));
            } else {
                String key = key(random.nextInt(stored));
                var entry = store.get(key).orElseThrow();
                try {
                    store.compareAndSwap(key, entry.revision(), entry.tag(), value(random));
                } catch (StoreException.Conflict lost) {
                    return true;
                }
            }
            return true;
        });
        var after = store.statistics();
        report("writes", times, seconds);
        long made = after.writes() - before.writes();
        say(
                "  %.1f writes per commit, %.1f us of CPU per write",
                made / (double) (after.commits() - before.commits()), (cpu() - cpu) / 1e3 / made);
    }

    private static void reads(SqliteStore store, int stored, int seconds, int clients) throws InterruptedException {
        if (stored > 0) {
            report(
                    "gets",
                    measure(clients, seconds, (client, random) -> {
                        return store.get(key(random.nextInt(stored))).isPresent();
                    }),
                    seconds);
        }
    }

    private static void ranges(SqliteStore store, int stored) throws InterruptedException {
        if (stored > 0) {
            report(
                    "range 500",
                    measure(1, 2, (client, random) -> {
                        store.range("i/", "", key(random.nextInt(stored)), 500, Optional.empty());
                        return true;
                    }),
                    2);
            report(
                    "range tagged",
                    measure(1, 2, (client, random) -> {
                        store.range("i/", "active", "", 10_000, Optional.empty());
                        return true;
                    }),
                    2);
            say(
                    "  tagged: %d",
                    store.range("i/", "active", "", 10_000, Optional.empty())
                            .entries()
                            .size());
        }
    }

    private interface Step {
        boolean run(int client, ThreadLocalRandom random);
    }

    private static long[][] measure(int clients, int seconds, Step step) throws InterruptedException {
        var times = new long[clients][1 << 14];
        var counts = new int[clients];
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        run(clients, end, (client, random) -> {
            long start = System.nanoTime();
            boolean more = step.run(client, random);
            if (counts[client] == times[client].length) {
                times[client] = Arrays.copyOf(times[client], 2 * counts[client]);
            }
            times[client][counts[client]++] = System.nanoTime() - start;
            return more;
        });
        for (int i = 0; i < clients; i++) {
            times[i] = Arrays.copyOf(times[i], counts[i]);
        }
        return times;
    }

    private static void run(int clients, long end, Step step) throws InterruptedException {
        var done = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            int client = i;
            Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() < end && step.run(client, ThreadLocalRandom.current())) {}
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
    }

    private static void report(String what, long[][] times, int seconds) {
        long[] all = Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
        say(
                "%-12s %8.0f /s  p50 %.2f ms  p99 %.2f ms  max %.1f ms",
                what,
                all.length / (double) seconds,
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                all[all.length - 1] / 1e6);
    }

    private static String key(int i) {
        // Scattered, as identifiers are.
        long mixed = i * 0x9E3779B97F4A7C15L;
        return "i/" + String.format(Locale.ROOT, "%016x-%08x", mixed ^ mixed >>> 32, i);
    }

    private static byte[] value(ThreadLocalRandom random) {
        var value = new byte[VALUE_BYTES];
        Arrays.fill(value, (byte) ('a' + random.nextInt(26)));
        return value;
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
