package io.chandler.bench.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured and for how long.
 *
 * @param parts to go through
 * @param urls of stores; empty for those that can be started on this machine
 * @param clients that work at the same time
 * @param stored entries before the load
 * @param requests of which the way to the service is measured; nothing else is then, unless it is 0
 * @param page whether the result is written to the page
 */
public record StoreOptions(
        Set<Part> parts,
        List<String> urls,
        List<Integer> clients,
        Duration cell,
        int rounds,
        int stored,
        int requests,
        boolean page) {

    /** The text that tells the options. */
    public static final String USAGE = """
            dev/bench --stores [--quick] [--only stores|brokers] [--seconds N] [--rounds N]
                               [--clients N,...] [--stored N] [--latency N] [URL...]

            Measures stores beside each other, first durable writes and reads without a broker, then provisions of a broker
            on each: SQLite in a file, a PostgreSQL server, an etcd of one member where etcd is on the PATH, and for the
            broker an API server of this project in the part of a cluster; all on the disk of this folder. Writes both
            tables to docs/performance.md. With URLs, only the stores that they name are measured, without a broker.

              --quick     short loads and few entries, to see that it works; writes no page
              --only      the stores without a broker, or the brokers; writes no page
              --seconds   how long one load lasts; default 2
              --rounds    how often each load is repeated, in turns; the median counts; default 3
              --clients   of a store that work at the same time; default 1,64,256
              --stored    entries of a store before the load; default 20000

              --latency   measures instead the time from the answer to a provision to the call of the service, over so many
                          requests; the store must be empty

            A password belongs into CHANDLER_STORE_PASSWORD, not into a URL.""";

    /** The parts of the measurement. */
    public enum Part {
        /** Stores without a broker. */
        STORES,
        /** A broker on each store. */
        BROKERS
    }

    /** @throws IllegalArgumentException if the arguments cannot be understood */
    public static StoreOptions parse(String... arguments) {
        boolean quick = List.of(arguments).contains("--quick");
        Set<Part> parts = EnumSet.allOf(Part.class);
        var urls = new ArrayList<String>();
        var clients = List.of(1, 64, 256);
        int seconds = quick ? 1 : 2;
        int rounds = quick ? 1 : 3;
        int stored = quick ? 2_000 : 20_000;
        int requests = 0;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> {}
                case "--only" ->
                    parts = EnumSet.of(
                            switch (value(arguments, ++i)) {
                                case "stores" -> Part.STORES;
                                case "brokers" -> Part.BROKERS;
                                default -> throw new IllegalArgumentException("--only needs stores or brokers.");
                            });
                case "--clients" ->
                    clients = Arrays.stream(value(arguments, ++i).split(",", -1))
                            .map(Integer::valueOf)
                            .toList();
                case "--seconds" -> seconds = Integer.parseInt(value(arguments, ++i));
                case "--rounds" -> rounds = Integer.parseInt(value(arguments, ++i));
                case "--stored" -> stored = Integer.parseInt(value(arguments, ++i));
                case "--latency" -> requests = Integer.parseInt(value(arguments, ++i));
                default -> {
                    if (arguments[i].startsWith("-")) {
                        throw new IllegalArgumentException(arguments[i] + " is not an option.");
                    }
                    urls.add(arguments[i]);
                }
            }
        }
        if (requests > 0 || !urls.isEmpty()) {
            parts = EnumSet.of(Part.STORES);
        }
        boolean whole = parts.size() == Part.values().length && !quick;
        return new StoreOptions(parts, urls, clients, Duration.ofSeconds(seconds), rounds, stored, requests, whole);
    }

    private static String value(String[] arguments, int index) {
        if (index == arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value.");
        }
        return arguments[index];
    }
}
