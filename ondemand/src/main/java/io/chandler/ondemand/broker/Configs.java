package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The BOSH configs of a deployment, which have its name. Disabled, the director is never asked about them. */
final class Configs {

    private final Director director;
    private final boolean disabled;

    Configs(Director director, boolean disabled) {
        this.director = director;
        this.disabled = disabled;
    }

    /** What there is; empty if disabled. */
    Optional<Map<String, String>> of(String deployment) {
        return disabled ? Optional.empty() : Optional.of(director.configurations(deployment));
    }

    /** Writes them in the order of their types; if the deployment fails, the ones before come back. */
    void write(String deployment, Map<String, String> configs, Map<String, String> before, Undo undo) {
        if (configs.isEmpty()) {
            return;
        }
        if (disabled) {
            throw Problem.internal(Texts.CONFIGS_DISABLED, null);
        }
        undo.add("the BOSH configs of " + deployment, () -> {
            if (!before.keySet().containsAll(configs.keySet())) {
                director.deleteConfigurations(deployment);
            }
            new TreeMap<>(before).forEach((type, content) -> director.putConfiguration(deployment, type, content));
        });
        new TreeMap<>(configs).forEach((type, content) -> director.putConfiguration(deployment, type, content));
    }

    void delete(String deployment) {
        if (!disabled) {
            director.deleteConfigurations(deployment);
        }
    }
}
