package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.testkit.cloudcontroller.CloudControllerSettings;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator.InstanceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The upgrade of all instances, first through the platform and then by the broker. */
class UpgradeAllOnPlatformTest {

    @TempDir
    Path folder;

    private ScriptedBroker broker;
    private Foundry foundry;
    private String plan;

    @BeforeEach
    void start() throws IOException {
        broker = ScriptedBroker.start();
        broker.instances("i1", "i2").accepts("i2").ends("i2", "succeeded");
        foundry(_ -> {});
    }

    private void foundry(Consumer<CloudControllerSettings> changes) {
        foundry = Foundry.start(changes);
        plan = foundry.platform.addPlan(foundry.platform.addOffering("offering-id", "redis"), "plan", "small");
        foundry.platform.maintenanceVersion(plan, "1.0.0");
        foundry.platform.addInstance("i1", plan, foundry.space, "one");
        foundry.platform.addInstance("i2", plan, foundry.space, "two");
        foundry.platform.maintenanceVersion(plan, "2.0.0");
    }

    @AfterEach
    void stop() {
        foundry.close();
        broker.close();
    }

    private Run upgrade(ApiVersion version, String further) throws Exception {
        var text = """
                broker_api:
                  url: %s
                  authentication: {basic: {username: user name, password: pass word}}
                polling_interval: 1
                attempt_interval: 2
                attempt_limit: 2
                max_in_flight: 1
                %s
                """.formatted(broker.url(), further);
        var file = Files.writeString(folder.resolve("errand.yml"), text + foundry.section(version));
        return foundry.run().of("upgrade-all-service-instances", "-configPath", file.toString());
    }

    private Run upgrade(ApiVersion version) throws Exception {
        return upgrade(version, "maintenance_info_present: true");
    }

    private List<String> versions() {
        return foundry.platform.instances().stream()
                .map(InstanceView::maintenanceVersion)
                .toList();
    }

    private static List<String> steps(Run run) {
        return Foundry.told(run).stream()
                .map(line -> line.replace("[upgrade-all] ", ""))
                .filter(line -> line.startsWith("Upgrading") || line.startsWith("["))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatThePlatformUpgradedIsNotUpgradedAgain(ApiVersion version) throws Exception {
        var run = upgrade(version);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(versions()).containsExactly("2.0.0", "2.0.0");
        assertThat(steps(run))
                .containsExactly(
                        "Upgrading all instances via CF",
                        "[i1] Starting to process service instance 1 of 2",
                        "[i1] Result: operation accepted",
                        "[i1] Waiting for operation to complete",
                        "[i1] Result: Service Instance operation success",
                        "[i2] Starting to process service instance 2 of 2",
                        "[i2] Result: operation accepted",
                        "[i2] Waiting for operation to complete",
                        "[i2] Result: Service Instance operation success",
                        "Upgrading all instances via BOSH");
        assertThat(broker.asked("PATCH")).isEmpty();
        assertThat(run.out()).doesNotContain("cf-client-secret").doesNotContain("pass word");
    }

    @ParameterizedTest
    @EnumSource
    void whatThePlatformSkippedIsUpgradedByTheBroker(ApiVersion version) throws Exception {
        foundry.platform.removeInstance("i2");
        foundry.platform.addInstance("i2", plan, foundry.space, "two");
        var run = upgrade(version);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(steps(run))
                .containsSubsequence(
                        "Upgrading all instances via CF",
                        "[i1] Result: Service Instance operation success",
                        "[i2] Result: instance already up to date - operation skipped",
                        "Upgrading all instances via BOSH",
                        "[i2] Result: operation accepted",
                        "[i2] Waiting for operation to complete: bosh task id 7",
                        "[i2] Result: Service Instance operation success");
        assertThat(broker.asked("PATCH"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.target()).startsWith("/mgmt/service_instances/i2?"));
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOnThePlatformEndsTheErrand(ApiVersion version) throws Exception {
        foundry.platform.failNextOperation("the broker says no");
        var run = upgrade(version);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out())
                .contains("[i1] Result: Service Instance operation failure", "Status: FAILED")
                .contains("Number of service instances that failed to process: 1 [i1]")
                .doesNotContain("via BOSH");
        assertThat(broker.asked("PATCH")).isEmpty();
        assertThat(versions()).containsExactly("1.0.0", "2.0.0");
    }

    @ParameterizedTest
    @EnumSource
    void aPlatformThatKnowsNoMaintenanceIsLeftOut(ApiVersion version) throws Exception {
        foundry.close();
        foundry(settings -> settings.openVersion("2.14"));
        broker.accepts("i1").ends("i1", "succeeded");
        var run = upgrade(version);
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(run.out()).contains("via BOSH").doesNotContain("via CF");
        assertThat(versions()).containsExactly("1.0.0", "1.0.0");
        assertThat(broker.asked("PATCH")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aPlatformIsNotAskedWithoutVersionsOfMaintenance(ApiVersion version) throws Exception {
        broker.accepts("i1").ends("i1", "succeeded");
        var run = upgrade(version, "maintenance_info_present: false");
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(run.out()).contains("via BOSH").doesNotContain("via CF");
        assertThat(foundry.platform.requests()).isEmpty();
    }
}
