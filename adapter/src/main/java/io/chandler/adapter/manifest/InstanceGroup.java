package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An instance group of a manifest: part of it, so that what is changed here is changed there. */
public record InstanceGroup(Values values) {

    /** Its name; empty if there is none. */
    public String name() {
        return values.text("name").orElse("");
    }

    /** How many instances it has; 0 if that is not said. */
    public int instances() {
        return values.integer("instances", 0, Integer.MAX_VALUE).orElse(0);
    }

    public InstanceGroup instances(int number) {
        values.put("instances", number);
        return this;
    }

    /** {@code errand}, or {@code service}, which is the default. */
    public Optional<String> lifecycle() {
        return values.text("lifecycle");
    }

    public InstanceGroup lifecycle(String lifecycle) {
        values.put("lifecycle", lifecycle);
        return this;
    }

    /** The VM type of the cloud config; empty if there is none. */
    public String vmType() {
        return values.text("vm_type").orElse("");
    }

    public InstanceGroup vmType(String type) {
        values.put("vm_type", type);
        return this;
    }

    /** VM extensions of the cloud config. */
    public List<String> vmExtensions() {
        return values.texts("vm_extensions");
    }

    public InstanceGroup vmExtensions(List<String> extensions) {
        values.put("vm_extensions", List.copyOf(extensions));
        return this;
    }

    /** The alias of its stemcell; empty if there is none. */
    public String stemcell() {
        return values.text("stemcell").orElse("");
    }

    /** The disk type of the cloud config. */
    public Optional<String> persistentDiskType() {
        return values.text("persistent_disk_type");
    }

    public InstanceGroup persistentDiskType(String type) {
        values.put("persistent_disk_type", type);
        return this;
    }

    /** The availability zones of the cloud config. */
    public List<String> azs() {
        return values.texts("azs");
    }

    public InstanceGroup azs(List<String> zones) {
        values.put("azs", List.copyOf(zones));
        return this;
    }

    /** The networks, in order. */
    public List<Network> networks() {
        return values.each("networks").stream().map(Network::new).toList();
    }

    /** Adds a network of the cloud config. */
    public Network addNetwork(String name) {
        return new Network(add("networks", name));
    }

    /** The jobs, in order. */
    public List<Job> jobs() {
        return values.each("jobs").stream().map(Job::new).toList();
    }

    /** The job of a name. */
    public Optional<Job> job(String name) {
        return jobs().stream().filter(job -> job.name().equals(name)).findFirst();
    }

    /** Adds a job of a release. */
    public Job addJob(String name, String release) {
        return new Job(add("jobs", name).put("release", release));
    }

    /** Names that the group had before. */
    public List<String> migratedFrom() {
        return values.each("migrated_from").stream()
                .map(from -> from.text("name").orElse(""))
                .toList();
    }

    public InstanceGroup migratedFrom(List<String> names) {
        var list = values.listIn("migrated_from");
        list.clear();
        names.forEach(name -> list.add(Map.of("name", name)));
        return this;
    }

    /** Properties of all its jobs, to be read and changed. BOSH advises to give them to the jobs. */
    public Values properties() {
        return values.valuesIn("properties");
    }

    /** The environment of its VMs, to be read and changed. */
    public Values env() {
        return values.valuesIn("env");
    }

    /** How its instances are updated, where that differs from the manifest's; to be read and changed. */
    public Values update() {
        return values.valuesIn("update");
    }

    private Values add(String list, String name) {
        var entry = new LinkedHashMap<String, @Nullable Object>();
        entry.put("name", name);
        var items = values.listIn(list);
        items.add(entry);
        return Values.over(values.name(list + "[" + (items.size() - 1) + "]"), entry);
    }
}
