package io.chandler.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
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
        try {
            var loop = new Loop(address, connections, scripts, limit);
            var start = System.nanoTime();
            loop.run(start + time.toNanos());
            return new Load(
                    loop.units(),
                    loop.requests(),
                    loop.reopened(),
                    limit == Long.MAX_VALUE ? time.toNanos() : loop.last() - start,
                    loop.latencies());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
