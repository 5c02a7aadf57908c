package io.chandler.ondemand.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.chandler.ondemand.configuration.Configuration.BindingDns;
import io.chandler.ondemand.configuration.Configuration.Bosh;
import io.chandler.ondemand.configuration.Configuration.BoshAuthentication;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.testkit.Authority;
import io.chandler.testkit.Request;
import io.chandler.testkit.director.DirectorSimulator;
import io.chandler.testkit.director.Script;
import io.chandler.testkit.uaa.UaaSimulator;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDirectorTest {

    private static final String NAME = "service-instance_1";
    private static final Optional<String> NO_CONTEXT = Optional.empty();
    private static final String MANIFEST = """
            name: service-instance_1
            releases: [{name: redis, version: 15.2}]
            stemcells: [{alias: default, os: ubuntu-jammy, version: "1.204"}]
            instance_groups:
            - name: redis-server
              instances: 2
              vm_type: small
              azs: [z1, z2]
              networks: [{name: private}]
              jobs:
              - name: redis
                release: redis
                provides: {redis-link: {as: redis, shared: true}, internal: {}}
                properties: {password: ((redis-password))}
              - {name: health-check, release: redis}
            update: {canaries: 1}
            variables: [{name: redis-password, type: password}]
            """;

    private DirectorSimulator simulator;
    private HttpDirector director;

    @BeforeEach
    void start() {
        simulator = DirectorSimulator.start(settings -> settings.taskTime(Duration.ofMillis(10)));
        director = director("admin-password", simulator.authority().pem());
    }

    @AfterEach
    void stop() {
        director.close();
        simulator.close();
    }

    private HttpDirector director(String password, String authority) {
        return new HttpDirector(
                new Bosh(
                        "http://localhost:" + simulator.url().getPort() + "/ignored",
                        Optional.of(authority),
                        new BoshAuthentication.Basic(new Credentials("admin", password))),
                Map.of());
    }

    private HttpDirector originalDirector() {
        return new HttpDirector(
                new Bosh(
                        "localhost:" + simulator.url().getPort(),
                        Optional.of(simulator.authority().pem()),
                        new BoshAuthentication.Basic(new Credentials("admin", "admin-password"))),
                Map.of(),
                HttpDirector.Requests.ORIGINAL);
    }

    private Task ended(long task) {
        return await().pollInterval(Duration.ofMillis(5))
                .until(() -> director.task(task), found -> !found.state().running());
    }

    private Request last() {
        return simulator.requests().getLast();
    }

    private void deployed() {
        assertThat(ended(director.deploy(MANIFEST, NO_CONTEXT)).state()).isEqualTo(Task.State.DONE);
        simulator.forgetRequests();
    }

    @Test
    void theDirectorTellsItsVersionAndUser() {
        assertThat(director.greeting().user()).isEmpty();
        assertThat(last().header("Authorization")).isEmpty();
        assertThat(director.information())
                .isEqualTo(new DirectorInformation("282.1.5 (00000000)", Optional.of("admin"), Optional.empty()));
    }

    @Test
    void aManifestIsDeployedByteForByte() {
        long task = director.deploy(MANIFEST + "# ä ((x))\n", Optional.of("context-1"));

        assertThat(last().toString()).isEqualTo("POST /deployments");
        assertThat(last().header("Content-Type")).contains("text/yaml");
        assertThat(last().header("X-Bosh-Context-Id")).contains("context-1");
        assertThat(ended(task).contextId()).contains("context-1");
        assertThat(director.manifest(NAME)).contains(MANIFEST + "# ä ((x))\n");
        assertThat(director.deployments()).containsExactly(NAME);
        assertThat(director.manifest("service-instance_2")).isEmpty();
    }

    @Test
    void withoutAContextThereIsNoHeader() {
        director.deploy(MANIFEST, NO_CONTEXT);

        assertThat(last().header("X-Bosh-Context-Id")).isEmpty();
    }

    @Test
    void machinesAreRecreatedAndDeleted() {
        deployed();
        assertThat(ended(director.recreate(NAME, NO_CONTEXT)).state()).isEqualTo(Task.State.DONE);
        assertThat(simulator.requests().getFirst().toString())
                .isEqualTo("PUT /deployments/service-instance_1/jobs/*?fix=true&state=recreate");
        simulator.forgetRequests();

        var delete = director.delete(NAME, false, Optional.of("context-2"));
        assertThat(last().toString()).isEqualTo("DELETE /deployments/service-instance_1");
        ended(delete.orElseThrow());
        assertThat(director.delete(NAME, true, NO_CONTEXT)).isEmpty();
        assertThat(last().toString()).isEqualTo("DELETE /deployments/service-instance_1?force=true");
    }

    @Test
    void anErrandRunsOnItsInstances() {
        deployed();
        director.runErrand(NAME, new Errand("health-check", List.of("redis-server", "redis-server/0")), NO_CONTEXT);

        assertThat(last().toString()).isEqualTo("POST /deployments/service-instance_1/errands/health-check/runs");
        assertThat(last().body())
                .isEqualTo("{\"instances\":[{\"group\":\"redis-server\"},{\"group\":\"redis-server\",\"id\":\"0\"}],"
                        + "\"keep-alive\":false,\"when-changed\":false}");
    }

    @Test
    void anErrandThatFailedOnOneOfSeveralInstancesIsInError() {
        deployed();
        simulator.script(Script.errand("health-check").exits("redis-server/1", 3));
        var context = Optional.of("context-3");

        long failed = director.runErrand(NAME, new Errand("health-check", List.of()), context);
        assertThat(ended(failed).state()).isEqualTo(Task.State.ERROR);
        long well = director.runErrand(NAME, new Errand("health-check", List.of()), context);
        assertThat(ended(well).state()).isEqualTo(Task.State.DONE);

        assertThat(director.tasksOfContext(NAME, "context-3"))
                .extracting(Task::id, Task::state)
                .containsExactly(tuple(well, Task.State.DONE), tuple(failed, Task.State.ERROR));
        assertThat(director.tasksOfContext("service-instance_2", "context-3")).isEmpty();
    }

    @Test
    void unfinishedTasksAreAskedForByTheirStates() {
        deployed();
        simulator.script(Script.recreate().hangs());
        long task = director.recreate(NAME, NO_CONTEXT);

        assertThat(director.unfinishedTasks(NAME)).extracting(Task::id).containsExactly(task);
        assertThat(last().target())
                .isEqualTo("/tasks?deployment=service-instance_1&state=processing%2Ccancelling%2Cqueued&verbose=1");
        assertThat(director.unfinishedTasks("service-instance_2")).isEmpty();
        simulator.letHangingTasksEnd();
        ended(task);
    }

    @Test
    void addressesAndVariablesAreThoseOfTheDeployment() {
        deployed();

        assertThat(director.addresses(NAME)).containsOnlyKeys("redis-server");
        assertThat(director.addresses(NAME).get("redis-server")).hasSize(2);
        assertThat(director.variables(NAME))
                .singleElement()
                .satisfies(variable -> assertThat(variable.path()).endsWith("/service-instance_1/redis-password"))
                .satisfies(variable -> assertThat(variable.id()).isNotEmpty());
    }

    @Test
    void configurationsAreKeptByType() {
        director.putConfiguration(NAME, "cloud", "{a: 1}");
        director.putConfiguration(NAME, "runtime", "{b: 1}");
        director.putConfiguration(NAME, "cloud", "{a: 2}");
        assertThat(director.configurations(NAME)).isEqualTo(Map.of("cloud", "{a: 2}", "runtime", "{b: 1}"));

        director.deleteConfigurations(NAME);
        assertThat(director.configurations(NAME)).isEmpty();
        director.deleteConfigurations(NAME);
    }

    @Test
    void anAddressIsFoundAndNoConsumerStays() {
        deployed();
        var binding = new BindingDns("leader", "redis", "redis-server", List.of("z1", "z2"), Optional.of("healthy"));

        assertThat(director.dnsAddress(NAME, binding))
                .isEqualTo("q-a1a2s3.redis-server.private.service-instance_1.bosh");
        assertThat(simulator.links()).isZero();

        simulator.faults().all("GET /link_address.*").answer(400, "no");
        assertThatThrownBy(() -> director.dnsAddress(NAME, binding)).hasMessageContaining("'400' response 'no'");
        assertThat(simulator.links()).isZero();

        assertThatThrownBy(() -> director.dnsAddress(
                        NAME, new BindingDns("leader", "other", "redis-server", List.of(), Optional.empty())))
                .hasMessage("could not find link provider matching deployment service-instance_1, instanceGroupName"
                        + " redis-server, providerName other");
    }

    @Test
    void namesCannotLeaveTheirPlaceInTheAddress() {
        assertThat(director.manifest("../tasks?x=1")).isEmpty();
        assertThat(last().path()).isEqualTo("/deployments/..%2Ftasks%3Fx%3D1");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aGetIsSentAgainAfterAnErrorOfAGateway(int status) {
        simulator.faults().next(4, "GET /deployments.*").answer(status);

        assertThat(director.deployments()).isEmpty();
        assertThat(simulator.requests()).hasSize(5);
    }

    @Test
    void aRequestIsSentAgainWhereTheConnectionBroke() {
        simulator.faults().next(2, "POST /deployments.*").closeConnection();

        assertThat(ended(director.deploy(MANIFEST, NO_CONTEXT)).state()).isEqualTo(Task.State.DONE);
    }

    @Test
    void anErrandIsNeverStartedTwice() {
        deployed();
        simulator.faults().next(1, "POST .*/runs").loseAnswer();

        assertThatThrownBy(() -> director.runErrand(NAME, new Errand("health-check", List.of()), NO_CONTEXT))
                .isInstanceOfSatisfying(
                        DirectorException.class,
                        e -> assertThat(e.kind()).isEqualTo(DirectorException.Kind.UNREACHABLE));
        assertThat(simulator.tasks().stream().filter(task -> task.description().contains("errand")))
                .hasSize(1);
    }

    @Test
    void anErrorOfTheDirectorIsToldWithItsKind() {
        simulator.faults().next(1, "GET /tasks.*").answer(500, "broken");
        assertThatThrownBy(() -> director.unfinishedTasks(NAME))
                .hasMessage("Director responded with non-successful status code '500' response 'broken'")
                .extracting(e -> ((DirectorException) e).kind())
                .isEqualTo(DirectorException.Kind.UNREACHABLE);

        simulator.faults().next(1, "GET /tasks.*").answer(200, "no json");
        assertThatThrownBy(() -> director.unfinishedTasks(NAME))
                .extracting(e -> ((DirectorException) e).kind())
                .isEqualTo(DirectorException.Kind.REFUSED);
    }

    @Test
    void wrongCredentialsAreTold() {
        try (var wrong = director("wrong-secret", simulator.authority().pem())) {
            assertThat(wrong.information().user()).isEmpty();
            assertThatThrownBy(wrong::deployments)
                    .isInstanceOfSatisfying(
                            DirectorException.class,
                            e -> assertThat(e.kind()).isEqualTo(DirectorException.Kind.UNAUTHENTICATED))
                    .message()
                    .doesNotContain("wrong-secret");
        }
    }

    @Test
    void tokensOfTheUaaThatTheDirectorNamesAreKeptAndRenewed() {
        try (var uaa = UaaSimulator.start(settings -> settings.client("broker", "uaa-secret", "bosh.admin"));
                var behind = DirectorSimulator.start(settings -> settings.uaa(uaa));
                var client = new HttpDirector(
                        new Bosh(
                                "localhost:" + behind.url().getPort(),
                                Optional.of(behind.authority().pem()),
                                new BoshAuthentication.Uaa(new Credentials("broker", "uaa-secret"))),
                        Map.of())) {
            assertThat(client.deployments()).isEmpty();
            assertThat(client.deployments()).isEmpty();
            assertThat(uaa.requests()).singleElement().satisfies(request -> {
                assertThat(request.toString()).isEqualTo("POST /oauth/token");
                assertThat(request.body()).isEqualTo("grant_type=client_credentials");
                assertThat(request.header("Authorization").orElseThrow()).startsWith("Basic ");
            });

            uaa.revokeTokens();
            assertThat(client.deployments()).isEmpty();
            assertThat(uaa.requests()).hasSize(2);

            uaa.revokeTokens();
            uaa.faults().all("POST /oauth/token").answer(401, "{\"error\":\"unauthorized\"}");
            assertThatThrownBy(client::deployments)
                    .isInstanceOfSatisfying(
                            DirectorException.class,
                            e -> assertThat(e.kind()).isEqualTo(DirectorException.Kind.UNAUTHENTICATED))
                    .message()
                    .doesNotContain("uaa-secret");
        }
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        try (var stranger = director("admin-password", Authority.make().pem())) {
            assertThatThrownBy(stranger::information)
                    .hasMessageEndingWith("x509: certificate signed by unknown authority");
        }
    }

    @Test
    void asTheOriginalItAsksForAllDeploymentsAndWatchesItsTasksToTheEnd() {
        try (var original = originalDirector()) {
            assertThat(original.manifest(NAME)).isEmpty();
            long deployed = original.deploy(MANIFEST, Optional.of("context"));
            var result = "GET /tasks/%d/output?type=result";
            await().until(() -> requests().contains(result.formatted(deployed)));
            assertThat(original.manifest(NAME)).contains(MANIFEST);
            assertThat(original.addresses(NAME)).containsKey("redis-server");
            assertThat(original.delete("not-there", false, NO_CONTEXT)).isEmpty();
            long deleted = original.delete(NAME, true, NO_CONTEXT).orElseThrow();
            await().until(() -> requests().contains(result.formatted(deleted)));

            assertThat(withoutRepetitions(requests()))
                    .containsExactly(
                            "GET /deployments?exclude_configs=true",
                            "POST /deployments?",
                            "GET /tasks/1",
                            "GET /tasks/1/output?type=event",
                            "GET /tasks/1/output?type=result",
                            "GET /deployments?exclude_configs=true",
                            "GET /deployments/" + NAME,
                            "GET /deployments/" + NAME + "/vms?format=full",
                            "GET /tasks/2",
                            "GET /tasks/2/output?type=event",
                            "GET /tasks/2/output?type=result",
                            "GET /deployments?exclude_configs=true",
                            "GET /deployments?exclude_configs=true",
                            "DELETE /deployments/" + NAME + "?force=true",
                            "GET /tasks/3",
                            "GET /tasks/3/output?type=event",
                            "GET /tasks/3/output?type=result");
            assertThat(requests().stream()
                            .filter(request -> request.equals("GET /tasks/1"))
                            .count())
                    .as("the redirect and the state")
                    .isGreaterThan(1);
            assertThat(simulator.requests().stream()
                            .filter(request -> request.toString().startsWith("GET /tasks/1"))
                            .map(request -> request.header("X-Bosh-Context-Id")))
                    .containsOnly(Optional.of("context"));
        }
    }

    @Test
    void allDeploymentsAreAskedForByNameUnlessAsTheOriginal() {
        try (var original = originalDirector()) {
            director.deploy(MANIFEST, NO_CONTEXT);
            simulator.forgetRequests();
            assertThat(director.deployments()).containsExactly(NAME);
            assertThat(original.deployments()).containsExactly(NAME);
            assertThat(requests()).containsExactly("GET /deployments?exclude_configs=true", "GET /deployments");
        }
    }

    private List<String> requests() {
        return simulator.requests().stream().map(Request::toString).toList();
    }

    /** States and events are asked for until the task ends: each of them once. */
    private static List<String> withoutRepetitions(List<String> requests) {
        var seen = new HashSet<String>();
        return requests.stream()
                .filter(request -> !request.startsWith("GET /tasks/") || seen.add(request))
                .toList();
    }

    @Test
    void asTheOriginalItSendsARefusedPasswordOnceMore() {
        simulator.faults().all("GET /deployments.*").answer(401, "{}");
        try (var original = originalDirector()) {
            assertThatThrownBy(original::deployments).hasMessageContaining("401");
            assertThat(requests()).hasSize(2);
            assertThatThrownBy(director::deployments).hasMessageContaining("401");
            assertThat(requests()).hasSize(3);
        }
    }

    @Test
    void aDirectorThatIsDownIsToldWithItsAddress() {
        simulator.close();

        assertThatThrownBy(director::information)
                .hasMessage("Get \"https://localhost:" + simulator.url().getPort() + "/info\": dial tcp localhost:"
                        + simulator.url().getPort() + ": connect: connection refused");
    }

    @Test
    void redirectsAreFollowedOnTheConfiguredHost() {
        try (var behind = DirectorSimulator.start(
                        settings -> settings.taskTime(Duration.ofMillis(1)).redirectHost("not.there.example:1"));
                var client = new HttpDirector(
                        new Bosh(
                                "localhost:" + behind.url().getPort(),
                                Optional.of(behind.authority().pem()),
                                new BoshAuthentication.Basic(new Credentials("admin", "admin-password"))),
                        Map.of())) {
            long task = client.deploy(MANIFEST, NO_CONTEXT);

            assertThat(client.task(task).id()).isEqualTo(task);
        }
    }
}
