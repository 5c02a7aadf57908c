package io.chandler.testkit.director;

import io.chandler.testkit.internal.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the director needs to know of a manifest. Names of variables are absolute where the manifest says so.
 *
 * @param references the names in all {@code ((...))}, without what follows a dot
 */
record Manifest(
        String name,
        List<Versioned> releases,
        List<Versioned> stemcells,
        List<Group> groups,
        List<Variable> variables,
        List<String> references) {

    private static final Pattern REFERENCE = Pattern.compile("\\(\\(!?([-/\\w.\\pL]+)\\)\\)");

    /** A release, or a stemcell by its name or system. */
    record Versioned(String name, String version) {}

    record Group(
            String name,
            int instances,
            boolean errand,
            List<String> azs,
            String network,
            List<String> staticAddresses,
            String vmType,
            List<Job> jobs) {}

    record Job(String name, List<Provided> provides) {}

    /** @param name the alias, if there is one */
    record Provided(String name, String original, boolean shared) {}

    record Variable(String name, String type, Map<String, Object> options) {}

    /** @throws Refusal with the director's answer if the text is no manifest */
    static Manifest parse(String text) {
        Map<?, ?> root;
        try {
            var settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
            if (!(new Load(settings).loadFromString(text) instanceof Map<?, ?> map)) {
                throw Problem.badManifest("Manifest should be a hash");
            }
            root = map;
        } catch (YamlEngineException e) {
            throw Problem.badManifest("Incorrect YAML structure of the uploaded manifest: " + e.getMessage());
        }
        var name = text(root, "name").orElseThrow(() -> Problem.missing("Deployment manifest must have a 'name' key"));
        return new Manifest(
                name,
                versioned(root, "releases", "name"),
                versioned(root, "stemcells", "os"),
                objects(root, "instance_groups").stream().map(Manifest::group).toList(),
                objects(root, "variables").stream().map(Manifest::variable).toList(),
                references(text));
    }

    private static Group group(Map<?, ?> group) {
        var networks = objects(group, "networks");
        var network = networks.isEmpty() ? Map.of() : networks.getFirst();
        return new Group(
                text(group, "name").orElse("unnamed"),
                group.get("instances") instanceof Number n ? n.intValue() : 0,
                text(group, "lifecycle").equals(Optional.of("errand")),
                texts(group.get("azs")),
                text(network, "name").orElse("default"),
                texts(network.get("static_ips")),
                text(group, "vm_type").orElse("default"),
                objects(group, "jobs").stream().map(Manifest::job).toList());
    }

    private static Job job(Map<?, ?> job) {
        var provides = new ArrayList<Provided>();
        if (job.get("provides") instanceof Map<?, ?> links) {
            links.forEach((original, settings) -> {
                // The text "nil" takes a link away.
                if (!"nil".equals(settings)) {
                    var map = settings instanceof Map<?, ?> m ? m : Map.of();
                    var link = String.valueOf(original);
                    provides.add(
                            new Provided(text(map, "as").orElse(link), link, Boolean.TRUE.equals(map.get("shared"))));
                }
            });
        }
        return new Job(text(job, "name").orElse("unnamed"), provides);
    }

    private static Variable variable(Map<?, ?> variable) {
        var options = new LinkedHashMap<String, Object>();
        if (variable.get("options") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> options.put(String.valueOf(key), value));
        }
        return new Variable(
                text(variable, "name").orElse("unnamed"), text(variable, "type").orElse("password"), options);
    }

    private static List<Versioned> versioned(Map<?, ?> root, String member, String otherName) {
        return objects(root, member).stream()
                .map(item -> new Versioned(
                        text(item, "name").or(() -> text(item, otherName)).orElse(""),
                        text(item, "version").orElse("")))
                .toList();
    }

    private static List<String> references(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(match -> match.group(1).replaceFirst("\\..*", ""))
                .distinct()
                .toList();
    }

    private static Optional<String> text(Map<?, ?> map, String member) {
        Object value = map.get(member);
        return value instanceof String || value instanceof Number ? Optional.of(value.toString()) : Optional.empty();
    }

    private static List<Map<?, ?>> objects(Map<?, ?> map, String member) {
        var objects = new ArrayList<Map<?, ?>>();
        if (map.get(member) instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Map<?, ?> object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
