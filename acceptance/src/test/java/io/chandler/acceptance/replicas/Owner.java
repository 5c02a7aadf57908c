package io.chandler.acceptance.replicas;

import io.chandler.acceptance.service.Things;
import io.chandler.osb.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A customer that leads instances of its own through their lives, and compares every answer with what was acknowledged. */
final class Owner implements Callable<Void> {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> PLANS = List.of("slow-id", "slow-id", "quick-id");

    private final Counter counter;
    private final String name;
    private final Random random;
    private final AtomicBoolean closing;
    private final int pause;
    private final List<Done> done = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    /** Whether an attempt to update that was not answered may be done still, and be in the way of others. */
    private boolean lateUpdates;

    /**
     * An operation that was acknowledged as ended well.
     *
     * @param identities of the requests that may have begun it
     */
    record Done(String method, String subject, List<String> identities, int steps) {}

    private record Kept(String id, String plan, String binding, JsonNode credentials, Counter.Outcome provisioned) {}

    Owner(Counter counter, String name, long seed, AtomicBoolean closing, int pause) {
        this.counter = counter;
        this.name = name;
        this.random = new Random(seed);
        this.closing = closing;
        this.pause = pause;
    }

    /** What was acknowledged. */
    List<Done> done() {
        return done;
    }

    @Override
    public Void call() throws InterruptedException {
        for (int i = 0; !closing.get(); i++) {
            life(name + "/" + i, PLANS.get(random.nextInt(PLANS.size())));
        }
        for (var instance : kept) {
            var fetched = ask(Request.fetchBinding(instance.id(), instance.binding()), 200);
            if (!instance.credentials().equals(fetched.body().get("credentials"))) {
                throw wrong("the credentials have changed", fetched);
            }
            deprovision(instance.id(), instance.plan(), instance.provisioned());
        }
        return null;
    }

    private ObjectNode work(int steps, String value) {
        return Json.object()
                .put("steps", steps)
                .put("millis", random.nextInt(60))
                .put("failures", random.nextInt(5) == 0 ? 1 : 0)
                .put("value", value);
    }

    private void life(String id, String plan) throws InterruptedException {
        lateUpdates = false;
        int steps = 1 + random.nextInt(3);
        var provision = Request.provision(id, plan, work(steps, "first"));
        var provisioned = outcome(provision, 200, 201, 202);
        end(id, Optional.empty(), "provision", provisioned, steps);
        ask(Request.fetch(id), 200);
        pause();

        var binding = "binding/" + random.nextInt(1_000);
        var bind = Request.bind(id, binding, plan, work(2, "unused"));
        var bound = outcome(bind, 200, 201, 202);
        end(id, Optional.of(binding), "bind", bound, 2);
        var credentials = ask(Request.fetchBinding(id, binding), 200).body().get("credentials");
        pause();

        if (random.nextBoolean()) {
            steps = 1 + random.nextInt(2);
            var update = Request.update(id, work(steps, "second"));
            var updated = outcome(update, 200, 202);
            lateUpdates = updated.identities().size() > 1;
            end(id, Optional.empty(), "update", updated, steps);
            ask(Request.fetch(id), 200);
            pause();
        }
        if (random.nextInt(5) == 0) {
            kept.add(new Kept(id, plan, binding, credentials, provisioned));
            return;
        }
        if (random.nextBoolean()) {
            delete(
                    Request.unbind(id, binding, plan),
                    id,
                    Optional.of(binding),
                    "unbind",
                    2,
                    Request.fetchBinding(id, binding),
                    bound);
            pause();
        }
        deprovision(id, plan, provisioned);
    }

    private void deprovision(String id, String plan, Counter.Outcome provisioned) throws InterruptedException {
        delete(Request.deprovision(id, plan), id, Optional.empty(), "deprovision", 1, Request.fetch(id), provisioned);
    }

    /**
     * Deletes until it is gone. What created it may come again: an attempt that was not answered, as its replica was
     * stopped, is done when the replica goes on. A platform deletes then what it does not know of, and so does this.
     */
    private void delete(
            Request request,
            String id,
            Optional<String> binding,
            String method,
            int steps,
            Request fetch,
            Counter.Outcome created)
            throws InterruptedException {
        for (int late = created.identities().size() - 1; ; late--) {
            var outcome = outcome(request, 200, 202, 410);
            if (!gone(outcome)) {
                end(id, binding, method, outcome, steps);
            }
            if (ask(fetch, late > 0 ? new int[] {200, 404} : new int[] {404}).status() == 404) {
                return;
            }
            System.out.printf("%s: %s is there again, by a late request%n", name, fetch.path());
        }
    }

    /** Whether a deletion found nothing, because an earlier attempt, which was not answered, had been done. */
    private boolean gone(Counter.Outcome outcome) {
        if (outcome.answer().status() != 410) {
            return false;
        }
        if (outcome.atOnce()) {
            throw wrong("what was acknowledged is gone", outcome.answer());
        }
        return true;
    }

    private void end(String id, Optional<String> binding, String method, Counter.Outcome outcome, int steps)
            throws InterruptedException {
        if (outcome.answer().status() == 202) {
            await(id, binding, outcome.answer().operation());
        }
        var subject = binding.map(one -> Things.name(id, one)).orElseGet(() -> Things.name(id));
        done.add(new Done(method, subject, outcome.identities(), steps));
    }

    private void await(String id, Optional<String> binding, Optional<String> operation) throws InterruptedException {
        var limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var poll = binding.map(one -> Request.pollBinding(id, one, operation))
                    .orElseGet(() -> Request.poll(id, operation));
            var answer = ask(poll, 200);
            if (answer.state().equals("succeeded")) {
                return;
            }
            if (!answer.state().equals("in progress")) {
                throw wrong("an operation failed", answer);
            }
            if (System.nanoTime() > limit) {
                throw wrong("an operation of " + id + binding.orElse("") + " does not end", answer);
            }
            Thread.sleep(50 + random.nextInt(200));
        }
    }

    private void pause() throws InterruptedException {
        Thread.sleep(1 + random.nextInt(pause));
    }

    private Answer ask(Request request, int... expected) throws InterruptedException {
        return outcome(request, expected).answer();
    }

    private Counter.Outcome outcome(Request request, int... expected) throws InterruptedException {
        var outcome = counter.ask(request, random, (_, _, _) -> {});
        var limit = System.nanoTime() + PATIENCE.toNanos();
        while (lateUpdates && outcome.answer().isConcurrency() && System.nanoTime() < limit) {
            Thread.sleep(100);
            outcome = outcome.before(counter.ask(request, random, (_, _, _) -> {}));
        }
        if (!outcome.answer().is(expected)) {
            throw wrong(request.method() + " " + request.path() + " should not be answered so", outcome.answer());
        }
        return outcome;
    }

    private AssertionError wrong(String what, Answer answer) {
        return new AssertionError(name + ": " + what + ": " + answer);
    }
}
