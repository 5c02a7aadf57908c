package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Journal.Line;
import io.chandler.acceptance.service.Things;
import io.chandler.osb.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that are deleted in the cluster that keeps them, past replicas that run, are killed or are not there. */
class ClusterDeletionTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String INSTANCES = "serviceinstances";

    private static ClusterServer cluster;

    @TempDir
    Path folder;

    private Fleet fleet;

    @BeforeAll
    static void openCluster() throws Exception {
        cluster = ClusterServer.start();
    }

    @AfterAll
    static void closeCluster() {
        cluster.close();
    }

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(cluster, folder, 2);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void aDeletionInTheClusterIsADeprovisionByOneReplica() throws Exception {
        provision("plain");
        bind("plain");
        cluster.delete(INSTANCES, "plain");
        awaitGone("plain");
        assertThat(calls("deprovision", Things.name("plain"))).isEqualTo(1);
        assertThat(calls("unbind", Things.name("plain", "b"))).isEqualTo(1);
        for (var replica : fleet.replicas()) {
            assertThat(fleet.send(replica, Request.fetch("plain"), LIMIT).status())
                    .isEqualTo(404);
            assertThat(fleet.send(replica, Request.deprovision("plain", "synchronous-id"), LIMIT)
                            .status())
                    .isEqualTo(410);
        }
    }

    @Test
    void aReplicaThatIsKilledMeanwhileIsFollowedByTheOther() throws Exception {
        provision("killed");
        fleet.put("gate");
        cluster.delete(INSTANCES, "killed");
        await().atMost(LIMIT)
                .until(() -> removal(line -> line.step() == 2 && line.event() == Event.BEGIN)
                        .isPresent());
        var process = removal(line -> line.step() == 2 && line.event() == Event.BEGIN)
                .orElseThrow()
                .process();
        var object = cluster.find(INSTANCES, "killed").orElseThrow();
        assertThat(object.at("/metadata/finalizers/0").asString()).isEqualTo("broker.chandler.io/deprovision");
        assertThat(object.at("/metadata/deletionTimestamp").asString()).isNotEmpty();
        var kept = Json.mapper().readTree(object.at("/spec/record").asString());
        assertThat(kept.at("/status/phase").asString()).isEqualTo("DELETING");

        var runner = fleet.replicas().stream()
                .filter(replica -> replica.processes().contains(process))
                .findFirst()
                .orElseThrow();
        runner.kill();
        await().atMost(LIMIT)
                .until(() -> removal(line -> line.step() == 2
                                && line.event() == Event.BEGIN
                                && !runner.processes().contains(line.process()))
                        .isPresent());
        assertThat(cluster.find(INSTANCES, "killed")).isPresent();
        fleet.remove("gate");
        awaitGone("killed");
        // What the first replica had kept was not done again.
        assertThat(fleet.journal().stream()
                        .filter(line -> line.method().equals("deprovision")
                                && line.subject().equals(Things.name("killed"))
                                && line.step() == 1
                                && line.event() == Event.BEGIN))
                .hasSize(1);
    }

    @Test
    void brokersThatAreAwayDoItAtTheirStart() throws Exception {
        provision("away");
        for (var replica : fleet.replicas()) {
            replica.kill();
        }
        cluster.delete(INSTANCES, "away");
        assertThat(cluster.find(INSTANCES, "away")).isPresent();
        assertThat(calls("deprovision", Things.name("away"))).isZero();
        for (var replica : fleet.replicas()) {
            replica.start();
        }
        awaitGone("away");
        assertThat(calls("deprovision", Things.name("away"))).isEqualTo(1);
    }

    private void provision(String id) throws Exception {
        var parameters = Json.object().put("steps", 2).put("value", id);
        var made = fleet.send(fleet.get(0), Request.provision(id, "synchronous-id", parameters), Duration.ofMinutes(2));
        assertThat(made.status()).isEqualTo(201);
    }

    private void bind(String id) throws Exception {
        var made = fleet.send(fleet.get(1), Request.bind(id, "b", "synchronous-id", Json.object()), LIMIT);
        assertThat(made.status()).isEqualTo(201);
    }

    private void awaitGone(String id) {
        await().atMost(LIMIT).until(() -> cluster.find(INSTANCES, id).isEmpty());
    }

    private Optional<Line> removal(Predicate<Line> wanted) {
        return fleet.journal().stream()
                .filter(line ->
                        line.method().equals("deprovision") && line.subject().equals(Things.name("killed")))
                .filter(wanted)
                .findFirst();
    }

    private long calls(String method, String subject) {

        return fleet.journal().stream()
                .filter(line -> line.method().equals(method)
                        && line.event() == Event.CALL
                        && line.subject().equals(subject))
                .count();
    }
}
