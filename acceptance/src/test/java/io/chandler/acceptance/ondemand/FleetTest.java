package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many instances from their creation to their deletion: through the broker, {@code upgrade-all-service-instances} and
 * {@code delete-all-service-instances}, on a director with ten workers whose tasks take 200 ms. There are 60 instances;
 * {@code -Dchandler.test.long=true} makes 500.
 *
 * <p>It tells by how much each takes longer than the tasks would if no worker were ever idle; canaries are a phase of their
 * own. Of upgrade-all, where as many instances as workers are in flight, it tells as well by how much it takes longer than
 * tasks and broker together: that is the command's own part. It asserts nothing of this, for all of it depends on the machine.
 */
class FleetTest {

    private static final boolean LONG = Boolean.getBoolean("chandler.test.long");
    private static final int INSTANCES = LONG ? 500 : 60;
    private static final int WORKERS = 10;
    private static final int CANARIES = 5;
    private static final Duration TASK = Duration.ofMillis(200);

    /** Connections of the broker at most: 16 that are kept, and 16 for requests that have one of their own. */
    private static final int CONNECTIONS = 32;

    @TempDir
    Path folder;

    private House house;
    private Api api;
    private final Connections connections = new Connections();

    @AfterEach
    void stop() {
        connections.close();
        api.close();
        house.close();
    }

    @Test
    void aFleetIsCreatedUpgradedAndDeleted() throws Exception {
        house = House.in(folder, WORKERS, TASK);
        api = house.api();
        var broker = house.broker();
        house.register();
        var space = house.platform.addSpace(house.platform.addOrganization("organization"), "space");
        var plan = house.platform.plans().stream()
                .filter(view -> view.catalogId().equals(House.PLAIN))
                .findFirst()
                .orElseThrow()
                .guid();
        connections.watch(house.director.url().getPort());

        long created = System.nanoTime();
        var instances =
                IntStream.range(0, INSTANCES).mapToObj("fleet-%03d"::formatted).toList();
        all(instances, instance -> {
            var reply = api.provision(instance, House.PLAIN);
            assertThat(reply.status()).as("%s", reply).isEqualTo(202);
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(400))
                    .until(() -> api.poll(instance, reply.text("operation"))
                            .text("state")
                            .equals("succeeded"));
            house.platform.addInstance(instance, plan, space, instance);
        });
        report("create", since(created), rounds(INSTANCES));
        assertThat(house.director.deployments()).hasSize(INSTANCES);
        long before = broker.residentMebibytes();

        house.director.forgetRequests();
        int tasks = house.director.tasks().size();
        long upgraded = System.nanoTime();
        var upgrade = house.run("upgrade-all-service-instances", "-configPath", house.errand());
        var took = since(upgraded);
        var upgrades = Upgrades.of(
                upgrade,
                house.director.tasks().subList(tasks, house.director.tasks().size()));
        double over = report("upgrade-all", took, rounds(CANARIES).plus(rounds(INSTANCES - CANARIES)));
        double own = report("upgrade-all beside broker and director", took, upgrades.ideal(CANARIES, WORKERS));
        System.out.printf(
                "fleet of %d: each upgrade asked the director %.1f times; %s; %s%n",
                INSTANCES, (double) house.director.requests().size() / INSTANCES, upgrades, upgrades.phases(CANARIES));
        assertThat(upgrades.all()).as("all upgrades were followed").hasSize(INSTANCES);
        assertThat(upgrade.printed())
                .contains("STARTING CANARIES: " + CANARIES + " canaries")
                .contains("Number of successful operations: " + INSTANCES);
        assertThat(house.director.tasks().subList(tasks, house.director.tasks().size()))
                .as("one deployment for each instance")
                .hasSize(INSTANCES)
                .allSatisfy(task -> assertThat(task.state()).isEqualTo("done"));
        assertThat(canaries(upgrade)).as("canaries go first").isTrue();
        long middle = broker.residentMebibytes();

        long deleted = System.nanoTime();
        // Until the platform asks again a deletion that has ended counts as one at work: more than workers keep these
        // busy.
        house.run("delete-all-service-instances", "-configFilePath", house.errand(2 * WORKERS));
        report("delete-all", since(deleted), rounds(INSTANCES));
        assertThat(house.director.deployments()).isEmpty();
        assertThat(house.platform.instances()).isEmpty();
        assertThat(house.director.configurations()).isEmpty();
        assertThat(house.credHub.credentials()).isEmpty();
        assertThat(house.uaa.clients().keySet()).noneMatch(client -> client.startsWith("fleet-"));
        long after = broker.residentMebibytes();

        System.out.printf(
                "fleet of %d: memory %d, %d, %d MiB; at most %d connections to the director; upgrade-all %.0f %% over the"
                        + " tasks, %.0f %% over tasks and broker%n",
                INSTANCES, before, middle, after, connections.most(), 100 * over, 100 * own);
        assertThat(connections.most()).isBetween(1, CONNECTIONS);
        assertThat(after).as("memory in MiB").isLessThan(256 + 128);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Tells how long something took beside what it must; by how much it was longer, as a part of that. */
    private static double report(String what, Duration took, Duration ideal) {
        double over = (double) took.minus(ideal).toMillis() / ideal.toMillis();
        System.out.printf(
                "fleet of %d: %s took %d ms, the workers need %d ms: %.0f %% more%n",
                INSTANCES, what, took.toMillis(), ideal.toMillis(), 100 * over);
        return over;
    }

    @FunctionalInterface
    private interface Work {
        void on(String instance);
    }

    private static void all(List<String> instances, Work work) throws Exception {
        // As many as keep the workers busy while the platform lets its pauses between two polls pass.
        try (var threads = Executors.newFixedThreadPool(5 * WORKERS)) {
            var ends = new ArrayList<Callable<String>>();
            for (var instance : instances) {
                ends.add(() -> {
                    work.on(instance);
                    return instance;
                });
            }
            for (var end : threads.invokeAll(ends)) {
                end.get();
            }
        }
    }

    /** The time that the workers need if they are never idle. */
    private static Duration rounds(int instances) {
        return TASK.multipliedBy((instances + WORKERS - 1) / WORKERS);
    }

    private static boolean canaries(Executable upgrade) {
        var lines = upgrade.printed().lines().toList();
        int end = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).endsWith("FINISHED CANARIES"))
                .findFirst()
                .orElseThrow();
        return lines.subList(0, end).stream()
                        .filter(line -> line.contains("] Starting to process service instance"))
                        .count()
                == CANARIES;
    }
}
