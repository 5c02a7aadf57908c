package io.chandler.ondemand.cloudfoundry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.ondemand.cloudfoundry.CloudFoundry.BrokerRegistration;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.InstanceOperation;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.OfferedPlan;
import io.chandler.ondemand.cloudfoundry.CloudFoundry.PlanAccess;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.testkit.Authority;
import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudControllerTest {

    private static final UaaAuthentication CLIENT =
            new UaaAuthentication.Client(new Credentials("broker", "cf-client-secret"));

    private final List<String> log = new ArrayList<>();
    private UaaSimulator uaa;
    private CloudControllerSimulator platform;
    private String space;
    private String smallPlan;
    private String largePlan;

    @BeforeEach
    void start() {
        uaa = UaaSimulator.start(settings -> settings.client("broker", "cf-client-secret", "cloud_controller.admin")
                .user("admin", "pass&word=1 ü", "cloud_controller.admin"));
        fill(CloudControllerSimulator.start(uaa, settings -> settings.largestPage(2)));
    }

    private void fill(CloudControllerSimulator simulator) {
        platform = simulator;
        for (int i = 0; i < 3; i++) {
            simulator.addOffering("other-" + i, "other-" + i);
        }
        var offering = simulator.addOffering("offering-id", "redis");
        smallPlan = simulator.addPlan(offering, "small-id", "small");
        largePlan = simulator.addPlan(offering, "large-id", "large");
        simulator.addPlan(offering, "unused-id", "unused");
        space = simulator.addSpace(simulator.addOrganization("my org & co"), "dev");
        for (int i = 0; i < 3; i++) {
            simulator.addInstance("small-" + i, smallPlan, space, "small-" + i);
        }
        simulator.addInstance("large-0", largePlan, simulator.addSpace(simulator.addOrganization("o"), "s"), "large-0");
    }

    @AfterEach
    void stop() {
        platform.close();
        uaa.close();
    }

    private CloudFoundry connect(Optional<ApiVersion> version, UaaAuthentication authentication, String authority) {
        return CloudController.connect(
                section(version, authentication, authority), "offering-id", true, Map.of(), log::add);
    }

    private Configuration.CloudFoundry section(
            Optional<ApiVersion> version, UaaAuthentication authentication, String authority) {
        return new Configuration.CloudFoundry(
                platform.url() + "/",
                Optional.of(authority),
                false,
                version,
                new CloudFoundryUaa(uaa.url().toString(), authentication, Optional.empty()));
    }

    private CloudFoundry connect(ApiVersion version) {
        return connect(Optional.of(version), CLIENT, platform.authority().pem());
    }

    private List<String> paths() {
        return platform.requests().stream().map(Request::toString).toList();
    }

    @ParameterizedTest
    @EnumSource
    void plansInstancesAndTheirCountsAreThose(ApiVersion version) {
        var cf = connect(version);

        assertThat(cf.plans("offering-id").orElseThrow())
                .containsExactlyInAnyOrder(
                        new OfferedPlan("small-id", "small", 3),
                        new OfferedPlan("large-id", "large", 1),
                        new OfferedPlan("unused-id", "unused", 0));
        assertThat(cf.instanceCounts("offering-id").orElseThrow())
                .isEqualTo(Map.of("small-id", 3, "large-id", 1, "unused-id", 0));
        assertThat(cf.instanceCounts("nobody's")).isEmpty();
        assertThat(cf.instances(Map.of()))
                .hasSize(4)
                .contains(new ServiceInstance("small-0", "small-id", Optional.of(space)));
    }

    @ParameterizedTest
    @EnumSource
    void instancesAreFilteredByOrganizationAndSpace(ApiVersion version) {
        var cf = connect(version);

        assertThat(cf.instances(Map.of("cf_org", "my org & co", "cf_space", "dev")))
                .extracting(ServiceInstance::id)
                .containsExactlyInAnyOrder("small-0", "small-1", "small-2");
        assertThat(cf.instances(Map.of("cf_org", "none", "cf_space", "dev"))).isEmpty();
        assertThat(cf.instances(Map.of("cf_org", "my org & co", "cf_space", "none")))
                .isEmpty();
        assertThatThrownBy(() -> cf.instances(Map.of("cf_org", "o"))).hasMessage("missing required filter cf_space");
        assertThatThrownBy(() -> cf.instances(Map.of("x", "o")))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        e -> assertThat(e.kind()).isEqualTo(PlatformException.Kind.INVALID_FILTER))
                .hasMessage("unsupported filters: x; supported filters are: cf_org, cf_space");
    }

    @ParameterizedTest
    @EnumSource
    void anInstanceIsUpgradedToTheVersionOfItsPlan(ApiVersion version) {
        var cf = connect(version);
        platform.maintenanceVersion(smallPlan, "1.2.3");

        assertThat(cf.upgrade("small-1")).isEqualTo(new InstanceOperation("update", "in progress", ""));
        await().until(() ->
                cf.lastOperation("small-1").equals(Optional.of(new InstanceOperation("update", "succeeded", ""))));
        assertThat(platform.instances())
                .filteredOn(instance -> instance.guid().equals("small-1"))
                .singleElement()
                .satisfies(instance -> assertThat(instance.maintenanceVersion()).isEqualTo("1.2.3"));
    }

    @ParameterizedTest
    @EnumSource
    void bindingsKeysAndInstancesAreDeleted(ApiVersion version) {
        var cf = connect(version);
        var binding = platform.addBinding("small-0", "app-1");
        var key = platform.addKey("small-0", "key-1");

        assertThat(cf.bindings("small-0"))
                .containsExactly(new CloudFoundry.Binding(binding, "small-0", Optional.of("app-1")));
        assertThat(cf.keys("small-0")).containsExactly(new CloudFoundry.Binding(key, "small-0", Optional.empty()));
        for (var each :
                List.of(cf.bindings("small-0").getFirst(), cf.keys("small-0").getFirst())) {
            cf.deleteBinding(each);
            cf.deleteBinding(each);
        }
        assertThat(platform.bindings()).isZero();

        cf.deleteInstance("small-0");
        await().until(() -> cf.lastOperation("small-0").isEmpty());
        cf.deleteInstance("small-0");
    }

    @ParameterizedTest
    @EnumSource
    void aBrokerIsRegisteredRenewedAndRemoved(ApiVersion version) {
        var cf = connect(version);
        assertThat(cf.brokerId("my \"broker\"")).isEmpty();

        cf.registerBroker(new BrokerRegistration("my \"broker\"", "https://one.example", "u", "p\"1"));
        cf.registerBroker(new BrokerRegistration("my \"broker\"", "https://two.example", "u", "p\"2"));

        assertThat(platform.brokers()).singleElement().satisfies(broker -> {
            assertThat(broker.url()).isEqualTo("https://two.example");
            assertThat(broker.password()).isEqualTo("p\"2");
        });
        platform.instances().forEach(instance -> platform.removeInstance(instance.guid()));
        cf.deregisterBroker(cf.brokerId("my \"broker\"").orElseThrow());
        assertThat(platform.brokers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPlanIsOpenedToAllToSomeAndToNobody(ApiVersion version) {
        var cf = connect(version);

        cf.setPlanAccess("offering-id", "small", new PlanAccess.Everybody());
        assertThat(plan("small").open()).isTrue();
        cf.setPlanAccess("offering-id", "small", new PlanAccess.Organization("my org & co"));
        assertThat(plan("small").open()).isFalse();
        assertThat(plan("small").organizations()).hasSize(1);
        cf.setPlanAccess("offering-id", "small", new PlanAccess.Nobody());
        assertThat(plan("small").organizations()).isEmpty();
        cf.setPlanAccess("offering-id", "large", new PlanAccess.Everybody());
        cf.disableAllPlans("offering-id");
        assertThat(platform.plans()).noneMatch(CloudControllerSimulator.PlanView::open);

        assertThatThrownBy(() -> cf.setPlanAccess("offering-id", "small", new PlanAccess.Organization("none")))
                .hasMessage("failed to find org with name \"none\"");
        assertThatThrownBy(() -> cf.setPlanAccess("offering-id", "none", new PlanAccess.Nobody()))
                .hasMessage("planID \"none\" not found while updating plan access");
    }

    private CloudControllerSimulator.PlanView plan(String name) {
        return platform.plans().stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPlatformWithVersionTwoIsAskedNothingMore() {
        var cf = connect(Optional.empty(), CLIENT, platform.authority().pem());

        assertThat(cf.version().api()).isEqualTo("2.270.0");
        assertThat(cf.version().open()).contains("2.17");
        cf.instances(Map.of());
        assertThat(paths()).allMatch(path -> path.contains(" /v2/"));
        assertThat(paths().getFirst()).isEqualTo("GET /v2/info");
    }

    @ParameterizedTest
    @CsvSource({"NEEDED, 1", "ORIGINAL, 100"})
    void instancesAreCountedWithoutBeingReadUnlessTheOriginalDoes(CloudController.Requests requests, int page) {
        var cf = CloudController.connect(
                section(Optional.of(ApiVersion.V2), CLIENT, platform.authority().pem()),
                "offering-id",
                true,
                Map.of(),
                requests,
                log::add);

        assertThat(cf.instanceCounts("offering-id")).contains(Map.of("small-id", 3, "large-id", 1, "unused-id", 0));
        assertThat(paths())
                .filteredOn(path -> path.contains("/service_instances?"))
                .hasSize(3)
                .allMatch(path -> path.endsWith("/service_instances?results-per-page=" + page));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void aPlatformWithoutVersionTwoIsAskedByVersionThree(int status) {
        platform.close();
        fill(CloudControllerSimulator.start(uaa, settings -> settings.withoutV2(status)));

        var listing = connect(Optional.empty(), CLIENT, platform.authority().pem());
        assertThat(listing.instances(Map.of())).hasSize(4);
        assertThat(listing.version().api()).startsWith("3.");
        assertThat(paths()).filteredOn(path -> path.contains(" /v2/")).hasSize(2);

        var deleting = connect(Optional.empty(), CLIENT, platform.authority().pem());
        assertThat(deleting.lastOperation("small-0")).isPresent();
        deleting.deleteInstance("small-0");
        await().until(() -> deleting.lastOperation("small-0").isEmpty());
    }

    @Test
    void aTokenIsKeptAndRenewedAfterARefusal() {
        var cf = connect(ApiVersion.V2);
        cf.instances(Map.of());
        cf.instances(Map.of());
        assertThat(uaa.requests()).hasSize(1);
        assertThat(log).contains("no valid UAA token found in cache, obtaining a new one");
        assertThat(log).anyMatch(line -> line.matches("obtained UAA token, expires in \\d+ seconds"));
        assertThat(log).contains("GET " + platform.url() + "/v2/services?results-per-page=100");

        uaa.revokeTokens();
        assertThat(cf.instances(Map.of())).hasSize(4);
        assertThat(uaa.requests()).hasSize(2);
    }

    @Test
    void visibilitiesAreDeletedByTheirAddresses() {
        var cf = connect(ApiVersion.V2);
        platform.faults().next(1, "GET /v2/service_plan_visibilities.*").answer(200, """
                        {"resources": [{"metadata": {"url": "/v2/service_plan_visibilities/one"}},
                          {"metadata": {"guid": "two"}}]}""");
        platform.faults().all("DELETE /v2/service_plan_visibilities.*").answer(204, "");

        cf.setPlanAccess("offering-id", "small", new CloudFoundry.PlanAccess.Everybody());

        assertThat(paths())
                .contains("DELETE /v2/service_plan_visibilities/one", "DELETE /v2/service_plan_visibilities/two");
    }

    @Test
    void whatChangesNothingBecauseItIsRefusedIsToldWithTheWholeAnswer() {
        var cf = connect(ApiVersion.V2);
        platform.faults().all("DELETE .*").answer(403, "{\"description\":\"not you\"}");
        assertThatThrownBy(() -> cf.deleteInstance("small-0"))
                .hasMessage("Unexpected reponse status 403, \"{\"description\":\"not you\"}\"");
    }

    @Test
    void aUsersPasswordIsSentAsItIs() {
        var user = new UaaAuthentication.User(new Credentials("admin", "pass&word=1 ü"));
        var cf = connect(Optional.empty(), user, platform.authority().pem());

        assertThat(cf.instances(Map.of())).hasSize(4);
        assertThat(uaa.requests().getFirst().body()).startsWith("grant_type=password&username=admin&password=");
    }

    @Test
    void refusalsAndFailuresAreToldWithTheirKind() {
        var cf = connect(ApiVersion.V2);
        platform.faults().next(1, "GET /v2/services.*").answer(500, "oops");
        fails(cf, PlatformException.Kind.UNREACHABLE, "Unexpected reponse status 500, \"oops\"");
        platform.faults().next(1, "GET /v2/services.*").answer(403, "{\"description\":\"not you\"}");
        fails(cf, PlatformException.Kind.FORBIDDEN, "not you");
        platform.faults().next(1, "GET /v2/services.*").answer(200, "{}");
        fails(cf, PlatformException.Kind.INVALID_RESPONSE, "Empty response body");
        platform.faults().next(1, "GET /v2/services.*").answer(200, "<html>");
        fails(cf, PlatformException.Kind.INVALID_RESPONSE, "Invalid response body: <html>");

        var stranger = connect(Optional.empty(), CLIENT, Authority.make().pem());
        assertThatThrownBy(() -> stranger.instances(Map.of()))
                .hasMessageStartingWith("Error reaching UAA: ")
                .hasMessageContaining("x509: certificate signed by unknown authority");
        var wrong = connect(
                Optional.empty(),
                new UaaAuthentication.Client(new Credentials("broker", "wrong-secret")),
                platform.authority().pem());
        assertThatThrownBy(() -> wrong.instances(Map.of()))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        e -> assertThat(e.kind()).isEqualTo(PlatformException.Kind.UNAUTHENTICATED))
                .hasMessageStartingWith("Error authenticating (401): ")
                .message()
                .doesNotContain("wrong-secret");
        assertThat(log).noneMatch(line -> line.contains("secret"));
    }

    private static void fails(CloudFoundry cf, PlatformException.Kind kind, String message) {
        assertThatThrownBy(() -> cf.instances(Map.of()))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }
}
