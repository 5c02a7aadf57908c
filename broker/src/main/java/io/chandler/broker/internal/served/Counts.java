package io.chandler.broker.internal.served;

import io.chandler.resources.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * How many objects there are, about: a count holds for a while, and nobody waits long for one that takes long. Thread-safe.
 */
final class Counts {

    private static final Duration PATIENCE = Duration.ofMillis(10);
    private static final Duration HOLDS = Duration.ofSeconds(10);

    private final Map<Scope, Count> counts = new ConcurrentHashMap<>();

    private record Count(long begun, CompletableFuture<OptionalLong> number) {

        static Count begin(Supplier<OptionalLong> counting) {
            var number = new CompletableFuture<OptionalLong>();
            Thread.ofVirtual().name("chandler-api-count").start(() -> {
                try {
                    number.complete(counting.get());
                } catch (RuntimeException e) {
                    number.complete(OptionalLong.empty());
                }
            });
            return new Count(System.nanoTime(), number);
        }

        boolean old() {
            return number.isDone() && System.nanoTime() - begun > HOLDS.toNanos();
        }
    }

    /** The number of objects in a scope; empty while it is not known. */
    OptionalLong of(Scope scope, Supplier<OptionalLong> counting) {
        var count = counts.compute(scope, (_, known) -> known == null || known.old() ? Count.begin(counting) : known);
        try {
            return count.number.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        } catch (TimeoutException | ExecutionException e) {
            return OptionalLong.empty();
        }
    }
}
