package io.chandler.bench.store;

import io.chandler.resources.Revision;
import io.chandler.resources.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** A closed loop of clients, each on a virtual thread, that do one thing again and again. */
final class StoreLoad {

    /** About as large as an instance is. */
    private static final int VALUE_BYTES = 1_300;

    private static final int KEYS_OF_A_CLIENT = 64;

    /** What the clients do. */
    enum Work {
        /** Stores a new key durably. */
        CREATE,
        /** Replaces the value of a key of the client's own, if it is still what the client last wrote. */
        SWAP,
        /** Reads a key of the client's own. */
        GET
    }

    /** Things done in a second, and milliseconds that one took. */
    record Sample(double rate, double p50, double p99) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,.0f/s, %.2f / %.1f ms", rate, p50, p99);
        }
    }

    private final Store store;
    private final String run;
    private final AtomicLong created = new AtomicLong();

    /** @param run distinguishes the keys of this load from those of others */
    StoreLoad(Store store, String run) {
        this.store = store;
        this.run = run;
    }

    /** Fills the store up to a number of entries. */
    void fill(int entries) throws InterruptedException {
        var next = new AtomicLong();
        together(256, client -> {
            var random = new SplittableRandom(client);
            for (long i = next.getAndIncrement(); i < entries; i = next.getAndIncrement()) {
                store.create(key("filled", i), i % 1000 == 0 ? "active" : "", value(random));
            }
            return new Histogram(3);
        });
    }

    Sample measure(Work work, int clients, Duration time) throws InterruptedException {
        var own = new ConcurrentHashMap<Integer, Revision[]>();
        if (work != Work.CREATE) {
            // Before the time begins.
            together(clients, client -> {
                own.put(client, own(client, new SplittableRandom(client)));
                return new Histogram(3);
            });
        }
        long start = System.nanoTime();
        long end = start + time.toNanos();
        var all = new Histogram(3);
        together(clients, client -> client(work, client, end, own.getOrDefault(client, new Revision[0])))
                .forEach(all::add);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Sample(
                all.getTotalCount() / seconds, all.getValueAtPercentile(50) / 1e6, all.getValueAtPercentile(99) / 1e6);
    }

    private Histogram client(Work work, int client, long end, Revision[] own) {
        var random = new SplittableRandom(client + System.nanoTime());
        var times = new Histogram(3);
        while (System.nanoTime() < end) {
            int n = random.nextInt(KEYS_OF_A_CLIENT);
            long before = System.nanoTime();
            switch (work) {
                case CREATE -> store.create(key("created", created.incrementAndGet()), "", value(random));
                case SWAP -> own[n] = store.compareAndSwap(key("own/" + client, n), own[n], "", value(random));
                case GET ->
                    own[n] = store.get(key("own/" + client, n)).orElseThrow().revision();
            }
            times.recordValue(System.nanoTime() - before);
        }
        return times;
    }

    private Revision[] own(int client, SplittableRandom random) {
        var revisions = new Revision[KEYS_OF_A_CLIENT];
        for (int n = 0; n < KEYS_OF_A_CLIENT; n++) {
            var key = key("own/" + client, n);
            var present = store.get(key);
            revisions[n] = present.isPresent() ? present.get().revision() : store.create(key, "", value(random));
        }
        return revisions;
    }

    private interface Client {
        Histogram run(int number) throws Exception;
    }

    private static List<Histogram> together(int clients, Client client) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Histogram>>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                Callable<Histogram> call = () -> client.run(number);
                running.add(threads.submit(call));
            }
            var results = new ArrayList<Histogram>();
            for (var each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed: " + e.getCause(), e);
        }
    }

    /** Scattered, as identifiers are. */
    private String key(String kind, long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return "/bench/" + run + "/" + kind + "/"
                + String.format(Locale.ROOT, "%016x-%08x", mixed ^ mixed >>> 32, number);
    }

    private static byte[] value(SplittableRandom random) {
        var value = new byte[VALUE_BYTES];
        Arrays.fill(value, (byte) ('a' + random.nextInt(26)));
        return value;
    }
}
