package io.chandler.testkit.director;

import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.internal.Json;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Variables whose values are made in a CredHub, where the references of manifests must have a value. */
final class CredHubVariables implements VariableStore {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String director;
    private final CredHubSimulator credHub;

    CredHubVariables(String director, CredHubSimulator credHub) {
        this.director = director;
        this.credHub = credHub;
    }

    @Override
    public Deployment.Variable provide(Deployment deployment, Manifest.Variable variable) {
        var path = VariableStore.path(director, deployment.name(), variable.name());
        var id = credHub.id(path).orElseGet(() -> make(path, variable));
        return new Deployment.Variable(id, path);
    }

    private String make(String path, Manifest.Variable variable) {
        return switch (variable.type()) {
            case "password" -> {
                int length = variable.options().get("length") instanceof Number n ? n.intValue() : 30;
                yield credHub.putText(path, "password", password(length));
            }
            case "user" -> {
                var name = variable.options().get("username") instanceof String given ? given : password(20);
                yield credHub.putJson(path, "user", Json.write(Map.of("username", name, "password", password(30))));
            }
            case "certificate" ->
                credHub.putJson(
                        path,
                        "certificate",
                        Json.write(Map.of(
                                "ca",
                                "simulated-ca",
                                "certificate",
                                "simulated-certificate",
                                "private_key",
                                "simulated-key")));
            case "rsa", "ssh" ->
                credHub.putJson(
                        path,
                        variable.type(),
                        Json.write(Map.of("public_key", "simulated-public-key", "private_key", "simulated-key")));
            default -> credHub.putText(path, "value", password(30));
        };
    }

    private static String password(int length) {
        var password = new StringBuilder();
        for (int i = 0; i < length; i++) {
            password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    @Override
    public List<String> missing(String deployment, Manifest manifest) {
        return manifest.references().stream()
                .map(name -> VariableStore.path(director, deployment, name))
                .filter(path -> credHub.id(path).isEmpty())
                .map(path -> "- Failed to find variable '" + path + "' from config server: HTTP Code '404'")
                .toList();
    }
}
