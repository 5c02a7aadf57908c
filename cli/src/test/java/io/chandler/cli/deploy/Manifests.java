package io.chandler.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The manifests as {@code kubectl apply -k} renders them, with the certificate that an operator makes. */
final class Manifests {

    static final Path FOLDER = Path.of("..", "deploy", "kubernetes");
    static final YAMLMapper YAML = new YAMLMapper();

    /** Each overlay's objects. */
    private static final Map<String, List<JsonNode>> RENDERED = new HashMap<>();

    private Manifests() {}

    /** Whether there is a kubectl to render them. */
    static boolean canBeRendered(Path folder) throws Exception {
        try {
            return run(folder, List.of("kubectl", "version", "--client")).exitCode == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Renders all overlays, in a folder of the test's. */
    static void render(Path folder) throws Exception {
        // A copy, with the certificate that an operator makes.
        var copy = folder.resolve("kubernetes");
        copy(FOLDER, copy);
        var made = run(
                folder,
                List.of(copy.resolve("components/api-aggregated/make-certificate")
                        .toString()));
        assertThat(made.exitCode).as(made.output).isZero();
        for (var overlay : overlays().toList()) {
            RENDERED.put(overlay, rendered(folder, copy.resolve("overlays").resolve(overlay)));
        }
        var tls = Files.createDirectories(copy.resolve("overlays/with-tls"));
        Files.writeString(tls.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../sqlite]
                components: [../../components/tls]
                """);
        RENDERED.put("with-tls", rendered(folder, tls));
    }

    static Stream<String> overlays() throws IOException {
        try (var files = Files.list(FOLDER.resolve("overlays"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** The overlays, and one with TLS. */
    static Stream<String> installations() throws IOException {
        return Stream.concat(overlays(), Stream.of("with-tls"));
    }

    /** What a program printed, and how it ended. */
    record Ran(int exitCode, String output) {}

    static Ran run(Path folder, List<String> command) throws IOException, InterruptedException {
        var errors = Files.createTempFile(folder, "errors", ".txt");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output + Files.readString(errors));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!name.equals("tls.crt") && !name.equals("tls.key")) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }

    /** The objects of a folder with a kustomization. */
    static List<JsonNode> rendered(Path folder, Path overlay) throws Exception {
        var ran = run(folder, List.of("kubectl", "kustomize", overlay.toString()));
        assertThat(ran.exitCode).as(ran.output).isZero();
        var objects = new ArrayList<JsonNode>();
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(ran.output)) {
            values.forEachRemaining(objects::add);
        }
        assertThat(objects).isNotEmpty();
        return objects;
    }

    /** The objects of an overlay. */
    static List<JsonNode> objects(String overlay) {
        return RENDERED.get(overlay);
    }

    static List<JsonNode> all(String overlay, String... kinds) {
        return objects(overlay).stream()
                .filter(object -> Set.of(kinds).contains(object.path("kind").stringValue("")))
                .toList();
    }

    static JsonNode one(String overlay, String kind, String name) {
        var found = all(overlay, kind).stream()
                .filter(object -> name(object).equals(name))
                .toList();
        assertThat(found).as(kind + " " + name).hasSize(1);
        return found.getFirst();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").stringValue("");
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static List<JsonNode> workloads(String overlay) {
        return all(overlay, "Deployment", "StatefulSet");
    }

    static JsonNode pod(JsonNode workload) {
        return workload.path("spec").path("template").path("spec");
    }

    static JsonNode labels(JsonNode workload) {
        return workload.path("spec").path("template").path("metadata").path("labels");
    }

    static boolean selects(JsonNode selector, JsonNode labels) {
        return !selector.isEmpty()
                && selector.propertyStream().allMatch(entry -> entry.getValue().equals(labels.path(entry.getKey())));
    }

    /** Names and numbers of a workload's ports. */
    static Set<String> ports(JsonNode workload) {
        var ports = new HashSet<String>();
        each(pod(workload).path("containers"))
                .flatMap(container -> each(container.path("ports")))
                .forEach(port -> {
                    ports.add(port.path("name").stringValue());
                    ports.add(port.path("containerPort").asString());
                });
        return ports;
    }

    /** Every string in it. */
    static Stream<String> texts(JsonNode node) {
        return node.isString()
                ? Stream.of(node.stringValue())
                : StreamSupport.stream(node.spliterator(), false).flatMap(Manifests::texts);
    }
}
