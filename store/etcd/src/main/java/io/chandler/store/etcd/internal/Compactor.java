package io.chandler.store.etcd.internal;

import com.google.protobuf.ByteString;
import io.chandler.resources.StoreException;
import io.chandler.store.etcd.EtcdSettings.Compaction;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes etcd forget what is older than it has to remember. Brokers that share a store keep one list of which revision was the
 * newest when; whoever gets to extend it compacts.
 */
final class Compactor implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Compactor.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MARKS_PER_TIME = 12;

    private final Cluster cluster;
    private final Layout layout;
    private final Horizon horizon;
    private final Compaction.Own rule;
    private final Clock clock;
    private final Thread thread;

    /** That a revision was the newest at a time. */
    record Mark(long second, long revision) {}

    Compactor(Cluster cluster, Layout layout, Horizon horizon, Compaction.Own rule, Clock clock) {
        this.cluster = cluster;
        this.layout = layout;
        this.horizon = horizon;
        this.rule = rule;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("chandler-etcd-compactor").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(INTERVAL.plusMillis(ThreadLocalRandom.current().nextLong(10_000)));
                look();
            } catch (InterruptedException e) {
                return;
            } catch (CallException | StoreException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LOG.log(Level.FINE, () -> "etcd could not be compacted: " + e.getMessage());
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "etcd could not be compacted", e);
            }
        }
    }

    /** Extends the list and compacts, if it is time and no other broker does so. */
    void look() {
        var head = Head.read(cluster, layout);
        var response =
                cluster.read(RangeRequest.newBuilder().setKey(layout.history).build());
        boolean there = response.getKvsCount() > 0;
        var marks = there ? parse(response.getKvs(0).getValue().toStringUtf8()) : List.<Mark>of();
        long second = clock.instant().getEpochSecond();
        long surplus = head.newest() - rule.changes();
        long spacing = Math.max(INTERVAL.toSeconds(), rule.time().toSeconds() / MARKS_PER_TIME);
        var kept = new ArrayList<>(marks.stream()
                .filter(mark -> mark.second() <= second && mark.revision() <= head.newest())
                .toList());
        boolean due = kept.isEmpty() || second - kept.getLast().second() >= spacing;
        boolean urgent = surplus - horizon.known(head) > rule.changes() / 10;
        if (!due && !urgent) {
            return;
        }
        if (due) {
            kept.add(new Mark(second, head.newest()));
        }
        long target = surplus;
        while (kept.size() > 1 && second - kept.get(1).second() >= rule.time().toSeconds()) {
            kept.removeFirst();
        }
        if (second - kept.getFirst().second() >= rule.time().toSeconds()) {
            target = Math.max(target, kept.getFirst().revision());
        }
        if (replace(there ? response.getKvs(0).getModRevision() : 0, kept) && target > horizon.known(head)) {
            horizon.compact(target);
        }
    }

    private boolean replace(long expected, List<Mark> marks) {
        return cluster.write(TxnRequest.newBuilder()
                        .addCompare(Reader.unchanged(layout.history, expected))
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestPut(PutRequest.newBuilder()
                                        .setKey(layout.history)
                                        .setValue(ByteString.copyFromUtf8(print(marks)))))
                        .build())
                .getSucceeded();
    }

    static String print(List<Mark> marks) {
        var text = new StringBuilder();
        marks.forEach(mark ->
                text.append(mark.second()).append(' ').append(mark.revision()).append('\n'));
        return text.toString();
    }

    /** Reads what {@link #print} wrote; other lines are left out. */
    static List<Mark> parse(String text) {
        return text.lines()
                .filter(line -> line.matches("[0-9]{1,15} [0-9]{1,18}"))
                .map(line -> line.split(" ", -1))
                .map(parts -> new Mark(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                .toList();
    }

    @Override
    public void close() {
        Feed.end(thread);
    }
}
