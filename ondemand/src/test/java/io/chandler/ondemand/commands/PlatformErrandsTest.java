package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator.BrokerView;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator.InstanceView;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator.PlanView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that register the broker and delete its instances, on a platform with either version of its API. */
class PlatformErrandsTest {

    /** Of what changes something the original tells the whole answer. */
    private static final String REFUSED = "Unexpected reponse status 403, "
            + "\"{\"description\":\"not allowed\",\"errors\":[{\"detail\":\"not allowed\"}]}\"";

    private static final String CONFIGURATION = "Deleter Configuration: polling_intial_offset: 5, polling_interval: 1.";

    @TempDir
    Path folder;

    private Foundry foundry;
    private String small;

    @BeforeEach
    void start() {
        foundry = Foundry.start(settings -> settings.largestPage(2));
        var other = foundry.platform.addOffering("other-id", "other");
        foundry.platform.addInstance("stranger", foundry.platform.addPlan(other, "p", "p"), foundry.space, "stranger");
        // The other offering belongs to another broker.
        register("other-broker");
        var offering = foundry.platform.addOffering("offering-id", "redis");
        small = foundry.platform.addPlan(offering, "small-id", "small");
        foundry.platform.addPlan(offering, "large-id", "large");
        foundry.platform.addPlan(offering, "huge-id", "huge");
    }

    @AfterEach
    void stop() {
        foundry.close();
    }

    private String file(String text) {
        try {
            return Files.writeString(folder.resolve("errand.yml"), text).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void register(String name) {
        assertThat(register(ApiVersion.V3, name, "https://other.example", "other", "[]").exitCode)
                .isZero();
    }

    private Run register(ApiVersion version, String name, String url, String password, String plans) {
        var text = """
                broker_name: %s
                broker_url: %s
                broker_username: user
                broker_password: '%s'
                service_offering_id: offering-id
                plans: %s
                """.formatted(name, url, password, plans);
        return of(foundry.run(), "register-broker", "-configPath", file(text + foundry.section(version)));
    }

    private static Run of(Run run, String command, String... arguments) {
        try {
            return run.of(command, arguments);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private BrokerView broker() {
        return foundry.platform.brokers().stream()
                .filter(broker -> broker.name().equals("my-broker"))
                .findFirst()
                .orElseThrow();
    }

    private PlanView plan(String name) {
        return foundry.platform.plans().stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> instances() {
        return foundry.platform.instances().stream().map(InstanceView::guid).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aBrokerIsRegisteredAndRenewedAndItsPlansOpened(ApiVersion version) {
        var run = register(
                version,
                "my-broker",
                "https://one.example",
                "first \"pass\" word",
                "[{name: small, cf_service_access: enable},"
                        + " {name: large, cf_service_access: org-restricted, service_access_org: my org},"
                        + " {name: huge, cf_service_access: disable}]");
        assertThat(run.exitCode).as(run.out()).isZero();
        var first = broker();
        assertThat(first.url()).isEqualTo("https://one.example");
        assertThat(first.username()).isEqualTo("user");
        assertThat(first.password()).isEqualTo("first \"pass\" word");
        assertThat(plan("small").open()).isTrue();
        assertThat(plan("large").open()).isFalse();
        assertThat(plan("large").organizations()).containsExactly(foundry.organization);
        assertThat(plan("huge").open()).isFalse();
        assertThat(plan("huge").organizations()).isEmpty();
        assertThat(run.out() + run.err()).doesNotContain("pass").doesNotContain("cf-client-secret");

        run = register(
                version,
                "my-broker",
                "https://two.example",
                "second",
                "[{name: small, cf_service_access: org-restricted, service_access_org: my org},"
                        + " {name: large, cf_service_access: enable}, {name: huge, cf_service_access: enable}]");
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(broker().guid()).isEqualTo(first.guid());
        assertThat(broker().url()).isEqualTo("https://two.example");
        assertThat(broker().password()).isEqualTo("second");
        assertThat(plan("small").open()).isFalse();
        assertThat(plan("small").organizations()).containsExactly(foundry.organization);
        assertThat(plan("large").open()).isTrue();
        assertThat(plan("large").organizations()).isEmpty();

        run = register(
                version,
                "my-broker",
                "https://two.example",
                "second",
                "[{name: small, cf_service_access: disable}, {name: huge, cf_service_access: disable}]");
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(plan("small").organizations()).isEmpty();
        assertThat(plan("small").open()).isFalse();
        assertThat(plan("huge").open()).isFalse();
        assertThat(plan("large").open())
                .as("a plan that is not named stays as it is")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRegistrationThatFailsTellsWhy(ApiVersion version) {
        fails(
                register(
                        version,
                        "my-broker",
                        "https://one.example",
                        "secret word",
                        "[{name: small, cf_service_access: org-restricted, service_access_org: none}]"),
                "failed to execute register-broker: failed to find org with name \"none\"");
        fails(
                register(
                        version,
                        "my-broker",
                        "https://one.example",
                        "secret word",
                        "[{name: none, cf_service_access: enable}]"),
                "failed to execute register-broker: planID \"none\" not found while updating plan access");
        foundry.platform.faults().next(1, "(PUT|PATCH) /v./service_brokers.*").answer(403, Foundry.NOT_ALLOWED);
        fails(
                register(version, "my-broker", "https://one.example", "secret word", "[]"),
                "failed to execute register-broker: " + REFUSED);
    }

    private static void fails(Run run, String line) {
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(Foundry.told(run)).last().isEqualTo(line);
        assertThat(run.out() + run.err())
                .doesNotContain("secret word")
                .doesNotContain("cf-client-secret")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileThatCannotBeUsedIsTold() {
        fails(of(foundry.run(), "register-broker"), "-configPath must be given as argument");
        fails(
                of(foundry.run(), "register-broker", "-configPath", "/not/a/file"),
                "error reading file -configPath: open /not/a/file: no such file or directory");
        fails(of(foundry.run(), "deregister-broker"), "Missing argument -brokerName");
        fails(of(foundry.run(), "deregister-broker", "-brokerName", "x"), "Missing argument -configFilePath");
        fails(
                of(foundry.run(), "delete-all-service-instances", "-configFilePath", "/not/a/file"),
                "Error reading config file: open /not/a/file: no such file or directory");
        var run = of(foundry.run(), "delete-all-service-instances", "-configFilePath", file("--1--"));
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.lines().getFirst()).startsWith("Invalid config file: ");
    }

    private Run deregister(ApiVersion version) {
        return of(
                foundry.run(),
                "deregister-broker",
                "-brokerName",
                "my-broker",
                "-configFilePath",
                file(foundry.section(version)));
    }

    @ParameterizedTest
    @EnumSource
    void aBrokerIsDeregistered(ApiVersion version) {
        register("my-broker");
        var run = deregister(version);
        assertThat(run.exitCode).isZero();
        assertThat(Foundry.told(run)).containsExactly("FINISHED DEREGISTER BROKER");
        assertThat(foundry.platform.brokers()).extracting(BrokerView::name).containsExactly("other-broker");

        run = deregister(version);
        assertThat(run.exitCode).isZero();
        assertThat(Foundry.told(run))
                .containsExactly("No service broker found with name: my-broker", "FINISHED DEREGISTER BROKER");
    }

    @ParameterizedTest
    @EnumSource
    void aBrokerWithInstancesIsNotDeregistered(ApiVersion version) {
        register("my-broker");
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        var run = deregister(version);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(Foundry.told(run))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(
                                "Failed to deregister broker with my-broker with guid " + broker().guid() + ", err: ")
                        .contains("Can not remove brokers that have associated service instances: my-broker"));
    }

    private String deletion(ApiVersion version) {
        return file("""
                service_catalog: {id: offering-id}
                polling_initial_offset: 5
                polling_interval: 1
                max_in_flight: 1
                """ + foundry.section(version));
    }

    private Run deleteAll(ApiVersion version, Consumer<String> meanwhile) {
        return of(foundry.run(meanwhile), "delete-all-service-instances", "-configFilePath", deletion(version));
    }

    private Run deleteAll(ApiVersion version) {
        return deleteAll(version, _ -> {});
    }

    private void addInstances() {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        foundry.platform.addInstance("i2", small, foundry.space, "two");
    }

    @ParameterizedTest
    @EnumSource
    void instancesAreDeletedAfterTheirBindingsAndKeys(ApiVersion version) {
        addInstances();
        var binding = foundry.platform.addBinding("i1", "app-1");
        var key = foundry.platform.addKey("i1", "key-1");
        var run = deleteAll(version);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(Foundry.told(run))
                .containsExactly(
                        CONFIGURATION,
                        "Deleting binding " + binding + " of service instance i1 to app app-1",
                        "Deleting service key " + key + " of service instance i1",
                        "Deleting service instance i1",
                        "Waiting for service instance i1 to be deleted",
                        "Result: deleted service instance i1",
                        "Deleting service instance i2",
                        "Waiting for service instance i2 to be deleted",
                        "Result: deleted service instance i2",
                        "FINISHED DELETES");
        assertThat(instances()).containsExactly("stranger");
        assertThat(foundry.platform.bindings()).isZero();

        run = deleteAll(version);
        assertThat(run.exitCode).isZero();
        assertThat(Foundry.told(run)).containsExactly(CONFIGURATION, "No service instances found.", "FINISHED DELETES");
    }

    @ParameterizedTest
    @EnumSource
    void aDeletionThatFailsIsToldAndTheOthersGoOn(ApiVersion version) {
        addInstances();
        foundry.platform.failNextOperation("the broker says no");
        var run = deleteAll(version);
        fails(run, "Result: failed to delete service instance i1. Delete operation failed.");
        assertThat(Foundry.told(run)).contains("The platform says of service instance i1: the broker says no");
        assertThat(instances()).containsExactly("stranger", "i1");

        var again = deleteAll(version);
        assertThat(again.exitCode).as(again.out()).isZero();
        assertThat(instances()).containsExactly("stranger");
    }

    /** The instance does not show then what the job says. */
    @Test
    void aDeletionThatThePlatformGivesUpBeforeItBeginsIsTold() {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        foundry.platform
                .faults()
                .next(1, "GET /v3/jobs/.*")
                .answer(200, "{\"state\":\"FAILED\",\"errors\":[{\"detail\":\"The instance is shared.\"}]}");
        foundry.platform
                .faults()
                .all("GET /v3/service_instances/i1")
                .answer(200, "{\"guid\":\"i1\",\"last_operation\":{\"type\":\"create\",\"state\":\"succeeded\"}}");
        fails(deleteAll(ApiVersion.V3), "The instance is shared.");
    }

    @ParameterizedTest
    @EnumSource
    void anInstanceThatIsBeingDeletedIsWaitedFor(ApiVersion version) {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        foundry.platform.lastOperation("i1", "delete", "in progress");
        int[] asked = {0};
        var run = deleteAll(version, line -> {
            if (line.endsWith("/service_instances/i1") && ++asked[0] == 3) {
                foundry.platform.removeInstance("i1");
            }
        });
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(Foundry.told(run))
                .containsExactly(
                        CONFIGURATION,
                        "service instance i1 is being deleted, will skip sending the delete request",
                        "Waiting for service instance i1 to be deleted",
                        "Result: deleted service instance i1",
                        "FINISHED DELETES");
        assertThat(foundry.asked("DELETE")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anOperationThatIsNoDeletionIsTold(ApiVersion version) {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        foundry.platform.faults().next(1, "DELETE /v./service_instances/i1.*").answer(202, "{}");
        fails(deleteAll(version), "Result: failed to delete service instance i1. Unexpected operation type: 'create'.");
    }

    @ParameterizedTest
    @EnumSource
    void anInstanceThatMayNotBeReadIsToldAndOtherErrorsPass(ApiVersion version) {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        foundry.platform.faults().all("GET /v./service_instances/i1").answer(403, Foundry.NOT_ALLOWED);
        var run = deleteAll(version);
        fails(run, "Result: failed to delete service instance i1. Error: not allowed.");
        assertThat(run.lines())
                .contains("could not retrieve information about service instance i1, will try to delete");

        foundry.platform.faults().clear();
        foundry.platform.addInstance("i2", small, foundry.space, "two");
        foundry.platform.faults().next(4, "GET /v./service_instances/i2").answer(418, "tea");
        var passing = deleteAll(version);
        assertThat(passing.exitCode).as(passing.out()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void instancesThatAreMadeMeanwhileAreTold(ApiVersion version) {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        var run = deleteAll(version, line -> {
            if (line.startsWith("DELETE ")) {
                foundry.platform.addInstance("late", small, foundry.space, "late");
            }
        });
        fails(run, "expected 0 instances for service offering with unique ID: offering-id. Got 1 instance(s).");
    }

    @Test
    void aDeletionIsWaitedForThatThePlatformHasYetToBegin() {
        foundry.platform.addInstance("i1", small, foundry.space, "one");
        // Asked for before the deletion, and once before the platform's job begins.
        foundry.platform
                .faults()
                .next(2, "GET /v3/service_instances/i1")
                .answer(200, "{\"guid\":\"i1\",\"last_operation\":{\"type\":\"create\",\"state\":\"succeeded\"}}");
        foundry.platform.faults().next(1, "GET /v3/jobs/.*").answer(200, "{\"state\":\"PROCESSING\"}");
        var run = deleteAll(ApiVersion.V3);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(instances()).containsExactly("stranger");
    }

    private Run purge(ApiVersion version) {
        return of(
                foundry.run(),
                "delete-all-service-instances-and-deregister-broker",
                "-brokerName",
                "my-broker",
                "-configFilePath",
                deletion(version));
    }

    @ParameterizedTest
    @EnumSource
    void aDryRunTellsWhatWouldBeDeletedAndChangesNothing(ApiVersion version) {
        registerWithPlans();
        var binding = foundry.platform.addBinding("i1", "app-1");
        var key = foundry.platform.addKey("i1", "key-1");
        foundry.platform.forgetRequests();

        var deletion =
                of(foundry.run(), "delete-all-service-instances", "-configFilePath", deletion(version), "--dry-run");
        assertThat(deletion.exitCode).as(deletion.out()).isZero();
        assertThat(Foundry.told(deletion))
                .containsExactly(
                        "Would delete binding " + binding + " of service instance i1 to app app-1",
                        "Would delete service key " + key + " of service instance i1",
                        "Would delete service instance i1",
                        "DRY RUN: nothing was changed");
        var purge = of(
                foundry.run(),
                "delete-all-service-instances-and-deregister-broker",
                "-dry-run",
                "-brokerName",
                "my-broker",
                "-configFilePath",
                deletion(version));
        assertThat(purge.exitCode).as(purge.out()).isZero();
        assertThat(Foundry.told(purge))
                .startsWith("Would disable service access for all plans")
                .contains("Would delete service instance i1")
                .endsWith("Would deregister the service broker my-broker", "DRY RUN: nothing was changed");

        assertThat(foundry.platform.requests())
                .isNotEmpty()
                .allMatch(request -> request.toString().startsWith("GET "));
        assertThat(instances()).containsExactlyInAnyOrder("i1", "stranger");
    }

    private void registerWithPlans() {
        assertThat(register(
                                ApiVersion.V3,
                                "my-broker",
                                "https://one.example",
                                "first",
                                "[{name: small, cf_service_access: enable}]")
                        .exitCode)
                .isZero();
        foundry.platform.addInstance("i1", small, foundry.space, "one");
    }

    @ParameterizedTest
    @EnumSource
    void aPurgeClosesThePlansDeletesAndDeregisters(ApiVersion version) {
        registerWithPlans();
        var run = purge(version);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(Foundry.told(run))
                .containsExactly(
                        "Disabling service access for all plans",
                        "Deleting all service instances",
                        CONFIGURATION,
                        "Deleting service instance i1",
                        "Waiting for service instance i1 to be deleted",
                        "Result: deleted service instance i1",
                        "Deregistering service brokers",
                        "FINISHED PURGE INSTANCES AND DEREGISTER BROKER");
        assertThat(instances()).containsExactly("stranger");
        assertThat(foundry.platform.brokers()).extracting(BrokerView::name).containsExactly("other-broker");
    }

    @ParameterizedTest
    @EnumSource
    void aPurgeThatFailsLeavesTheBroker(ApiVersion version) {
        registerWithPlans();
        foundry.platform.failNextOperation("the broker says no");
        fails(purge(version), "Purger Failed: Result: failed to delete service instance i1. Delete operation failed.");
        assertThat(plan("small").open()).isFalse();
        assertThat(broker().url()).isEqualTo("https://one.example");

        foundry.platform.faults().all("(PUT|PATCH) /v./service_plans/.*").answer(403, Foundry.NOT_ALLOWED);
        var run = purge(version);
        fails(run, "Purger Failed: " + REFUSED);
        assertThat(instances()).contains("i1");
    }
}
