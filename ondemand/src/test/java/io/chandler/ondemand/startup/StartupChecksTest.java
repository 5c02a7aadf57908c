package io.chandler.ondemand.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.bosh.HttpDirector;
import io.chandler.ondemand.cloudfoundry.CloudController;
import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.NoCloudFoundry;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Bosh;
import io.chandler.ondemand.configuration.Configuration.BoshAuthentication;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import io.chandler.ondemand.configuration.ConfigurationFile;
import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator;
import io.chandler.testkit.director.DirectorSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupChecksTest {

    private final UaaSimulator uaa =
            UaaSimulator.start(settings -> settings.client("broker", "cf-secret", "cloud_controller.admin"));

    @AfterEach
    void stop() {
        uaa.close();
    }

    private static Offering offering(String planKeys) {
        return ConfigurationFile.parse("""
                broker: {port: 1, username: u, password: p, disable_cf_startup_checks: true}
                bosh: {url: u, authentication: {basic: {username: u, password: p}}}
                service_adapter: {path: "class:a.B"}
                service_catalog:
                  id: offering-id
                  plans:
                  - plan_id: small-id
                %s""".formatted(planKeys.indent(4))).offering();
    }

    private CloudFoundry platform(CloudControllerSimulator simulator) {
        var client = new UaaAuthentication.Client(new Credentials("broker", "cf-secret"));
        return CloudController.connect(
                new Configuration.CloudFoundry(
                        simulator.url().toString(),
                        Optional.of(simulator.authority().pem()),
                        false,
                        Optional.empty(),
                        new CloudFoundryUaa(uaa.url().toString(), client, Optional.empty())),
                "offering-id",
                true,
                Map.of(),
                _ -> {});
    }

    private static HttpDirector director(DirectorSimulator simulator, String password) {
        return new HttpDirector(
                new Bosh(
                        "localhost:" + simulator.url().getPort(),
                        Optional.of(simulator.authority().pem()),
                        new BoshAuthentication.Basic(new Credentials("admin", password))),
                Map.of());
    }

    @Test
    void allIsRightWithThreeGreetingsOfTheDirector() {
        try (var bosh = DirectorSimulator.start();
                var cf = CloudControllerSimulator.start(uaa);
                var director = director(bosh, "admin-password")) {
            cf.addPlan(cf.addOffering("offering-id", "redis"), "gone-id", "gone");

            director.greeting();
            assertThat(StartupChecks.failures(offering(""), platform(cf), director))
                    .isEmpty();
            assertThat(bosh.requests())
                    .extracting(Request::toString)
                    .containsExactly("GET /info", "GET /info", "GET /info");
        }
    }

    @Test
    void allFailuresAreToldInTheirOrder() {
        try (var bosh = DirectorSimulator.start(settings -> settings.version("1.3261.0.0 (0)"));
                var cf = CloudControllerSimulator.start(uaa, settings -> settings.v2Version("2.56.9"));
                var director = director(bosh, "wrong")) {
            var gone = cf.addPlan(cf.addOffering("offering-id", "redis"), "gone-id", "gone");
            cf.addInstance(gone, cf.addSpace(cf.addOrganization("o"), "s"), "left");

            assertThat(StartupChecks.failures(offering(""), platform(cf), director))
                    .contains("CF API error: ODB requires minimum Cloud Foundry API version '2.57.0', got '2.56.9'.; "
                            + "plan gone (gone-id) was expected but is now missing. You cannot remove or change the"
                            + " plan_id of a plan which has existing service instances; "
                            + "BOSH Director error: API version is insufficient, ODB requires BOSH v257+.; "
                            + "BOSH Director error: not authenticated");
        }
    }

    @Test
    void aPlatformThatCannotBeAskedIsAFailure() {
        try (var bosh = DirectorSimulator.start();
                var cf = CloudControllerSimulator.start(uaa, settings -> settings.v2Version("new"));
                var director = director(bosh, "admin-password")) {
            assertThat(StartupChecks.failures(offering(""), platform(cf), director))
                    .contains("Cloud Foundry API version couldn't be parsed. Expected a semver, got: new.");

            cf.faults().all("GET /v2.*").answer(500, "down");
            assertThat(StartupChecks.failures(offering(""), platform(cf), director)
                            .orElseThrow())
                    .startsWith("CF API error: Unexpected reponse status 500, \"down\". ODB requires minimum Cloud"
                            + " Foundry API version: 2.57.0; ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            oops | x: 1 | unrecognised BOSH Director version: "oops". ODB requires BOSH v257+.
            266.11.0 (0) | binding_with_dns: [{name: a, link_provider: b, instance_group: c}] | API version for 'binding_with_dns' feature is insufficient. This feature requires BOSH v266.12+ / v267.6+ (got v266.11.0)
            260.0.0 (0) | lifecycle_errands: {pre_delete: [{name: clean}]} | API version is insufficient, one or more plans are configured with lifecycle_errands which require BOSH v261+.
            """)
    void theDirectorMustBeAbleToDoWhatThePlansNeed(String version, String planKeys, String failure) {
        try (var bosh = DirectorSimulator.start(settings -> settings.version(version));
                var director = director(bosh, "admin-password")) {
            assertThat(StartupChecks.failures(offering(planKeys), new NoCloudFoundry(), director))
                    .contains("BOSH Director error: " + failure);
        }
    }
}
