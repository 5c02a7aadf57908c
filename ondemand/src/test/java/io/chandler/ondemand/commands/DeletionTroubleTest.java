package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deleting all instances on a platform that is in trouble. */
class DeletionTroubleTest {

    private static final String NOT_FOUND =
            "{\"description\":\"not there\",\"errors\":[{\"detail\":\"not there\",\"code\":10010}]}";

    @TempDir
    Path folder;

    private Foundry foundry;

    @BeforeEach
    void start() {
        foundry = Foundry.start(settings -> settings.largestPage(2));
        var offering = foundry.platform.addOffering("offering-id", "redis");
        var small = foundry.platform.addPlan(offering, "small-id", "small");
        foundry.platform.addInstance("i1", small, foundry.space, "one");
    }

    @AfterEach
    void stop() {
        foundry.close();
    }

    private String file(ApiVersion version, String offering) throws IOException {
        return Files.writeString(
                        folder.resolve("errand.yml"),
                        "service_catalog: {id: " + offering + "}\npolling_interval: 1\n" + foundry.section(version))
                .toString();
    }

    private Run deleteAll(ApiVersion version) throws Exception {
        return foundry.run().of("delete-all-service-instances", "-configFilePath", file(version, "offering-id"));
    }

    @ParameterizedTest
    @EnumSource
    void anOfferingThatIsNotRegisteredHasNoInstances(ApiVersion version) throws Exception {
        var run = foundry.run().of("delete-all-service-instances", "-configFilePath", file(version, "unknown"));
        assertThat(run.exitCode).isZero();
        assertThat(run.lines()).contains("No service instances found.");
        assertThat(foundry.platform.instances()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatThePlatformHasForgottenIsNoFailure(ApiVersion version) throws Exception {
        var stale = "{\"metadata\":{\"guid\":\"b1\"},\"entity\":{\"app_guid\":\"app-1\"},\"guid\":\"b1\","
                + "\"relationships\":{\"app\":{\"data\":{\"guid\":\"app-1\"}}}}";
        foundry.platform
                .faults()
                .next(1, "GET /v./(service_instances/i1/service_bindings|service_credential_bindings).*")
                .answer(200, "{\"resources\":[" + stale + "],\"pagination\":{},\"total_results\":1}");
        assertThat(deleteAll(version).exitCode).isZero();
        assertThat(foundry.asked("DELETE")).anyMatch(request -> request.contains("bindings/b1"));
        assertThat(foundry.platform.instances()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void bindingsAndKeysThatCannotBeFoundAreNoFailure(ApiVersion version) throws Exception {
        foundry.platform
                .faults()
                .next(2, "GET /v./(service_instances/i1/service_(bindings|keys)|service_credential_bindings).*")
                .answer(404, NOT_FOUND);
        var run = deleteAll(version);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(foundry.platform.instances()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBindingThatMayNotBeDeletedEndsTheDeletionOfItsInstance(ApiVersion version) throws Exception {
        foundry.platform.addBinding("i1", "app-1");
        foundry.platform
                .faults()
                .all("DELETE /v./(apps|service_credential_bindings)/.*")
                .answer(403, Foundry.NOT_ALLOWED);
        var run = deleteAll(version);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("not allowed").doesNotContain("FINISHED DELETES");
        assertThat(foundry.platform.instances()).hasSize(1);
        assertThat(foundry.asked("DELETE /v2/service_instances")).isEmpty();
        assertThat(foundry.asked("DELETE /v3/service_instances")).isEmpty();
    }

    @Test
    void aPlatformThatFailsIsToldWithItsAnswer() throws Exception {
        foundry.platform.faults().all("GET /v2/services.*").answer(500, "no services for you");
        var run = deleteAll(ApiVersion.V2);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("Unexpected reponse status 500, \"no services for you\"");

        var purge = foundry.run()
                .of(
                        "delete-all-service-instances-and-deregister-broker",
                        "-brokerName",
                        "b",
                        "-configFilePath",
                        file(ApiVersion.V2, "offering-id"));
        assertThat(purge.exitCode).isEqualTo(1);
        assertThat(purge.lines())
                .contains("Purger Failed: Unexpected reponse status 500, \"no services for you\"")
                .doesNotContain("Deleting all service instances");
    }

    @Test
    void aPlatformThatIsAwayIsTold() throws Exception {
        var file = file(ApiVersion.V2, "offering-id");
        foundry.platform.close();
        var run = foundry.run().of("delete-all-service-instances", "-configFilePath", file);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("connection refused").doesNotContain("cf-client-secret");
    }

    @Test
    void whatIsNoConfigurationIsTold() throws Exception {
        var bad = Files.writeString(folder.resolve("bad.yml"), "not valid yaml").toString();
        for (var command : new String[] {"deregister-broker", "delete-all-service-instances-and-deregister-broker"}) {
            var run = foundry.run().of(command, "-brokerName", "b", "-configFilePath", bad);
            assertThat(run.exitCode).isEqualTo(1);
            assertThat(run.out()).contains("Invalid config file: ");
        }
        var run = foundry.run().of("delete-all-service-instances", "-configFilePath", bad);
        assertThat(run.out()).contains("Invalid config file: ");
    }
}
