package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chandler.osb.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A session of the real kubectl with a broker, its output compared. It needs kubectl 1.32 or newer. */
class KubectlTest {

    private static final Pattern RELEASE = Pattern.compile("v1\\.([0-9]+)\\.");

    @TempDir
    Path folder;

    private final Map<String, String> editors = new HashMap<>();
    private ApiBroker broker;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                kubectlIsNewEnough(),
                "SKIPPED: kubectl 1.32 or newer is not on the PATH (dev/test says how to get it)");
        // On any but a loopback address it speaks TLS, with a certificate of its own making.
        broker = new ApiBroker(folder, "  address: 0.0.0.0\n");
    }

    @AfterEach
    void close() {
        if (broker != null) {
            broker.close();
        }
    }

    private static boolean kubectlIsNewEnough() throws InterruptedException {
        try {
            var process = new ProcessBuilder("kubectl", "version", "--client")
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var release = RELEASE.matcher(said);
            return process.waitFor() == 0 && release.find() && Integer.parseInt(release.group(1)) >= 32;
        } catch (IOException e) {
            return false;
        }
    }

    private record Said(int code, String text) {}

    private Said kubectl(String token, String input, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                "kubectl",
                "--kubeconfig=/dev/null",
                "--cache-dir=" + folder.resolve("cache"),
                "--server=" + broker.api(),
                "--certificate-authority=" + broker.certificate(),
                "--token=" + token));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(editors);
        var process = builder.start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Said(process.exitValue(), said);
    }

    private String operator(String... arguments) throws Exception {
        return kubectl("operate-token", "", arguments).text();
    }

    @Test
    @DisplayName("B16 F01 an instance and a binding from apply to delete")
    void session() throws Exception {
        assertThat(operator("api-resources", "--api-group=" + ApiBroker.GROUP, "--no-headers")
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "servicebindings sb broker.chandler.io/v1 true ServiceBinding",
                        "serviceinstances si broker.chandler.io/v1 true ServiceInstance");
        assertThat(operator("version")).contains("Server Version: v1.32.0+chandler-");

        var boat = ApiBroker.boat("boat");
        assertThat(kubectl("operate-token", boat, "apply", "-f", "-").text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat created\n");
        assertThat(operator("wait", "--for=condition=Ready", "si/boat", "--timeout=60s"))
                .isEqualTo("serviceinstance.broker.chandler.io/boat condition met\n");
        assertThat(kubectl("operate-token", boat, "apply", "-f", "-").text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat unchanged\n");
        assertThat(kubectl("operate-token", boat, "diff", "-f", "-").code()).isZero();
        assertThat(operator("get", "si")).containsPattern("""
                NAME   SERVICE   PLAN    STATE   OPERATION             AGE
                boat   boats     small   Ready   provision succeeded   [0-9]+s
                """);
        assertThat(operator("get", "si", "-o", "wide"))
                .startsWith("NAME   SERVICE   PLAN    STATE   OPERATION             DASHBOARD   MESSAGE");
        assertThat(operator("get", "si", "-A", "--sort-by=.metadata.name")).startsWith("NAMESPACE   NAME");
        assertThat(operator("get", "si", "boat", "-o", "jsonpath={.spec.planName}"))
                .isEqualTo("small");
        assertThat(operator("get", "all")).contains("serviceinstance.broker.chandler.io/boat");

        assertThat(operator("label", "si/boat", "tier=gold"))
                .isEqualTo("serviceinstance.broker.chandler.io/boat labeled\n");
        assertThat(operator("get", "si", "-l", "tier=gold", "-o", "name"))
                .isEqualTo("serviceinstance.broker.chandler.io/boat\n");
        assertThat(operator("patch", "si/boat", "--type=merge", "-p", "{\"spec\":{\"planName\":\"large\"}}"))
                .isEqualTo("serviceinstance.broker.chandler.io/boat patched\n");
        assertThat(operator("wait", "--for=jsonpath={.status.operation.state}=succeeded", "si/boat", "--timeout=60s"))
                .endsWith("condition met\n");
        assertThat(operator("describe", "si/boat"))
                .contains("Name:         boat", "Labels:       tier=gold", "Plan Name:     large", "Events:")
                .containsPattern("Normal +[A-Za-z]+ +.*chandler");
        assertThat(operator("explain", "si.spec.planName"))
                .contains("FIELD: planName <string>", "Name of the plan in the catalog");

        var binding = """
                {"apiVersion":"broker.chandler.io/v1","kind":"ServiceBinding","metadata":{"name":"boat.app"},"spec":{}}""";
        assertThat(kubectl("operate-token", binding, "apply", "--server-side", "-f", "-")
                        .text())
                .isEqualTo("servicebinding.broker.chandler.io/boat.app serverside-applied\n");
        assertThat(operator("wait", "--for=condition=Ready", "sb/boat.app", "--timeout=60s"))
                .endsWith("condition met\n");
        var credentials = "/apis/broker.chandler.io/v1/namespaces/default/servicebindings/boat.app/credentials";
        assertThat(operator("get", "--raw", credentials)).contains("Forbidden", "credentials");
        assertThat(kubectl("purse-token", "", "get", "--raw", credentials).text())
                .contains("\"key\":\"ahoy\"");
        assertThat(operator("get", "sb", "boat.app", "-o", "yaml")).doesNotContain("ahoy");

        assertThat(operator("delete", "sb/boat.app", "--timeout=60s"))
                .isEqualTo("servicebinding.broker.chandler.io \"boat.app\" deleted\n");
        assertThat(operator("delete", "si", "--all", "--timeout=60s"))
                .isEqualTo("serviceinstance.broker.chandler.io \"boat\" deleted\n");
        assertThat(operator("get", "si")).isEqualTo("No resources found in default namespace.\n");
    }

    @Test
    @DisplayName("M21 M22 F09 what is wrong is told as Kubernetes tells it")
    void mistakes() throws Exception {
        assertThat(operator("get", "si", "nothing"))
                .isEqualTo("Error from server (NotFound): serviceinstances.broker.chandler.io \"nothing\" not found\n");
        assertThat(operator("-n", "elsewhere", "get", "si", "nothing"))
                .isEqualTo("Error from server (NotFound): serviceinstances.broker.chandler.io \"nothing\" not found\n");
        assertThat(kubectl("operate-token", ApiBroker.boat("b").replace("planName", "plan"), "create", "-f", "-")
                        .text())
                .contains("strict decoding error: unknown field \"spec.plan\"");
        assertThat(kubectl("operate-token", ApiBroker.boat("b").replace("small", "tiny"), "create", "-f", "-")
                        .text())
                .contains("The ServiceInstance \"b\" is invalid", "spec.plan");
        assertThat(kubectl("read-token", ApiBroker.boat("b"), "create", "-f", "-")
                        .text())
                .contains(
                        "Error from server (Forbidden)", "User \"reader\" cannot create resource \"serviceinstances\"");
        assertThat(kubectl("wrong-token", "", "get", "si").text()).contains("You must be logged in to the server");
        assertThat(operator("get", "si")).isEqualTo("No resources found in default namespace.\n");
    }

    @Test
    @DisplayName("M10 M11 edit, annotate, replace, patch of the status, and JSON that can be read again")
    void changing() throws Exception {
        assertThat(kubectl("operate-token", ApiBroker.boat("boat"), "create", "-f", "-")
                        .text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat created\n");
        assertThat(operator("wait", "--for=condition=Ready", "si/boat", "--timeout=60s"))
                .endsWith("condition met\n");

        var editor = folder.resolve("editor");
        Files.writeString(editor, "#!/bin/sh\nsed -i 's/planName: small/planName: large/' \"$1\"\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        editors.put("EDITOR", editor.toString());
        editors.put("KUBE_EDITOR", editor.toString());
        // The id of the plan stays in what is edited; the name was changed, so the name counts.
        assertThat(operator("edit", "si/boat")).isEqualTo("serviceinstance.broker.chandler.io/boat edited\n");
        assertThat(operator("edit", "si/boat")).contains("no changes made");
        assertThat(operator("wait", "--for=jsonpath={.status.operation.state}=succeeded", "si/boat", "--timeout=60s"))
                .endsWith("condition met\n");

        assertThat(operator("annotate", "si/boat", "example.com/owner=ann"))
                .isEqualTo("serviceinstance.broker.chandler.io/boat annotated\n");
        var shown = (ObjectNode) Json.mapper().readTree(operator("get", "si/boat", "-o", "json"));
        assertThat(shown.at("/metadata/annotations/example.com~1owner").asString())
                .isEqualTo("ann");
        assertThat(shown.at("/spec/planName").asString()).isEqualTo("large");
        assertThat(Json.mapper()
                        .readTree(operator("get", "si", "-o", "json"))
                        .at("/items/0/kind")
                        .asString())
                .isEqualTo("ServiceInstance");

        ((ObjectNode) shown.path("spec")).put("planName", "small").remove("planId");
        assertThat(kubectl("operate-token", shown.toString(), "replace", "-f", "-")
                        .text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat replaced\n");
        assertThat(kubectl("operate-token", shown.toString(), "replace", "-f", "-")
                        .text())
                .contains("Error from server (Conflict)", "the object has been modified");
        assertThat(operator("wait", "--for=jsonpath={.status.operation.state}=succeeded", "si/boat", "--timeout=60s"))
                .endsWith("condition met\n");
        assertThat(operator("get", "si/boat", "-o", "jsonpath={.spec.planName}"))
                .isEqualTo("small");

        var condition = "{\"status\":{\"conditions\":[{\"type\":\"Painted\",\"status\":\"True\"}]}}";
        assertThat(operator("patch", "si/boat", "--subresource=status", "--type=merge", "-p", condition))
                .isEqualTo("serviceinstance.broker.chandler.io/boat patched\n");
        assertThat(operator("wait", "--for=condition=Painted", "si/boat", "--timeout=60s"))
                .endsWith("condition met\n");
        // The broker's own are not for others to write.
        assertThat(operator(
                        "patch",
                        "si/boat",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Sunk\"}}"))
                .isEqualTo("serviceinstance.broker.chandler.io/boat patched (no change)\n");
        assertThat(operator("patch", "si/boat", "-p", "{\"spec\":{\"planName\":\"large\"}}"))
                .contains("application/strategic-merge-patch+json is not supported by broker.chandler.io/v1");
    }

    @Test
    @DisplayName("F08 parameters that are the same are no conflict and no change, though they are not shown")
    void parameters() throws Exception {
        var boat = ApiBroker.boat("boat")
                .replace("\"planName\":\"small\"", "\"planName\":\"small\",\"parameters\":{\"n\":1,\"o\":{\"p\":[2]}}");
        assertThat(kubectl("operate-token", boat, "create", "-f", "-").text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat created\n");
        assertThat(operator("wait", "--for=condition=Ready", "si/boat", "--timeout=60s"))
                .endsWith("condition met\n");
        assertThat(kubectl("operate-token", boat, "apply", "--server-side", "-f", "-")
                        .text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat serverside-applied\n");
        var version = version();
        assertThat(kubectl("operate-token", boat, "apply", "--server-side", "-f", "-")
                        .text())
                .isEqualTo("serviceinstance.broker.chandler.io/boat serverside-applied\n");
        assertThat(version()).isEqualTo(version);
        assertThat(kubectl("operate-token", boat.replace("[2]", "[3]"), "apply", "--server-side", "-f", "-")
                        .text())
                .contains("conflict with \"kubectl-create\"", ".spec.parameters.o")
                .doesNotContain(".spec.parameters.n", ".spec.parameters.o.p");

        // On the client's side kubectl cannot see that nothing changes, and nothing does.
        var raft = boat.replace("\"boat\"", "\"raft\"");
        assertThat(kubectl("operate-token", raft, "apply", "-f", "-").text()).contains("created");
        assertThat(operator("wait", "--for=condition=Ready", "si/raft", "--timeout=60s"))
                .endsWith("condition met\n");
        var before = operator("get", "si/raft", "-o", "json", "--show-managed-fields");
        assertThat(kubectl("operate-token", raft, "apply", "-f", "-").text())
                .isEqualTo("serviceinstance.broker.chandler.io/raft configured\n");
        assertThat(operator("get", "si/raft", "-o", "json", "--show-managed-fields"))
                .isEqualTo(before);
    }

    private String version() throws Exception {
        return operator("get", "si/boat", "-o", "jsonpath={.metadata.resourceVersion}");
    }

    @Test
    @DisplayName("A02 another group")
    void anotherGroup() throws Exception {
        broker.close();
        broker = new ApiBroker(folder, "  address: 0.0.0.0\n  group: boats.example.com\n");
        var boat = ApiBroker.boat("boat").replace(ApiBroker.GROUP, "boats.example.com");
        assertThat(kubectl("operate-token", boat, "apply", "-f", "-").text())
                .isEqualTo("serviceinstance.boats.example.com/boat created\n");
        assertThat(operator("get", "serviceinstances.boats.example.com", "-o", "name"))
                .isEqualTo("serviceinstance.boats.example.com/boat\n");
        assertThat(operator("explain", "si.spec.planName")).contains("GROUP:      boats.example.com");
    }

    @Test
    @DisplayName("M15 F02 get -w shows what happens")
    void watching() throws Exception {
        assertThat(kubectl("operate-token", ApiBroker.boat("early"), "create", "-f", "-")
                        .text())
                .contains("created");
        var builder = new ProcessBuilder(
                "kubectl",
                "--kubeconfig=/dev/null",
                "--cache-dir=" + folder.resolve("cache"),
                "--server=" + broker.api(),
                "--certificate-authority=" + broker.certificate(),
                "--token=read-token",
                "get",
                "si",
                "-w",
                "--output-watch-events",
                "--no-headers");
        builder.environment().put("HOME", folder.toString());
        var output = folder.resolve("watched");
        var process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            // What is there when kubectl begins shows that it has begun.
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(Files.readString(output)).containsPattern("ADDED +early"));
            assertThat(kubectl("operate-token", ApiBroker.boat("boat"), "create", "-f", "-")
                            .text())
                    .contains("created");
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(Files.readString(output))
                            .containsPattern("ADDED +boat")
                            .containsPattern("MODIFIED +boat +boats +small +Ready +provision succeeded"));
            assertThat(operator("delete", "si/boat")).contains("deleted");
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(Files.readString(output)).containsPattern("DELETED +boat"));
        } finally {
            process.destroy();
        }
    }
}
