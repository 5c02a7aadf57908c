package io.chandler.bench.load;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The scripts of the benchmark; each supplier makes one for each connection. */
public final class Scripts {

    private Scripts() {}

    /** Fetches the catalog, again and again; it must stay the same, byte for byte. */
    public static Supplier<Script> catalog(Requests requests) {
        var template = requests.catalog();
        var first = new AtomicReference<@Nullable ByteBuffer>();
        return () -> new Catalog(template.copy(), first);
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

    /** Provisions one instance after the other, each refused with 500 because the broker's backend fails. */
    public static Supplier<Script> refused(Requests requests, long seed, AtomicLong numbers) {
        var template = requests.provision();
        return () -> new Single(template.copy(), seed, numbers, 500);
    }

    /** Asks how far one operation is, for one instance after the other. */
    public static Supplier<Script> lastOperation(Requests requests, String operation, long seed, AtomicLong numbers) {
        var template = requests.pollInstance("&operation=" + URLEncoder.encode(operation, StandardCharsets.UTF_8));
        return () -> new Single(template.copy(), seed, numbers, 200);
    }

    /** Provisions, binds, unbinds and deprovisions, and polls wherever an operation was only accepted. */
    public static Supplier<Script> lifecycle(Requests requests, long seed, AtomicLong numbers) {
        return () -> new Lifecycle(requests, seed, numbers);
    }

    private static final class Catalog implements Script {

        private final Template template;
        private final AtomicReference<@Nullable ByteBuffer> first;
        private @Nullable ByteBuffer expected;
        private long number;

        Catalog(Template template, AtomicReference<@Nullable ByteBuffer> first) {
            this.template = template;
            this.first = first;
        }

        @Override
        public ByteBuffer next() {
            return template.fill(0, number++);
        }

        @Override
        public Progress take(Reply reply) {
            if (reply.status() != 200) {
                throw new UnexpectedReply("Expected 200, got " + reply.describe());
            }
            if (!reply.hasBody(expected(reply))) {
                throw new UnexpectedReply("Expected the catalog of the first reply, got " + reply.describe());
            }
            return Progress.DONE;
        }

        private ByteBuffer expected(Reply reply) {
            var known = expected;
            if (known == null) {
                var body = reply.body();
                var other = first.compareAndExchange(null, body);
                known = other == null ? body : other;
                expected = known;
            }
            return known;
        }
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
