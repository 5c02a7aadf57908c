package io.chandler.server;

import io.chandler.broker.secrets.Secret;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.internal.Node;
import io.chandler.server.configuration.internal.Suggestion;
import io.chandler.server.configuration.internal.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of a service, from the configuration file and the environment, which wins: {@code
 * CHANDLER_SERVICES_POSTGRES_URL} for {@code services.postgres.url}. A setting that the service never asks for is a
 * mistake. Its text shows no values. Not thread-safe.
 */
public final class ServiceSettings {

    private final String path;
    private final Node.Mapping mapping;
    private final Map<String, String> environment;
    private final Path folder;
    private final Path dataFolder;
    private final Set<String> asked = new HashSet<>();
    private final List<ServiceSettings> sections = new ArrayList<>();

    ServiceSettings(String path, Node.Mapping mapping, Map<String, String> environment, Path folder, Path dataFolder) {
        this.path = path;
        this.mapping = mapping;
        this.environment = environment;
        this.folder = folder;
        this.dataFolder = dataFolder;
    }

    /** The text of a setting, if it is there. */
    public Optional<String> find(String name) {
        asked.add(name);
        var variable = environment.get(variable(name));
        if (variable != null && !variable.isEmpty()) {
            return Optional.of(variable);
        }
        return switch (member(name)) {
            case Node.Scalar scalar -> Optional.of(scalar.text());
            case Node.Nothing _ -> Optional.empty();
            case Node other -> throw mistake(name, other.line(), "must be a single value");
        };
    }

    /** The text of a setting. @throws ConfigurationException if it is not there */
    public String text(String name) {
        return find(name).orElseThrow(() -> mistake(name, mapping.line(), "is required"));
    }

    /** The text of a setting that must not be shown. @throws ConfigurationException if it is not there */
    public Secret secret(String name) {
        return Secret.of(text(name));
    }

    /** A whole number, if it is there. @throws ConfigurationException if it is something else */
    public Optional<Integer> number(String name) {
        return find(name).map(text -> {
            try {
                return Integer.valueOf(text.strip());
            } catch (NumberFormatException e) {
                throw mistake(name, line(name), "must be a whole number");
            }
        });
    }

    /** A length of time such as 250ms, 10s or 2h, if it is there. @throws ConfigurationException if it is none */
    public Optional<Duration> duration(String name) {
        return find(name)
                .map(text -> Units.duration(text)
                        .orElseThrow(() -> mistake(name, line(name), "must be a duration such as 250ms, 10s, 5m, 2h")));
    }

    /** A file or folder, if it is given; a relative one is relative to the configuration file. */
    public Optional<Path> path(String name) {
        return find(name).map(folder::resolve);
    }

    /** A group of settings; empty where it is not there. */
    public ServiceSettings section(String name) {
        asked.add(name);
        var inner = switch (member(name)) {
            case Node.Mapping found -> found;
            case Node.Nothing(int line) -> new Node.Mapping(List.of(), line);
            case Node other -> throw mistake(name, other.line(), "must be a mapping");
        };
        var section = new ServiceSettings(path + "." + name, inner, environment, folder, dataFolder);
        sections.add(section);
        return section;
    }

    /** The names in this group, in order. */
    public List<String> names() {
        return mapping.members().stream().map(Node.Member::name).toList();
    }

    /** The broker's data folder, where a service may keep files of its own. */
    public Path dataFolder() {
        return dataFolder;
    }

    /** Reports a value that cannot be used: {@code what} continues the name, such as "must be a JDBC URL". */
    public ConfigurationException mistake(String name, String what) {
        return mistake(name, line(name), what);
    }

    private ConfigurationException mistake(String name, int line, String what) {
        var place = line > 0 ? " (line " + line + ") " : " ";
        return new ConfigurationException("The configuration", List.of(path + "." + name + place + what));
    }

    /** Throws if there are settings that the service has not asked for. */
    void refuseUnknown() {
        var mistakes = new ArrayList<String>();
        collectUnknown(mistakes);
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException("The configuration", mistakes);
        }
    }

    private void collectUnknown(List<String> mistakes) {
        for (var member : mapping.members()) {
            if (!asked.contains(member.name())) {
                var hint = Suggestion.of(member.name(), new TreeSet<>(asked))
                        .map(name -> ": did you mean " + name + "?")
                        .orElse("");
                mistakes.add(path + "." + member.name() + " (line " + member.line() + ") is not a setting" + hint);
            }
        }
        sections.forEach(section -> section.collectUnknown(mistakes));
    }

    private Node member(String name) {
        for (var member : mapping.members()) {
            if (member.name().equals(name)) {
                return member.value();
            }
        }
        return new Node.Nothing(mapping.line());
    }

    private int line(String name) {
        return member(name).line();
    }

    private String variable(String name) {
        return "CHANDLER_" + (path + "_" + name).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    @Override
    public String toString() {
        return "ServiceSettings of " + path;
    }
}
