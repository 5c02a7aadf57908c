package io.chandler.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random operations on the queue and on a model that is too simple to be wrong. */
class WorkQueueModelTest {

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(8), 0);

    enum Kind {
        ADD,
        ADD_AFTER,
        SCHEDULE,
        BACK_OFF,
        FORGET,
        REMOVE,
        TAKE,
        TAKE_AGAIN,
        DONE,
        ADVANCE
    }

    record Operation(Kind kind, int key, int seconds) {}

    @Provide
    Arbitrary<List<Operation>> operations() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(-2, 6))
                .as(Operation::new)
                .list()
                .ofMaxSize(60);
    }

    /** Keys that are ready or wait, each with its time and the order in which it was put there. */
    private static final class Model {
        record Place(Instant due, int order) {}

        final Map<Integer, Place> ready = new HashMap<>();
        final Map<Integer, Place> waiting = new HashMap<>();
        final List<Integer> taken = new ArrayList<>();
        final Map<Integer, Integer> failures = new HashMap<>();
        int order;

        void add(int key, Instant due) {
            ready.putIfAbsent(key, new Place(due, order++));
        }

        void addAfter(int key, Duration delay, Instant now) {
            if (!delay.isPositive()) {
                add(key, now);
            } else if (!waiting.containsKey(key)
                    || now.plus(delay).isBefore(waiting.get(key).due())) {
                waiting.put(key, new Place(now.plus(delay), order++));
            }
        }

        void schedule(int key, Instant due, Instant now) {
            remove(key);
            if (due.isAfter(now)) {
                waiting.put(key, new Place(due, order++));
            } else {
                add(key, due);
            }
        }

        void remove(int key) {
            ready.remove(key);
            waiting.remove(key);
        }

        Duration failed(int key) {
            int failure = failures.merge(key, 1, Integer::sum);
            return Duration.ofSeconds(Math.min(8, 1L << Math.min(failure - 1, 10)));
        }

        Optional<Integer> take(Instant now) {
            inOrder(waiting).forEach(key -> {
                var place = waiting.get(key);
                if (!place.due().isAfter(now)) {
                    waiting.remove(key);
                    ready.putIfAbsent(key, place);
                }
            });
            var next =
                    inOrder(ready).stream().filter(key -> !taken.contains(key)).findFirst();
            next.ifPresent(key -> {
                ready.remove(key);
                taken.add(key);
            });
            return next;
        }

        private static List<Integer> inOrder(Map<Integer, Place> places) {
            return places.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(
                            Comparator.comparing(Place::due).thenComparingInt(Place::order)))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    @Property(tries = 2_000)
    void behavesAsTheModelDoes(@ForAll("operations") List<Operation> operations) {
        var clock = new ManualClock();
        var queue = new WorkQueue<Integer>(clock, BACK_OFF);
        var model = new Model();
        for (var operation : operations) {
            int key = operation.key();
            var now = clock.instant();
            var delay = Duration.ofSeconds(operation.seconds());
            switch (operation.kind()) {
                case ADD -> {
                    queue.add(key);
                    model.add(key, now);
                }
                case ADD_AFTER -> {
                    queue.addAfter(key, delay);
                    model.addAfter(key, delay, now);
                }
                case SCHEDULE -> {
                    queue.schedule(key, now.plus(delay));
                    model.schedule(key, now.plus(delay), now);
                }
                case BACK_OFF -> {
                    var expected = model.failed(key);
                    assertThat(queue.addWithBackOff(key)).isEqualTo(expected);
                    model.addAfter(key, expected, now);
                }
                case FORGET -> {
                    queue.forget(key);
                    model.failures.remove(key);
                }
                case REMOVE -> {
                    queue.remove(key);
                    model.remove(key);
                }
                case TAKE, TAKE_AGAIN -> assertThat(queue.poll()).isEqualTo(model.take(now));
                case DONE -> {
                    if (!model.taken.isEmpty()) {
                        queue.done(model.taken.removeFirst());
                    }
                }
                case ADVANCE -> clock.advance(Duration.ofSeconds(Math.max(0, operation.seconds())));
            }
            assertThat(queue.failures(key)).isEqualTo(model.failures.getOrDefault(key, 0));
        }
        clock.advance(Duration.ofMinutes(1));
        model.taken.forEach(queue::done);
        model.taken.clear();
        for (var expected = model.take(clock.instant()); expected.isPresent(); expected = model.take(clock.instant())) {
            assertThat(queue.poll()).isEqualTo(expected);
        }
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.size()).isZero();
    }
}
