package io.chandler.store.kubernetes.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The custom resources of the broker, and the definitions that tell a cluster of them. */
public enum CustomResources {
    /** Service instances. */
    SERVICE_INSTANCES(
            "ServiceInstance",
            "A service instance of the broker.",
            List.of("csi"),
            List.of(
                    new Column("Service", ".spec.serviceName"),
                    new Column("Plan", ".spec.planName"),
                    new Column("Phase", ".status.phase"),
                    new Column("Operation", ".status.operation.stage"))),
    /** Service bindings. */
    SERVICE_BINDINGS(
            "ServiceBinding",
            "A service binding of the broker.",
            List.of("csb"),
            List.of(
                    new Column("Instance", ".spec.instanceId"),
                    new Column("Service", ".spec.serviceName"),
                    new Column("Phase", ".status.phase"),
                    new Column("Operation", ".status.operation.stage"))),
    /** What tells which keys seal the others. */
    KEY_CHECKS("KeyCheck", "Which keys the broker seals values with; holds none of them.", List.of(), List.of());

    private record Column(String name, String path) {}

    private final String kind;
    private final String description;
    private final List<String> shortNames;
    private final List<Column> columns;

    CustomResources(String kind, String description, List<String> shortNames, List<Column> columns) {
        this.kind = kind;
        this.description = description;
        this.shortNames = shortNames;
        this.columns = columns;
    }

    /** Their plural name. */
    public String plural() {
        return kind.toLowerCase(Locale.ROOT) + "s";
    }

    /** Their definition as YAML. */
    public String definition(String group) {
        return """
                # Made by CustomResources; do not edit.
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %2$s.%1$s
                  labels:
                    app.kubernetes.io/name: chandler
                spec:
                  group: %1$s
                  scope: Namespaced
                  names:
                    kind: %3$s
                    listKind: %3$sList
                    plural: %2$s
                    singular: %4$s
                %5$s  versions:
                    - name: %6$s
                      served: true
                      storage: true
                %7$s      schema:
                        openAPIV3Schema:
                          description: %8$s
                          type: object
                          required: [spec]
                          properties:
                            spec:
                              type: object
                              required: [record]
                              properties:
                                record:
                                  description: The object as the broker keeps it; only the broker may write it.
                                  type: string
                                id:
                                  type: string
                                instanceId:
                                  type: string
                                serviceName:
                                  type: string
                                planName:
                                  type: string
                            status:
                              description: Shows the state; the broker does not read it.
                              type: object
                              properties:
                                phase:
                                  type: string
                                operation:
                                  type: object
                                  properties:
                                    type:
                                      type: string
                                    stage:
                                      type: string
                                    outcome:
                                      type: string
                                    description:
                                      type: string
                """.formatted(
                        group,
                        plural(),
                        kind,
                        kind.toLowerCase(Locale.ROOT),
                        shortNames.isEmpty() ? "" : "    shortNames: [" + String.join(", ", shortNames) + "]\n",
                        Cluster.VERSION,
                        printed(),
                        description);
    }

    private String printed() {
        if (columns.isEmpty()) {
            return "";
        }
        return columns.stream()
                .map(column -> """
                                - name: %s
                                  type: string
                                  jsonPath: %s
                        """.formatted(column.name(), column.path()))
                .collect(Collectors.joining("", "      additionalPrinterColumns:\n", """
                                - name: Age
                                  type: date
                                  jsonPath: .metadata.creationTimestamp
                        """));
    }

    /** Writes the definitions, one file each: the folder, and the group if it is not the usual one. */
    public static void main(String[] arguments) throws IOException {
        var group = arguments.length > 1 ? arguments[1] : ClusterUrl.GROUP;
        var folder = Files.createDirectories(Path.of(arguments[0]));
        for (var resource : values()) {
            Files.writeString(folder.resolve(resource.plural() + ".yaml"), resource.definition(group));
        }
        Files.writeString(folder.resolve("kustomization.yaml"), kustomization());
    }

    /** The file that lists the others. */
    public static String kustomization() {
        return """
                # Made by CustomResources; do not edit.
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources:
                """
                + List.of(values()).stream()
                        .map(resource -> "  - " + resource.plural() + ".yaml\n")
                        .collect(Collectors.joining());
    }
}
