package io.chandler.adapter;

import io.chandler.adapter.manifest.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which jobs each instance group of a plan runs. It turns the plan's groups into those of a manifest; groups that it
 * does not name are left out. Immutable.
 */
public final class InstanceGroupMapping {

    private final Map<String, List<String>> jobs;

    private InstanceGroupMapping(Map<String, List<String>> jobs) {
        this.jobs = jobs;
    }

    /** Maps nothing. */
    public static InstanceGroupMapping empty() {
        return new InstanceGroupMapping(Map.of());
    }

    /** The same, with the jobs of a group. */
    public InstanceGroupMapping with(String group, String... names) {
        var more = new LinkedHashMap<>(jobs);
        more.put(group, List.of(names));
        return new InstanceGroupMapping(more);
    }

    /**
     * Adds the groups and their jobs, without properties, to a manifest.
     *
     * @throws AdapterException {@code no instance groups provided}, {@code job 'x' not provided} or {@code job 'x'
     *     provided N times, by a, b}
     */
    public void addTo(Manifest manifest, Plan plan, ServiceDeployment deployment, String stemcellAlias) {
        if (plan.instanceGroups().isEmpty()) {
            throw new AdapterException("no instance groups provided");
        }
        for (var from : plan.instanceGroups()) {
            var names = jobs.get(from.name());
            if (names == null) {
                continue;
            }
            var releases = names.stream().map(deployment::releaseOf).toList();
            var group = manifest.addInstanceGroup(from.name(), from.instances(), from.vmType(), stemcellAlias);
            from.lifecycle().ifPresent(group::lifecycle);
            if (!from.vmExtensions().isEmpty()) {
                group.vmExtensions(from.vmExtensions());
            }
            from.persistentDiskType().ifPresent(group::persistentDiskType);
            group.azs(from.azs());
            from.networks().forEach(group::addNetwork);
            if (!from.migratedFrom().isEmpty()) {
                group.migratedFrom(from.migratedFrom());
            }
            for (int i = 0; i < names.size(); i++) {
                group.addJob(names.get(i), releases.get(i).name());
            }
        }
    }
}
