package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;

import io.chandler.acceptance.service.Things;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Leads one instance after the other through its life, over a broker that is killed again and again, and compares every
 * answer with what was acknowledged before. A request that was not answered is sent again, as platforms do, or the
 * object is deleted, as they do as well.
 */
final class Customer implements Callable<List<Customer.Kept>> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> PLANS = List.of("quick-id", "slow-id", "slow-id", "synchronous-id");

    private final Site site;
    private final Platform platform;
    private final String name;
    private final Random random;
    private final AtomicBoolean closing;
    private final List<Kept> kept = new ArrayList<>();
    private int requests;

    /** An instance that is left in place, with what is known of it. */
    record Kept(String id, String plan, String value, String binding, JsonNode credentials) {}

    Customer(Site site, Platform platform, String name, long seed, AtomicBoolean closing) {
        this.site = site;
        this.platform = platform;
        this.name = name;
        this.random = new Random(seed);
        this.closing = closing;
    }

    /** Requests that were acknowledged. */
    int acknowledged() {
        return requests;
    }

    /** Lives until it is told to close; what is begun is ended. */
    @Override
    public List<Kept> call() throws Exception {
        for (int i = 0; !closing.get(); i++) {
            var id = name + "/" + i;
            var plan = PLANS.get(random.nextInt(PLANS.size()));
            switch (random.nextInt(6)) {
                case 0 -> changeOfMind(id, plan);
                case 1 -> refused(id, plan);
                default -> life(id, plan);
            }
        }
        return kept;
    }

    private Script script() {
        return new Script(1 + random.nextInt(3), random.nextInt(15), random.nextInt(4) == 0 ? 1 : 0);
    }

    private record Script(int steps, int millis, int failures) {}

    private ObjectNode work(String value) {
        var script = script();
        return parameters(
                "steps", script.steps(), "millis", script.millis(), "failures", script.failures(), "value", value);
    }

    // ---- Lives -----------------------------------------------------------------------------------------------------

    private void life(String id, String plan) throws Exception {
        var parameters = work("first");
        var provisioned = orphan(() -> platform.provision(id, plan, parameters), 200, 201, 202);
        if (provisioned.isEmpty()) {
            remove(id, plan, true);
            return;
        }
        expectSuccess(id, provisioned.get());
        expectThing(Things.name(id), Optional.of("first"));
        expect(ask(() -> platform.fetch(id)), "GET of a provisioned instance", 200);

        var binding = "binding/" + random.nextInt(1_000);
        var credentials = bind(id, binding, plan);
        var value = "first";
        if (random.nextBoolean()) {
            value = "second";
            var changes = work(value);
            var updated = expect(ask(() -> platform.update(id, changes)), "PATCH", 200, 202);
            expectSuccess(id, updated);
            expectThing(Things.name(id), Optional.of("second"));
        }
        if (random.nextInt(4) == 0) {
            kept.add(new Kept(id, plan, value, binding, credentials));
            return;
        }
        if (random.nextBoolean()) {
            unbind(id, binding, plan);
        }
        remove(id, plan, false);
        expectThing(Things.name(id, binding), Optional.empty());
    }

    private JsonNode bind(String id, String binding, String plan) throws Exception {
        var parameters = work("unused");
        var reply = expect(ask(() -> platform.bind(id, binding, plan, parameters)), "PUT of a binding", 200, 201, 202);
        if (reply.status() == 202) {
            var end = ask(() -> platform.awaitBinding(id, binding, reply.operation()));
            expectState(end, "succeeded");
        }
        var fetched = expect(ask(() -> platform.fetchBinding(id, binding)), "GET of a binding", 200);
        var credentials = fetched.body().get("credentials");
        if (reply.status() != 202 && !credentials.equals(reply.body().get("credentials"))) {
            throw wrong("GET gives other credentials than PUT", fetched);
        }
        expectThing(
                Things.name(id, binding),
                Optional.of(Things.hash(credentials.get("password").stringValue())));
        return credentials;
    }

    private void unbind(String id, String binding, String plan) throws Exception {
        var reply = expect(ask(() -> platform.unbind(id, binding, plan)), "DELETE of a binding", 200, 202, 410);
        if (reply.status() == 202) {
            expectState(ask(() -> platform.awaitBinding(id, binding, reply.operation())), "succeeded");
        }
        expectThing(Things.name(id, binding), Optional.empty());
        expect(ask(() -> platform.fetchBinding(id, binding)), "GET of a binding that is gone", 404);
    }

    private void changeOfMind(String id, String plan) throws Exception {
        var parameters = parameters("steps", 3, "millis", random.nextInt(40), "value", "unwanted");
        var reply = orphan(() -> platform.provision(id, plan, parameters), 200, 201, 202);
        remove(id, plan, reply.isEmpty());
    }

    private void refused(String id, String plan) throws Exception {
        var parameters = parameters("steps", 2, "millis", random.nextInt(15), "refuse", "Not today.");
        var reply =
                expect(ask(() -> platform.provision(id, plan, parameters)), "PUT to be refused", 202, 400, 422, 500);
        if (reply.status() == 202) {
            var end = ask(() -> platform.await(id, reply.operation()));
            expectState(end, "failed");
            if (!end.text("description").orElse("").contains("Not today.")) {
                throw wrong("the refusal's sentence is missing", end);
            }
        }
        remove(id, plan, true);
    }

    private void remove(String id, String plan, boolean mayBeUnknown) throws Exception {
        var reply = expect(ask(() -> platform.deprovision(id, plan)), "DELETE", 200, 202, 410);
        if (reply.status() == 202) {
            expectState(ask(() -> platform.await(id, reply.operation())), "succeeded");
        } else if (reply.status() == 410 && !mayBeUnknown && answeredAtOnce) {
            throw wrong("an acknowledged instance is gone", reply);
        }
        expectThing(Things.name(id), Optional.empty());
        expect(ask(() -> platform.fetch(id)), "GET of an instance that is gone", 404);
    }

    /** Checks what was left in place, and takes it away. */
    void clear(Kept instance) throws Exception {
        expectThing(Things.name(instance.id()), Optional.of(instance.value()));
        expect(ask(() -> platform.fetch(instance.id())), "GET of an instance left in place", 200);
        var fetched = expect(
                ask(() -> platform.fetchBinding(instance.id(), instance.binding())),
                "GET of a binding left in place",
                200);
        if (!instance.credentials().equals(fetched.body().get("credentials"))) {
            throw wrong("the credentials have changed", fetched);
        }
        remove(instance.id(), instance.plan(), false);
    }

    // ---- Requests --------------------------------------------------------------------------------------------------

    @FunctionalInterface
    private interface Request {
        Reply send() throws IOException, InterruptedException;
    }

    private boolean answeredAtOnce;

    /** Sends a request until it is answered. */
    private Reply ask(Request request) throws InterruptedException {
        answeredAtOnce = true;
        var limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                var reply = request.send();
                if (reply.status() != 503 && reply.status() != 429) {
                    requests += reply.acknowledged() ? 1 : 0;
                    return reply;
                }
            } catch (IOException e) {
                answeredAtOnce = false;
            }
            if (System.nanoTime() > limit) {
                throw new AssertionError(name + ": no answer for " + PATIENCE);
            }
            Thread.sleep(10);
        }
    }

    /** Sends a request; where it is not answered, half of the time until it is, else no more. */
    private Optional<Reply> orphan(Request request, int... expected) throws InterruptedException {
        if (random.nextBoolean()) {
            return Optional.of(expect(ask(request), "PUT", expected));
        }
        try {
            var reply = request.send();
            return reply.is(429, 503) ? Optional.empty() : Optional.of(expect(reply, "PUT", expected));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    // ---- Expectations ----------------------------------------------------------------------------------------------

    private void expectSuccess(String id, Reply reply) throws InterruptedException {
        if (reply.status() == 202) {
            expectState(ask(() -> platform.await(id, reply.operation())), "succeeded");
        }
    }

    private void expectState(Reply reply, String state) {
        if (reply.status() != 200 || !reply.state().equals(state)) {
            throw wrong("an operation did not end as " + state, reply);
        }
    }

    private Reply expect(Reply reply, String what, int... expected) {
        if (!reply.is(expected)) {
            throw wrong(what, reply);
        }
        return reply;
    }

    private void expectThing(String thing, Optional<String> content) {
        var found = site.things().content(thing);
        if (!found.equals(content)) {
            throw new AssertionError(name + ": thing " + thing + " holds " + found + " instead of " + content);
        }
    }

    private AssertionError wrong(String what, Reply reply) {
        return new AssertionError(name + ": " + what + ": " + reply);
    }
}
