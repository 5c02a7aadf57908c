package io.chandler.adapter;

/** Answers {@code generate-manifest}. */
@FunctionalInterface
public non-sealed interface ManifestGenerator extends SubcommandHandler {

    /**
     * Generates the manifest of a new deployment or of the next state of an existing one. Called again with the same
     * request it must give the same manifest: the broker compares them. So what was generated before, such as a
     * password, is taken from the previous manifest.
     *
     * @throws AdapterException with a message for the user
     * @throws Exception whose message only the operator sees
     */
    GeneratedManifest generateManifest(ManifestRequest request) throws Exception;
}
