package io.chandler.testkit.director;

import java.util.List;
import java.util.Optional;

/**
 * A deployment.
 *
 * @param manifest byte for byte; empty until it was deployed well for the first time
 */
record Deployment(
        String name,
        Optional<String> manifest,
        List<Manifest.Versioned> releases,
        List<Manifest.Versioned> stemcells,
        List<Machine> machines,
        List<Variable> variables,
        List<Provider> providers) {

    /** A variable with the id of the version in use. */
    record Variable(String id, String name) {}

    /** A link that a job provides. */
    record Provider(
            String id, String name, String original, boolean shared, String group, String job, String network) {}

    static Deployment empty(String name) {
        return new Deployment(name, Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    Deployment with(List<Machine> newMachines) {
        return new Deployment(name, manifest, releases, stemcells, newMachines, variables, providers);
    }
}
