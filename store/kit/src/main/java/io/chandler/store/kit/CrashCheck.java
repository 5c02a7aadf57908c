package io.chandler.store.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.Revision;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Kills a process that writes to a store, again and again, and looks for what it had acknowledged. */
public final class CrashCheck {

    /** A write that was acknowledged; the checksum of a removal is 0. */
    private record Acknowledged(Revision revision, String key, long checksum) {}

    private final List<String> command;
    private final Callable<Store> open;
    private final Random random = new Random();
    private final Set<Revision> given = new HashSet<>();

    private CrashCheck(List<String> command, Callable<Store> open) {
        this.command = command;
        this.open = open;
    }

    /**
     * Kills and looks.
     *
     * @param command starts a process that opens the store and calls {@link CrashWriter#write} with its standard output
     * @param open opens the same store here
     * @return the number of acknowledged writes that were looked for
     */
    public static int run(List<String> command, Callable<Store> open, int rounds) throws Exception {
        var check = new CrashCheck(command, open);
        for (int round = 0; round < rounds; round++) {
            check.round();
        }
        return check.given.size();
    }

    private void round() throws Exception {
        Map<String, String> before;
        Revision start;
        try (var store = open.call()) {
            start = store.current();
            before = state(store, start);
        }
        var acknowledged = writeUntilKilled(20 + random.nextInt(1_500));
        try (var store = open.call()) {
            var history = history(store, start);
            verify(acknowledged, history);
            replay(before, history);
            // What the killed process had sent last may still be on its way.
            var end = history.getLast().entry().revision();
            assertThat(state(store, end))
                    .as("the state is what the history says")
                    .isEqualTo(before);
        }
    }

    private List<Acknowledged> writeUntilKilled(int lines) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var acknowledged = new ArrayList<Acknowledged>();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line; (line = output.readLine()) != null; ) {
                var parts = line.split(" ", -1);
                if (parts.length == 3 && !parts[2].isEmpty()) {
                    acknowledged.add(new Acknowledged(Revision.parse(parts[0]), parts[1], Long.parseLong(parts[2])));
                }
                if (acknowledged.size() == lines) {
                    // By its handle, which leaves the output that is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("ended by a signal, not by itself").isGreaterThan(128);
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(lines);
        // The last line may be cut off in its number.
        acknowledged.removeLast();
        return acknowledged;
    }

    private static List<Change> history(Store store, Revision after) throws InterruptedException {
        try (var subscription = store.watch("", after)) {
            return Testing.changesUpTo(subscription, store.current());
        }
    }

    private void verify(List<Acknowledged> acknowledged, List<Change> history) {
        var byRevision = new HashMap<Revision, Change>();
        var last = Revision.ZERO;
        for (var change : history) {
            assertThat(change.entry().revision()).isGreaterThan(last);
            last = change.entry().revision();
            byRevision.put(last, change);
            assertThat(CrashWriter.whole(change.entry().value())).isTrue();
        }
        for (var write : acknowledged) {
            assertThat(given.add(write.revision())).as("given once: %s", write).isTrue();
            var change = byRevision.get(write.revision());
            if (change == null) {
                throw new AssertionError("lost: " + write);
            }
            assertThat(change.entry().key()).isEqualTo(write.key());
            assertThat(
                            change.removed()
                                    ? 0
                                    : CrashWriter.checksum(change.entry().value()))
                    .as("as it was written: %s", write)
                    .isEqualTo(write.checksum());
        }
    }

    private static void replay(Map<String, String> state, List<Change> history) {
        for (var change : history) {
            String key = change.entry().key();
            assertThat(change.previous().map(CrashCheck::describe).orElse(null)).isEqualTo(state.get(key));
            if (change.removed()) {
                state.remove(key);
            } else {
                state.put(key, describe(change.entry()));
            }
        }
    }

    private static Map<String, String> state(Store store, Revision at) {
        var state = new TreeMap<String, String>();
        for (var entry :
                store.range("", "", "", Integer.MAX_VALUE, Optional.of(at)).entries()) {
            state.put(entry.key(), describe(entry));
        }
        return state;
    }

    private static String describe(Entry entry) {
        return entry.revision() + " " + entry.tag() + " " + CrashWriter.checksum(entry.value());
    }
}
