package io.chandler.bench.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is measured and for how long.
 *
 * @param urls of stores; empty for SQLite and PostgreSQL on this machine
 * @param clients that work at the same time
 * @param stored entries before the load
 * @param requests of which the way to the service is measured; nothing else is then, unless it is 0
 */
record StoreOptions(List<String> urls, List<Integer> clients, Duration cell, int rounds, int stored, int requests) {

    static final String USAGE = """
            dev/bench --stores [--clients N,...] [--seconds N] [--rounds N] [--stored N] [URL...]

            Measures durable writes and reads of stores beside each other: of those that the URLs name, or of SQLite in a
            file and a PostgreSQL server of its own, both on the disk of this folder.

              --clients   that work at the same time; default 1,64,256
              --seconds   how long one load lasts; default 3
              --rounds    how often each load is repeated, in turns; the median counts; default 3
              --stored    entries before the load; default 20000

              --latency   measures instead the time from the answer to a provision to the call of the service, over so many
                          requests; the store must be empty

            A password belongs into CHANDLER_STORE_PASSWORD, not into a URL.""";

    /** @throws IllegalArgumentException if the arguments cannot be understood */
    static StoreOptions parse(String... arguments) {
        var urls = new ArrayList<String>();
        var clients = List.of(1, 64, 256);
        int seconds = 3;
        int rounds = 3;
        int stored = 20_000;
        int requests = 0;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
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
        return new StoreOptions(urls, clients, Duration.ofSeconds(seconds), rounds, stored, requests);
    }

    private static String value(String[] arguments, int index) {
        if (index == arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value.");
        }
        return arguments[index];
    }
}
