package io.chandler.adapter;

import io.chandler.adapter.document.Values;
import io.chandler.adapter.manifest.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment is made of: its name, and the releases and stemcells that the operator chose.
 *
 * @param deploymentName the name that the generated manifest must have
 */
public record ServiceDeployment(String deploymentName, List<Release> releases, List<Stemcell> stemcells) {

    public ServiceDeployment {
        releases = List.copyOf(releases);
        stemcells = List.copyOf(stemcells);
    }

    /** A release in an exact version, and those of its jobs that the service uses. */
    public record Release(String name, String version, List<String> jobs) {
        public Release {
            jobs = List.copyOf(jobs);
        }
    }

    /** A stemcell in an exact version. */
    public record Stemcell(Optional<String> name, String os, String version) {}

    /**
     * The release that has a job.
     *
     * @throws AdapterException if no release or more than one has it
     */
    public Release releaseOf(String job) {
        var having = releases.stream()
                .filter(release -> release.jobs().contains(job))
                .toList();
        if (having.isEmpty()) {
            throw new AdapterException("job '" + job + "' not provided");
        }
        if (having.size() > 1) {
            var names = String.join(", ", having.stream().map(Release::name).toList());
            throw new AdapterException("job '" + job + "' provided " + having.size() + " times, by " + names);
        }
        return having.getFirst();
    }

    /**
     * A manifest with the name, the releases and the stemcells of this deployment.
     *
     * @param stemcellAliases what the instance groups call the stemcells, in the operator's order
     * @throws AdapterException if there are no releases, or not as many stemcells as aliases
     */
    public Manifest manifest(String... stemcellAliases) {
        if (releases.isEmpty()) {
            throw new AdapterException("no releases specified");
        }
        if (stemcells.size() != stemcellAliases.length) {
            throw new AdapterException(
                    stemcells.size() + " stemcells specified, this service takes " + stemcellAliases.length);
        }
        var manifest = Manifest.named(deploymentName);
        releases.forEach(release -> manifest.addRelease(release.name(), release.version()));
        for (int i = 0; i < stemcellAliases.length; i++) {
            var stemcell = stemcells.get(i);
            manifest.addStemcell(stemcellAliases[i], stemcell.os(), stemcell.version());
            if (stemcell.name().isPresent()) {
                manifest.stemcells()
                        .getLast()
                        .values()
                        .put("name", stemcell.name().get());
            }
        }
        return manifest;
    }

    /** Reads the JSON form. */
    static ServiceDeployment read(Values values) {
        return new ServiceDeployment(
                values.text("deployment_name").orElse(""),
                values.each("releases").stream()
                        .map(release -> new Release(
                                release.text("name").orElse(""),
                                release.text("version").orElse(""),
                                release.texts("jobs")))
                        .toList(),
                values.each("stemcells").stream()
                        .map(stemcell -> new Stemcell(
                                stemcell.text("stemcell_name").filter(name -> !name.isEmpty()),
                                stemcell.text("stemcell_os").orElse(""),
                                stemcell.text("stemcell_version").orElse("")))
                        .toList());
    }

    /** The JSON form. */
    Map<String, @Nullable Object> document() {
        var releaseList = new ArrayList<Object>();
        for (var release : releases) {
            var entry = new LinkedHashMap<String, @Nullable Object>();
            entry.put("name", release.name());
            entry.put("version", release.version());
            entry.put("jobs", release.jobs());
            releaseList.add(entry);
        }
        var stemcellList = new ArrayList<Object>();
        for (var stemcell : stemcells) {
            var entry = new LinkedHashMap<String, @Nullable Object>();
            stemcell.name().ifPresent(name -> entry.put("stemcell_name", name));
            entry.put("stemcell_os", stemcell.os());
            entry.put("stemcell_version", stemcell.version());
            stemcellList.add(entry);
        }
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("deployment_name", deploymentName);
        document.put("releases", releaseList);
        document.put("stemcells", stemcellList);
        return document;
    }
}
