package io.chandler.bench.load;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The scripts of the benchmark; each supplier makes one for each connection. */
public final class Scripts {

    private Scripts() {}

    /** Fetches the catalog, again and again. */
    public static Supplier<Script> catalog(Requests requests) {
        var template = requests.catalog();
        return () -> new Single(template.copy(), 0, new AtomicLong(), 200);
    }

    /**
     * Provisions one instance after the other, each answered with {@code 202 Accepted}.
     *
     * @param seed of the instances' ids
     * @param numbers gives each instance its number; shared by all connections
     */
    public static Supplier<Script> provision(Requests requests, long seed, AtomicLong numbers) {
        var template = requests.provision();
        return () -> new Single(template.copy(), seed, numbers, 202);
    }

    /** Asks for the last operations of instances, of which each must have succeeded. */
    public static Supplier<Script> succeeded(Requests requests, long seed, AtomicLong numbers) {
        var template = requests.pollInstance("");
        return () -> new Polling(template.copy(), seed, numbers);
    }

    /** Provisions, binds, unbinds and deprovisions, and polls wherever an operation was only accepted. */
    public static Supplier<Script> lifecycle(Requests requests, long seed, AtomicLong numbers) {
        return () -> new Lifecycle(requests, seed, numbers);
    }

    private record Single(Template template, long seed, AtomicLong numbers, int expected) implements Script {

        @Override
        public ByteBuffer next() {
            return template.fill(seed, numbers.getAndIncrement());
        }

        @Override
        public Progress take(Reply reply) {
            if (reply.status() != expected) {
                throw new UnexpectedReply("Expected " + expected + ", got " + reply.describe());
            }
            return Progress.DONE;
        }
    }

    private static final class Polling implements Script {

        private final Template template;
        private final long seed;
        private final AtomicLong numbers;
        private long number = -1;

        Polling(Template template, long seed, AtomicLong numbers) {
            this.template = template;
            this.seed = seed;
            this.numbers = numbers;
        }

        @Override
        public ByteBuffer next() {
            if (number < 0) {
                number = numbers.getAndIncrement();
            }
            return template.fill(seed, number);
        }

        @Override
        public Progress take(Reply reply) {
            if (OperationState.of(reply) == OperationState.IN_PROGRESS) {
                return Progress.LATER;
            }
            number = -1;
            return Progress.DONE;
        }

        @Override
        public long pauseNanos() {
            return 50_000_000;
        }
    }
}
