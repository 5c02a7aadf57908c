package io.chandler.examples.postgres;

import static io.chandler.examples.postgres.Jdbc.column;
import static io.chandler.examples.postgres.Jdbc.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.client.BindingRequest;
import io.chandler.osb.client.BrokerClient;
import io.chandler.osb.client.FetchedBinding;
import io.chandler.osb.client.InstanceRequest;
import io.chandler.osb.client.OperationStatus;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PlatformRequest.Mutation;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leads one database after the other through its life, over a broker that is killed again and again. A request that
 * was not answered is sent again, as platforms do, or the object is deleted, as they do as well.
 */
final class Customer implements Callable<List<Customer.Kept>> {

    private static final String SERVICE = "5f1d9f0c-4c1f-4a35-9d6b-0f6f1b7d2a10";
    private static final String SMALL = "0b5a1f8e-9d0c-4f63-8f4e-6f3f5a5f4a01";
    private static final String LARGE = "0b5a1f8e-9d0c-4f63-8f4e-6f3f5a5f4a02";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final BrokerClient client;
    private final String name;
    private final Random random;
    private final AtomicBoolean closing;
    private final AtomicInteger acknowledged = new AtomicInteger();

    /** A database that is left in place, and how its application comes in. */
    record Kept(String id, String plan, String url) {}

    Customer(BrokerClient client, String name, long seed, AtomicBoolean closing) {
        this.client = client;
        this.name = name;
        this.random = new Random(seed);
        this.closing = closing;
    }

    /** Requests for a change that were acknowledged. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Lives until it is told to close; what is begun is ended. */
    @Override
    public List<Kept> call() throws Exception {
        var kept = new ArrayList<Kept>();
        for (int i = 0; !closing.get(); i++) {
            var id = name + "/" + i;
            if (random.nextInt(3) == 0) {
                changeOfMind(id);
            } else {
                life(id).ifPresent(kept::add);
            }
        }
        return kept;
    }

    private void changeOfMind(String id) throws InterruptedException {
        provisionOnce(id);
        remove(id, SMALL);
    }

    private Optional<Kept> life(String id) throws InterruptedException, SQLException {
        if (!provisionOnce(id)) {
            remove(id, SMALL);
            return Optional.empty();
        }
        var provision = provision(id);
        ended(provision, ask(() -> client.provision(provision)));
        var url = bind(id);
        try (var connection = DriverManager.getConnection(url)) {
            execute(connection, "CREATE TABLE notes (note text)");
            execute(connection, "INSERT INTO notes VALUES ('kept')");
        }
        var plan = SMALL;
        if (random.nextInt(3) == 0) {
            var update = InstanceRequest.Update.of(id, SERVICE).plan(LARGE).acceptsIncomplete(true);
            ended(update, ask(() -> client.update(update)));
            plan = LARGE;
        }
        if (random.nextInt(4) == 0) {
            return Optional.of(new Kept(id, plan, url));
        }
        if (random.nextBoolean()) {
            var unbind = BindingRequest.Unbind.of(id, "b", SERVICE, plan).acceptsIncomplete(true);
            ended(unbind, ask(() -> client.unbind(unbind)));
            assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
        }
        remove(id, plan);
        return Optional.empty();
    }

    /** Looks whether all is there that was acknowledged, and takes it away. */
    void clear(Kept kept) throws InterruptedException, SQLException {
        try (var connection = DriverManager.getConnection(kept.url())) {
            assertThat(column(connection, "SELECT note FROM notes")).containsExactly("kept");
        }
        remove(kept.id(), kept.plan());
    }

    private static InstanceRequest.Provision provision(String id) {
        return InstanceRequest.Provision.of(id, SERVICE, SMALL).acceptsIncomplete(true);
    }

    /** Asks once for a database, and tells whether there was an answer. */
    private boolean provisionOnce(String id) throws InterruptedException {
        return !(client.provision(provision(id)) instanceof Outcome.Unreachable);
    }

    private String bind(String id) throws InterruptedException {
        var bind = BindingRequest.Bind.of(id, "b", SERVICE, SMALL).acceptsIncomplete(true);
        ended(bind, ask(() -> client.bind(bind)));
        if (ask(() -> client.fetchBinding(BindingRequest.FetchBinding.of(id, "b")))
                instanceof Outcome.Done<FetchedBinding>(var _, var binding)) {
            return binding.details().credentials().orElseThrow().get("jdbcUrl").asString();
        }
        throw new AssertionError(name + ": no credentials of " + id);
    }

    private void remove(String id, String plan) throws InterruptedException {
        var remove = InstanceRequest.Deprovision.of(id, SERVICE, plan).acceptsIncomplete(true);
        ended(remove, ask(() -> client.deprovision(remove)));
    }

    /** Waits until what was asked for is done. */
    private void ended(Mutation request, Outcome<?> outcome) throws InterruptedException {
        switch (outcome) {
            case Outcome.Done<?> _, Outcome.Gone<?> _ -> acknowledged.incrementAndGet();
            case Outcome.InProgress<?>(var operation, var _) -> {
                acknowledged.incrementAndGet();
                var pending = request.pending(operation);
                succeeded(request, until(() -> client.lastOperation(pending), Customer::isOver));
            }
            default -> throw new AssertionError(name + ": " + request + " came to " + outcome);
        }
    }

    private void succeeded(Mutation request, Outcome<OperationStatus> end) {
        boolean succeeded = switch (end) {
            case Outcome.Done<OperationStatus>(var _, var status) -> status.state() == OperationStatus.State.SUCCEEDED;
            case Outcome.Gone<OperationStatus> _ -> true;
            default -> false;
        };
        assertThat(succeeded).as("%s: %s ended with %s", name, request, end).isTrue();
    }

    private static boolean isOver(Outcome<OperationStatus> outcome) {
        return isAnswer(outcome)
                && !(outcome instanceof Outcome.Done<OperationStatus>(var _, var status)
                        && status.state() == OperationStatus.State.IN_PROGRESS);
    }

    /** Sends a request until it is answered. */
    private <T> Outcome<T> ask(Callable<Outcome<T>> request) throws InterruptedException {
        return until(request, Customer::isAnswer);
    }

    private static boolean isAnswer(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Unreachable<?> _ -> false;
            case Outcome.Refused<?> refused -> refused.status() != 429 && refused.status() != 503;
            default -> true;
        };
    }

    @FunctionalInterface
    private interface Enough<T> {
        boolean is(Outcome<T> outcome);
    }

    private <T> Outcome<T> until(Callable<Outcome<T>> request, Enough<T> enough) throws InterruptedException {
        var limit = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < limit) {
            try {
                var outcome = request.call();
                if (enough.is(outcome)) {
                    return outcome;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(name + ": " + e, e);
            }
            Thread.sleep(20);
        }
        throw new AssertionError(name + ": no end within " + PATIENCE);
    }
}
