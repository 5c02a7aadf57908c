package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The BOSH configs of a deployment, which have its name. Disabled, the director is never asked about them. */
final class Configs {

    private final Director director;
    private final boolean disabled;
    private final boolean original;

    /** @param original whether what has not changed is written all the same */
    Configs(Director director, boolean disabled, boolean original) {
        this.director = director;
        this.disabled = disabled;
        this.original = original;
    }

    /** What there is; empty if disabled. */
    Optional<Map<String, String>> of(String deployment) {
        return disabled ? Optional.empty() : Optional.of(director.configurations(deployment));
    }

    /** Writes those that differ from the ones before, in the order of their types; if the deployment fails, the ones before come back. */
    void write(String deployment, Map<String, String> configs, Map<String, String> before, Undo undo) {
        if (configs.isEmpty()) {
            return;
        }
        if (disabled) {
            throw Problem.internal(Texts.CONFIGS_DISABLED, null);
        }
        var changed = new TreeMap<>(configs);
        if (!original) {
            changed.entrySet().removeAll(before.entrySet());
        }
        if (changed.isEmpty()) {
            return;
        }
        undo.add("the BOSH configs of " + deployment, () -> {
            if (!before.keySet().containsAll(configs.keySet())) {
                director.deleteConfigurations(deployment);
            }
            new TreeMap<>(before).forEach((type, content) -> director.putConfiguration(deployment, type, content));
        });
        changed.forEach((type, content) -> director.putConfiguration(deployment, type, content));
    }

    void delete(String deployment) {
        if (!disabled) {
            director.deleteConfigurations(deployment);
        }
    }
}
