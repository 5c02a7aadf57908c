package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import io.chandler.adapter.document.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a deployment. What is known has methods; everything is in {@link #values()}, and what a method
 * returns (an instance group, its jobs, their properties) is part of the manifest itself: a change there is a change
 * here. Written, it means to the director what it meant here: a text that looks like a number has quotes,
 * {@code ((...))} is on one line, and what was read and not changed stands as it stood. Not safe for use by several
 * threads at once. {@code toString} shows the name only.
 */
public final class Manifest {

    private final Yaml document;

    private Manifest(Yaml document) {
        this.document = document;
    }

    /** A manifest with a name and the keys that each one has, as yet without content. */
    public static Manifest named(String name) {
        var manifest = new Manifest(Yaml.empty());
        manifest.values()
                .put("name", name)
                .put("releases", new ArrayList<@Nullable Object>())
                .put("stemcells", new ArrayList<@Nullable Object>())
                .put("instance_groups", new ArrayList<@Nullable Object>())
                .put("update", null);
        return manifest;
    }

    /**
     * Reads a manifest; an empty text is one without a key.
     *
     * @throws io.chandler.adapter.document.DocumentException with the line, if it is not YAML; with the key, if a known
     *     part is of a wrong type
     */
    public static Manifest parse(String yaml) {
        var manifest = new Manifest(Yaml.parse(yaml));
        manifest.check();
        return manifest;
    }

    /** Touches each known part, so that a wrong one is found when it is read and not when it is used. */
    private void check() {
        name();
        releases().forEach(Release::version);
        stemcells().forEach(Stemcell::version);
        for (var group : instanceGroups()) {
            group.networks().forEach(Network::name);
            group.instances();
            group.azs();
            group.vmExtensions();
            for (var job : group.jobs()) {
                job.release();
                job.values().values("properties");
            }
        }
        variables().forEach(Variable::type);
        addons().forEach(Addon::name);
        values().values("update");
        values().values("tags");
        values().values("features");
    }

    /** All keys; to be read and changed. */
    public Values values() {
        return document.root();
    }

    /** The deployment's name; empty if there is none. */
    public String name() {
        return values().text("name").orElse("");
    }

    /** The releases, in order. */
    public List<Release> releases() {
        return values().each("releases").stream().map(Release::new).toList();
    }

    /** Adds a release in an exact version. */
    public Manifest addRelease(String name, String version) {
        add("releases", "name", name, "version", version);
        return this;
    }

    /** The stemcells, in order. */
    public List<Stemcell> stemcells() {
        return values().each("stemcells").stream().map(Stemcell::new).toList();
    }

    /** Adds a stemcell in an exact version under the alias that instance groups use. */
    public Manifest addStemcell(String alias, String os, String version) {
        add("stemcells", "alias", alias, "os", os, "version", version);
        return this;
    }

    /** The instance groups, in order. */
    public List<InstanceGroup> instanceGroups() {
        return values().each("instance_groups").stream().map(InstanceGroup::new).toList();
    }

    /** The instance group of a name. */
    public Optional<InstanceGroup> instanceGroup(String name) {
        return instanceGroups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst();
    }

    /** Adds an instance group, as yet without jobs and networks. */
    public InstanceGroup addInstanceGroup(String name, int instances, String vmType, String stemcell) {
        return new InstanceGroup(add("instance_groups", "name", name)
                .put("instances", instances)
                .put("vm_type", vmType)
                .put("stemcell", stemcell)
                .put("networks", new ArrayList<@Nullable Object>()));
    }

    /** The variables that BOSH generates, in order. */
    public List<Variable> variables() {
        return values().each("variables").stream().map(Variable::new).toList();
    }

    /** Adds a variable of a type like {@code password} or {@code certificate}. */
    public Variable addVariable(String name, String type) {
        return new Variable(add("variables", "name", name, "type", type));
    }

    /** The addons, in order. */
    public List<Addon> addons() {
        return values().each("addons").stream().map(Addon::new).toList();
    }

    /** Adds an addon, as yet without jobs. */
    public Addon addAddon(String name) {
        return new Addon(add("addons", "name", name));
    }

    /** How instances are updated, to be read and changed. */
    public Values update() {
        return values().valuesIn("update");
    }

    /** Says how instances are updated. */
    public Manifest update(Map<String, ? extends @Nullable Object> settings) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        (settings instanceof SequencedMap ? settings : new TreeMap<>(settings)).forEach(copy::put);
        values().put("update", copy);
        return this;
    }

    /** Switches like {@code use_dns_addresses}, to be read and changed. */
    public Values features() {
        return values().valuesIn("features");
    }

    /** Tags, to be read and changed. */
    public Values tags() {
        return values().valuesIn("tags");
    }

    /** The manifest as YAML, which ends with a line feed. */
    public String toYaml() {
        return document.write();
    }

    private Values add(String list, String... keysAndTexts) {
        var entry = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            entry.put(keysAndTexts[i], keysAndTexts[i + 1]);
        }
        var items = values().listIn(list);
        items.add(entry);
        return Values.over(list + "[" + (items.size() - 1) + "]", entry);
    }

    @Override
    public String toString() {
        return "Manifest[" + name() + "]";
    }
}
