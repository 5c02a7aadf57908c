package io.chandler.cli.deploy;

import static io.chandler.cli.deploy.Manifests.each;
import static io.chandler.cli.deploy.Manifests.labels;
import static io.chandler.cli.deploy.Manifests.name;
import static io.chandler.cli.deploy.Manifests.pod;
import static io.chandler.cli.deploy.Manifests.ports;
import static io.chandler.cli.deploy.Manifests.selects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The manifests of a project that {@code chandler new broker} makes, as {@code kubectl apply -k .} renders them. */
class NewBrokerManifestsTest {

    @TempDir
    static Path folder;

    private static List<JsonNode> objects = List.of();

    @BeforeAll
    static void render() throws Exception {
        assumeTrue(Manifests.canBeRendered(folder), "there is no kubectl: the manifests were not rendered");
        var project = folder.resolve("wine-cellar");
        var made = Manifests.run(
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chandler.cli.Main",
                        "new",
                        "broker",
                        "wine-cellar",
                        "--directory",
                        project.toString()));
        assertThat(made.exitCode()).as(made.output()).isZero();
        objects = Manifests.rendered(folder, project);
    }

    private static JsonNode one(String kind) {
        var found = objects.stream()
                .filter(object -> object.path("kind").asString("").equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    @Test
    void everythingIsInANamespaceOfItsOwn() {
        assertThat(objects).allSatisfy(object -> {
            var namespace = object.path("kind").asString("").equals("Namespace")
                    ? name(object)
                    : object.at("/metadata/namespace").asString("");
            assertThat(namespace).isEqualTo("wine-cellar");
        });
        assertThat(one("Namespace")
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asString(""))
                .isEqualTo("restricted");
    }

    @Test
    void thePodIsRestrictedAndFound() {
        var deployment = one("Deployment");
        PodRules.check(deployment);
        assertThat(selects(deployment.at("/spec/selector/matchLabels"), labels(deployment)))
                .isTrue();
        var service = one("Service");
        assertThat(selects(service.at("/spec/selector"), labels(deployment))).isTrue();
        assertThat(ports(deployment))
                .contains(service.at("/spec/ports/0/targetPort").asString());
    }

    @Test
    void oneReplicaHasTheVolumeForItself() {
        var deployment = one("Deployment");
        assertThat(deployment.at("/spec/replicas").intValue()).isEqualTo(1);
        assertThat(deployment.at("/spec/strategy/type").asString("")).isEqualTo("Recreate");
        var volumes = each(pod(deployment).path("volumes")).toList();
        assertThat(volumes)
                .anySatisfy(volume -> assertThat(
                                volume.at("/persistentVolumeClaim/claimName").asString(""))
                        .isEqualTo(name(one("PersistentVolumeClaim"))))
                .anySatisfy(volume ->
                        assertThat(volume.at("/configMap/name").asString("")).isEqualTo(name(one("ConfigMap"))));
    }

    @Test
    void theConfigurationIsWhatTheBrokerReads() throws Exception {
        var container = pod(one("Deployment")).at("/containers/0");
        var here = Files.createDirectory(folder.resolve("etc"));
        for (var file : one("ConfigMap").path("data").properties()) {
            Files.writeString(here.resolve(file.getKey()), file.getValue().stringValue());
        }
        assertThat(each(container.path("args")).map(JsonNode::asString)).containsExactly("/etc/broker/chandler.yml");
        var secrets = Map.of(
                "CHANDLER_ENCRYPTION_KEYS", "first=" + Base64.getEncoder().encodeToString(new byte[32]));
        var variables = new HashMap<String, String>();
        each(container.path("env")).forEach(variable -> {
            var name = variable.path("name").stringValue();
            variables.put(name, variable.path("value").asString(secrets.getOrDefault(name, "from-a-secret")));
        });

        var configuration = Configuration.read(here.resolve("chandler.yml"), variables);

        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.get(Keys.DATA_FOLDER)).isEqualTo(Path.of("/var/lib/broker"));
        assertThat(ports(one("Deployment"))).contains(Integer.toString(configuration.get(Keys.PORT)));
        assertThat(configuration.effective()).doesNotContain("from-a-secret");
        assertThat(here.resolve("catalog.yml")).content().contains("name: wine-cellar");
    }
}
