package io.chandler.testkit.director;

import java.util.List;
import java.util.UUID;

/** Where the director makes the values of a deployment's variables and looks up what a manifest refers to. */
interface VariableStore {

    /** The variable with the id of its current value, made if there is none yet. */
    Deployment.Variable provide(Deployment deployment, Manifest.Variable variable);

    /** Why the references of a manifest cannot be resolved, a sentence for each; none if they can. */
    List<String> missing(String deployment, Manifest manifest);

    /** The absolute name of a variable. */
    static String path(String director, String deployment, String name) {
        return name.startsWith("/") ? name : "/" + director + "/" + deployment + "/" + name;
    }

    /** Only ids, no values; every reference is taken for known. */
    static VariableStore ofIds(String director) {
        return new VariableStore() {
            @Override
            public Deployment.Variable provide(Deployment deployment, Manifest.Variable variable) {
                var path = path(director, deployment.name(), variable.name());
                return deployment.variables().stream()
                        .filter(old -> old.name().equals(path))
                        .findFirst()
                        .orElseGet(
                                () -> new Deployment.Variable(UUID.randomUUID().toString(), path));
            }

            @Override
            public List<String> missing(String deployment, Manifest manifest) {
                return List.of();
            }
        };
    }
}
