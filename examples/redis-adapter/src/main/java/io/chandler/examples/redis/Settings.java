package io.chandler.examples.redis;

import io.chandler.adapter.ManifestRequest;
import io.chandler.adapter.document.Values;
import io.chandler.adapter.manifest.InstanceGroup;
import io.chandler.adapter.manifest.Manifest;
import java.util.Optional;

/**
 * What an instance is like. The user's word counts most; what he does not say stays as it is, so that an upgrade, which
 * brings no parameters, changes nothing; a new instance is as its plan says.
 *
 * @param persistence whether data survives a restart; only the plan says so
 */
record Settings(boolean persistence, int maxClients, String maxMemoryPolicy) {

    static final int MOST_CLIENTS = 10_000;

    static Settings of(ManifestRequest request) {
        var parameters = request.parameters().parameters();
        var plan = request.plan().properties();
        var before = request.previousManifest().map(Settings::properties).orElseGet(Values::empty);
        // An update that changes the plan takes the new plan's number, unless the user says another one.
        boolean samePlan = request.previousPlan()
                .map(previous -> previous.properties().equals(plan))
                .orElse(true);
        return new Settings(
                plan.flag("persistence").orElse(true),
                parameters
                        .integer("maxclients", 1, MOST_CLIENTS)
                        .or(() -> samePlan ? before.integer("maxclients", 1, MOST_CLIENTS) : Optional.empty())
                        .or(() -> plan.integer("maxclients", 1, MOST_CLIENTS))
                        .orElse(100),
                parameters
                        .text("maxmemory_policy")
                        .or(() -> before.text("maxmemory_policy"))
                        .orElse("noeviction"));
    }

    /** The properties of the server in a manifest. */
    static Values properties(Manifest manifest) {
        return manifest.instanceGroup(RedisManifest.GROUP)
                .flatMap((InstanceGroup group) -> group.job(RedisManifest.SERVER))
                .map(job -> job.properties().values("redis"))
                .orElseGet(Values::empty);
    }
}
