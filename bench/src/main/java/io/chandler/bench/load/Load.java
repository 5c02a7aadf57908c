package io.chandler.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * What came out of a load.
 *
 * @param units of work done in time
 * @param requests sent, those after the end included
 * @param reopened connections that the server had closed
 * @param nanos how long the load lasted
 * @param latencies of the units, in nanoseconds
 */
public record Load(long units, long requests, int reopened, long nanos, Histogram latencies) {

    /** Most event loops: more than this gain nothing while the broker shares the cores. */
    private static final int THREADS = 2;

    /** Units of work per second. */
    public double rate() {
        return units * 1e9 / nanos;
    }

    /** A percentile of the latencies, in milliseconds. */
    public double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /**
     * Works for some time.
     *
     * @throws UnexpectedReply if any reply was not what had to come
     */
    public static Load during(Duration time, InetSocketAddress address, int connections, Supplier<Script> scripts) {
        return run(time, Long.MAX_VALUE, address, connections, scripts);
    }

    /**
     * Does so many units of work, within an hour.
     *
     * @throws UnexpectedReply if any reply was not what had to come
     */
    public static Load of(long units, InetSocketAddress address, int connections, Supplier<Script> scripts) {
        return run(Duration.ofHours(1), units, address, connections, scripts);
    }

    private static Load run(
            Duration time, long limit, InetSocketAddress address, int connections, Supplier<Script> scripts) {
        var threads = Math.min(THREADS, connections);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            var loops = new ArrayList<Loop>();
            for (var index = 0; index < threads; index++) {
                loops.add(new Loop(address, share(connections, threads, index), scripts, share(limit, threads, index)));
            }
            var start = System.nanoTime();
            var tasks = loops.stream()
                    .map(loop -> (Callable<Loop>) () -> {
                        loop.run(start + time.toNanos());
                        return loop;
                    })
                    .toList();
            for (var future : executor.invokeAll(tasks)) {
                future.get();
            }
            return sum(loops, limit == Long.MAX_VALUE ? time.toNanos() : last(loops) - start);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnexpectedReply reply ? reply : new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static int share(int whole, int parts, int index) {
        return (int) share((long) whole, parts, index);
    }

    private static long share(long whole, int parts, int index) {
        return whole == Long.MAX_VALUE ? whole : whole / parts + (index < whole % parts ? 1 : 0);
    }

    private static long last(List<Loop> loops) {
        return loops.stream().mapToLong(Loop::last).max().orElseThrow();
    }

    private static Load sum(List<Loop> loops, long nanos) {
        var latencies = new Histogram(loops.getFirst().latencies());
        loops.forEach(loop -> latencies.add(loop.latencies()));
        return new Load(
                loops.stream().mapToLong(Loop::units).sum(),
                loops.stream().mapToLong(Loop::requests).sum(),
                loops.stream().mapToInt(Loop::reopened).sum(),
                nanos,
                latencies);
    }
}
