package io.chandler.cli.deploy;

import static io.chandler.cli.deploy.Manifests.all;
import static io.chandler.cli.deploy.Manifests.each;
import static io.chandler.cli.deploy.Manifests.labels;
import static io.chandler.cli.deploy.Manifests.name;
import static io.chandler.cli.deploy.Manifests.objects;
import static io.chandler.cli.deploy.Manifests.one;
import static io.chandler.cli.deploy.Manifests.pod;
import static io.chandler.cli.deploy.Manifests.ports;
import static io.chandler.cli.deploy.Manifests.selects;
import static io.chandler.cli.deploy.Manifests.texts;
import static io.chandler.cli.deploy.Manifests.workloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chandler.osb.Json;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders the manifests as {@code kubectl apply -k} does, and holds what comes of it against what a cluster asks for. */
class ManifestsTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void render() throws Exception {
        assumeTrue(Manifests.canBeRendered(folder), "there is no kubectl: the manifests were not rendered");
        Manifests.render(folder);
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void everyObjectHasItsPlaceAndALabel(String overlay) {
        var places = new HashSet<String>();
        assertThat(objects(overlay)).allSatisfy(object -> {
            var place = object.path("kind") + " " + object.path("metadata").path("namespace") + " " + name(object);
            assertThat(places.add(place)).as(place + " is there once").isTrue();
            assertThat(object.path("apiVersion").stringValue("")).as(place).isNotEmpty();
            var kind = object.path("kind").stringValue();
            if (!Set.of("Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding", "APIService")
                    .contains(kind)) {
                assertThat(object.path("metadata").path("namespace").stringValue(""))
                        .as(place)
                        .isEqualTo(name(object).equals("chandler-authentication-reader") ? "kube-system" : "chandler");
            }
        });
        var namespace = one(overlay, "Namespace", "chandler");
        assertThat(namespace
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .stringValue(""))
                .isEqualTo("restricted");
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void whatSelectsPodsFindsThem(String overlay) {
        for (var workload : workloads(overlay)) {
            assertThat(selects(workload.at("/spec/selector/matchLabels"), labels(workload)))
                    .as(name(workload))
                    .isTrue();
        }
        assertThat(all(overlay, "Service")).isNotEmpty().allSatisfy(service -> {
            var pods = workloads(overlay).stream()
                    .filter(workload -> selects(service.at("/spec/selector"), labels(workload)))
                    .toList();
            assertThat(pods).as(name(service)).hasSize(1);
            assertThat(each(service.at("/spec/ports"))).allSatisfy(port -> {
                var target = port.has("targetPort") ? port.path("targetPort") : port.path("port");
                assertThat(ports(pods.getFirst())).as(name(service)).contains(target.asString());
            });
        });
        assertThat(all(overlay, "PodDisruptionBudget"))
                .hasSameSizeAs(workloads(overlay))
                .allSatisfy(budget -> assertThat(workloads(overlay))
                        .anyMatch(workload -> selects(budget.at("/spec/selector/matchLabels"), labels(workload))));
        assertThat(all(overlay, "NetworkPolicy"))
                .hasSameSizeAs(workloads(overlay))
                .allSatisfy(policy -> {
                    var pods = workloads(overlay).stream()
                            .filter(workload -> selects(policy.at("/spec/podSelector/matchLabels"), labels(workload)))
                            .toList();
                    assertThat(pods).as(name(policy)).hasSize(1);
                    assertThat(each(policy.at("/spec/ingress")).flatMap(rule -> each(rule.path("ports"))))
                            .allSatisfy(port -> assertThat(ports(pods.getFirst()))
                                    .contains(port.path("port").asString()));
                });
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void podsAreRestrictedAndBounded(String overlay) {
        assertThat(workloads(overlay)).isNotEmpty().allSatisfy(workload -> {
            assertThat(pod(workload).path("enableServiceLinks").booleanValue(true))
                    .as("variables of " + serviceLinks(overlay).keySet())
                    .isFalse();
            PodRules.check(workload);
        });
    }

    /** What a cluster tells each pod of the Services in its namespace, unless the pod declines. */
    private static Map<String, String> serviceLinks(String overlay) {
        var links = new HashMap<String, String>();
        for (var service : all(overlay, "Service")) {
            if (!service.at("/spec/clusterIP").stringValue("").equals("None")) {
                var variable = name(service).toUpperCase(Locale.ROOT).replace('-', '_');
                var port = service.at("/spec/ports/0/port").asString();
                links.put(variable + "_SERVICE_HOST", "10.96.0.7");
                links.put(variable + "_SERVICE_PORT", port);
                links.put(variable + "_PORT", "tcp://10.96.0.7:" + port);
                links.put(variable + "_PORT_" + port + "_TCP", "tcp://10.96.0.7:" + port);
            }
        }
        return links;
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void theBrokersProbesAreItsOwnAndSpeakItsProtocol(String overlay) {
        var container = pod(one(overlay, "Deployment", "chandler")).at("/containers/0");
        var scheme = overlay.equals("with-tls") ? "HTTPS" : "HTTP";
        Map.of("startupProbe", "/live", "livenessProbe", "/live", "readinessProbe", "/ready")
                .forEach((probe, path) -> {
                    assertThat(container.path(probe).at("/httpGet/path").stringValue())
                            .isEqualTo(path);
                    assertThat(container.path(probe).at("/httpGet/scheme").stringValue("HTTP"))
                            .isEqualTo(scheme);
                });
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void onlyStoresThatReplicasShareHaveMoreThanOne(String overlay) {
        var deployment = one(overlay, "Deployment", "chandler");
        int replicas = deployment.at("/spec/replicas").intValue();
        if (overlay.equals("sqlite") || overlay.equals("with-tls")) {
            assertThat(replicas).isEqualTo(1);
            assertThat(deployment.at("/spec/strategy/type").stringValue()).isEqualTo("Recreate");
            assertThat(deployment.at("/spec/strategy").has("rollingUpdate")).isFalse();
            var claim = each(pod(deployment).path("volumes"))
                    .filter(volume -> volume.path("name").stringValue().equals("data"))
                    .findFirst()
                    .orElseThrow();
            assertThat(claim.has("emptyDir")).isFalse();
            one(
                    overlay,
                    "PersistentVolumeClaim",
                    claim.at("/persistentVolumeClaim/claimName").stringValue());
        } else {
            assertThat(replicas).isGreaterThan(1);
            assertThat(pod(deployment)
                            .at("/topologySpreadConstraints/0/topologyKey")
                            .stringValue())
                    .isEqualTo("kubernetes.io/hostname");
        }
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void secretsAreInSecretsOnly(String overlay) {
        assertThat(all(overlay, "ConfigMap").stream()
                        .flatMap(Manifests::texts)
                        .flatMap(String::lines)
                        .filter(line -> !line.strip().startsWith("#")))
                .isNotEmpty()
                .noneMatch(line -> line.matches("(?i).*(password|token|secret|key|private)[a-z-]*:.*"));
        assertThat(workloads(overlay).stream()
                        .flatMap(workload -> each(pod(workload).path("containers")))
                        .flatMap(container -> each(container.path("env")))
                        .filter(variable -> variable.has("value"))
                        .map(variable -> variable.path("name").stringValue()))
                .noneMatch(name -> name.matches(".*(PASSWORD|ENCRYPTION_KEYS|TOKEN|USER)$"));
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void configMapsAndGeneratedSecretsThatAreMountedAreThere(String overlay) {
        for (var workload : workloads(overlay)) {
            each(pod(workload).path("volumes")).forEach(volume -> {
                if (volume.has("configMap")) {
                    one(overlay, "ConfigMap", volume.at("/configMap/name").stringValue());
                }
                if (volume.at("/secret/secretName").stringValue("").startsWith("chandler-api")) {
                    one(overlay, "Secret", volume.at("/secret/secretName").stringValue());
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void theConfigurationIsWhatTheBrokerReads(String overlay) throws IOException {
        var container = pod(one(overlay, "Deployment", "chandler")).at("/containers/0");
        var here = Files.createDirectories(folder.resolve("configuration-" + overlay));
        for (var file : all(overlay, "ConfigMap").getFirst().path("data").properties()) {
            Files.writeString(here.resolve(file.getKey()), file.getValue().stringValue());
        }
        assertThat(container.path("args"))
                .isEqualTo(Json.mapper().readTree("[\"serve\",\"--config\",\"/etc/chandler/chandler.yml\"]"));
        // What comes from secrets, in the form that the guide tells.
        var secrets = Map.of(
                "CHANDLER_ENCRYPTION_KEYS", "first=" + Base64.getEncoder().encodeToString(new byte[32]),
                "CHANDLER_STORE_URL", "postgresql://database.example.com/chandler",
                "CHANDLER_SERVICES_POSTGRES_URL", "jdbc:postgresql://database.example.com:5432/postgres");
        // A cluster gives these to a pod of other manifests.
        var variables = new HashMap<>(serviceLinks(overlay));
        each(container.path("env")).forEach(variable -> {
            var name = variable.path("name").stringValue();
            variables.put(name, variable.path("value").stringValue(secrets.getOrDefault(name, "from-a-secret")));
        });

        var configuration = Configuration.read(here.resolve("chandler.yml"), variables);

        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.get(Keys.API_PORT)).isEqualTo(8443);
        var effective = configuration.effective();
        assertThat(effective).contains("/var/lib/chandler").doesNotContain("from-a-secret-password");
        var store = variables.get("CHANDLER_STORE_URL");
        assertThat(effective).contains(store.replaceFirst(":.*", ":"));
        assertThat(store)
                .startsWith(
                        switch (overlay) {
                            case "sqlite", "with-tls" -> "sqlite:";
                            case "etcd" -> "etcd:";
                            case "crds" -> "kubernetes:";
                            default -> "postgresql:";
                        });
    }

    // ---- What the broker may do ------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("io.chandler.cli.deploy.Manifests#installations")
    void theBrokerMayDoNoMoreThanItAsksFor(String overlay) {
        var serviceAccount = one(overlay, "ServiceAccount", "chandler");
        var bound = all(overlay, "RoleBinding", "ClusterRoleBinding").stream()
                .map(binding -> binding.at("/roleRef/name").stringValue())
                .toList();
        switch (overlay) {
            case "api-aggregated" ->
                assertThat(bound)
                        .containsExactlyInAnyOrder(
                                "system:auth-delegator",
                                "extension-apiserver-authentication-reader",
                                "chandler-events");
            case "crds" -> assertThat(bound).containsExactly("chandler");
            default -> {
                assertThat(bound).isEmpty();
                assertThat(serviceAccount.path("automountServiceAccountToken").booleanValue(true))
                        .isFalse();
            }
        }
        assertThat(all(overlay, "RoleBinding", "ClusterRoleBinding"))
                .allSatisfy(binding -> assertThat(each(binding.path("subjects")))
                        .allSatisfy(subject -> {
                            assertThat(subject.path("kind").stringValue()).isEqualTo("ServiceAccount");
                            assertThat(subject.path("name").stringValue()).isEqualTo("chandler");
                            assertThat(subject.path("namespace").stringValue()).isEqualTo("chandler");
                        }));
        assertThat(objects(overlay).stream().flatMap(Manifests::texts))
                .noneMatch(text -> text.contains("system:unauthenticated")
                        || text.contains("system:anonymous")
                        || text.equals("system:authenticated")
                        || text.equals("*"));
    }

    @Test
    void theAggregatedApiIsKnownByItsCertificate() throws Exception {
        var service = one("api-aggregated", "APIService", "v1.broker.chandler.io");
        assertThat(service.at("/spec/group").stringValue() + "/"
                        + service.at("/spec/version").stringValue())
                .isEqualTo("broker.chandler.io/v1");
        var backend = one(
                "api-aggregated", "Service", service.at("/spec/service/name").stringValue());
        assertThat(service.at("/spec/service/namespace").stringValue())
                .isEqualTo(backend.at("/metadata/namespace").stringValue());
        assertThat(service.at("/spec/service/port").intValue())
                .isEqualTo(backend.at("/spec/ports/0/port").intValue());

        var pem = Base64.getMimeDecoder().decode(service.at("/spec/caBundle").stringValue());
        var certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        assertThat(certificate.getSubjectAlternativeNames())
                .anyMatch(name -> name.contains(name(backend) + ".chandler.svc"));
        certificate.verify(certificate.getPublicKey());
        var secret = all("api-aggregated", "Secret").getFirst();
        assertThat(Base64.getMimeDecoder().decode(secret.at("/data/tls.crt").stringValue()))
                .isEqualTo(pem);
    }

    @Test
    void theRolesOfPeopleNameWhatTheApiServes() {
        var served = Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
        var granted = new HashSet<String>();
        for (var role : all("api-aggregated", "ClusterRole")) {
            if (name(role).equals("chandler-events")) {
                assertThat(role.path("rules"))
                        .hasToString("[{\"apiGroups\":[\"events.k8s.io\"],"
                                + "\"resources\":[\"events\"],\"verbs\":[\"create\"]}]");
                continue; // Not for people.
            }
            each(role.path("rules")).forEach(rule -> {
                assertThat(rule.at("/apiGroups/0").stringValue()).isEqualTo("broker.chandler.io");
                var resources =
                        each(rule.path("resources")).map(JsonNode::stringValue).toList();
                if (resources.contains("servicebindings")) {
                    assertThat(resources).containsExactly("serviceinstances", "servicebindings");
                    each(rule.path("verbs")).map(JsonNode::stringValue).forEach(granted::add);
                } else {
                    assertThat(resources).containsExactly("servicebindings/credentials");
                    assertThat(role.at("/metadata/labels").propertyNames())
                            .noneMatch(label -> label.contains("aggregate-to"));
                }
            });
        }
        assertThat(granted).isEqualTo(served);
    }

    @Test
    void onOpenShiftUsersAndGroupsAreTheProjects() {
        var pod = pod(one("openshift", "Deployment", "chandler"));
        assertThat(pod.at("/securityContext").has("fsGroup")).isFalse();
        assertThat(pod.at("/securityContext").has("runAsUser")).isFalse();
        var route = one("openshift", "Route", "chandler");
        var service = one("openshift", "Service", route.at("/spec/to/name").stringValue());
        assertThat(route.at("/spec/port/targetPort").stringValue())
                .isEqualTo(service.at("/spec/ports/0/name").stringValue());
    }

    @Test
    void theMembersOfEtcdKnowEachOtherAndTheBrokerKnowsThem() {
        var set = one("etcd", "StatefulSet", "chandler-etcd");
        var service = one("etcd", "Service", set.at("/spec/serviceName").stringValue());
        assertThat(service.at("/spec/clusterIP").stringValue()).isEqualTo("None");
        assertThat(service.at("/spec/publishNotReadyAddresses").booleanValue()).isTrue();
        var cluster = texts(pod(set).at("/containers/0/command"))
                .filter(word -> word.startsWith("--initial-cluster="))
                .findFirst()
                .orElseThrow();
        var store = each(pod(one("etcd", "Deployment", "chandler")).at("/containers/0/env"))
                .filter(variable -> variable.path("name").stringValue().equals("CHANDLER_STORE_URL"))
                .map(variable -> variable.path("value").stringValue())
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < set.at("/spec/replicas").intValue(); i++) {
            var member = "chandler-etcd-" + i + "." + name(service);
            assertThat(cluster).contains("chandler-etcd-" + i + "=http://" + member + ":2380");
            assertThat(store).contains(member + ":2379");
        }
    }

    /** The catalog of the manifests is that of the example, whose classes it names. */
    @Test
    void theCatalogNamesTheExample() throws IOException {
        var example = Path.of("../examples/postgres");
        var catalog =
                (ObjectNode) Manifests.YAML.readTree(Files.readString(Manifests.FOLDER.resolve("base/catalog.yml")));
        var names = each(catalog.at("/services/0/plans"))
                .flatMap(plan -> each(plan.path("chandler")))
                .map(JsonNode::asString)
                .filter(text -> text.startsWith("io.chandler."))
                .distinct()
                .toList();
        assertThat(names)
                .isNotEmpty()
                .allSatisfy(type -> assertThat(example.resolve("src/main/java/" + type.replace('.', '/') + ".java"))
                        .exists());
    }
}
