package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Node;
import io.chandler.server.configuration.internal.Problems;
import io.chandler.server.configuration.internal.ServiceLinks;
import io.chandler.server.configuration.internal.Suggestion;
import io.chandler.server.configuration.internal.YamlReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a broker. A value of the environment wins over one of the file, and that over one which the program
 * sets. Immutable. Its text shows no values.
 */
public final class Configuration {

    private static final String PREFIX = "CHANDLER_";
    private static final String USER_VARIABLE = "CHANDLER_USER";
    private static final String PASSWORD_VARIABLE = "CHANDLER_PASSWORD";

    private final Optional<Path> file;
    private final Path folder;
    private final Map<String, String> environment;
    private final Section values;
    private final Map<Key<?>, String> origins;
    private final List<String> warnings;

    private Configuration(
            Optional<Path> file,
            Path folder,
            Map<String, String> environment,
            Section values,
            Map<Key<?>, String> origins,
            List<String> warnings) {
        this.file = file;
        this.folder = folder;
        this.environment = environment;
        this.values = values;
        this.origins = Map.copyOf(origins);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the file and this process's environment.
     *
     * @throws ConfigurationException with all mistakes, if there are any
     */
    public static Configuration read(Path file) {
        return read(file, System.getenv());
    }

    /** Reads the file and the given environment; see {@link #read(Path)}. */
    public static Configuration read(Path file, Map<String, String> environment) {
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file.toString(), List.of("it must be text in UTF-8"));
        } catch (IOException e) {
            var reason = Files.exists(file) ? "it cannot be read" : "there is no such file";
            throw new ConfigurationException(file.toString(), List.of(reason));
        }
        var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return parse(Optional.of(file), text, folder, environment);
    }

    /** Reads a text as if it were a file in the folder; see {@link #read(Path)}. */
    public static Configuration parse(String text, Path folder, Map<String, String> environment) {
        return parse(Optional.empty(), text, folder, environment);
    }

    private static Configuration parse(Optional<Path> file, String text, Path folder, Map<String, String> variables) {
        var environment = ServiceLinks.without(variables);
        var name = file.map(Path::toString).orElse("The configuration");
        var problems = new Problems(name);
        var values = new HashMap<Key<?>, Object>();
        var origins = new HashMap<Key<?>, String>();
        var reading = new Reading("", null, folder.toAbsolutePath(), false, problems);
        var section = SectionReader.read(YamlReader.read(text, problems), reading, Keys.ALL);
        for (var key : Keys.ALL) {
            section.set(key).ifPresent(value -> {
                values.put(key, value);
                origins.put(key, "file");
            });
            var variable = environment.get(key.variable());
            if (variable != null && !variable.isEmpty()) {
                var value = fromEnvironment(key, variable, reading);
                if (value != null) {
                    values.put(key, value);
                    origins.put(key, key.variable());
                }
            }
        }
        values.putIfAbsent(
                Keys.DATA_FOLDER,
                reading.folder().resolve(Keys.DATA_FOLDER.standard().orElseThrow()));
        addUser(environment, values, origins, problems);
        Rules.check(new Section("", 0, values), problems);
        if (!problems.none()) {
            throw new ConfigurationException(name, problems.sentences());
        }
        return new Configuration(
                file, reading.folder(), environment, new Section("", 0, values), origins, warnings(environment));
    }

    private static @Nullable Object fromEnvironment(Key<?> key, String text, Reading file) {
        var reading = new Reading(key.path(), key.variable(), file.folder(), key.secret(), file.problems());
        if (key.parts().isEmpty() && key != Keys.SERVICES) {
            return key.kind().read(new Node.Scalar(text, true, 0), reading);
        }
        var problems = new Problems("");
        var node = YamlReader.read(text, problems);
        if (!problems.none()) {
            return reading.refuse(new Node.Nothing(0), key.kind().description() + " in YAML");
        }
        return key.kind().read(node, reading);
    }

    /** The user of the environment takes the place of one of that name. */
    private static void addUser(
            Map<String, String> environment,
            Map<Key<?>, Object> values,
            Map<Key<?>, String> origins,
            Problems problems) {
        var user = environment.getOrDefault(USER_VARIABLE, "");
        var password = environment.getOrDefault(PASSWORD_VARIABLE, "");
        if (user.isEmpty() && password.isEmpty()) {
            return;
        }
        if (user.isBlank() || user.contains(":")) {
            problems.addVariable(USER_VARIABLE, "must be the name of a user without a colon");
        }
        if (password.isEmpty()) {
            problems.addVariable(PASSWORD_VARIABLE, "must be the password of the user in " + USER_VARIABLE);
        }
        var all = new ArrayList<Section>(new Section("", 0, values).get(Keys.USERS));
        indexOf(all, user)
                .ifPresentOrElse(at -> all.set(at, user(user, password)), () -> all.add(user(user, password)));
        values.put(Keys.USERS, List.copyOf(all));
        origins.merge(Keys.USERS, USER_VARIABLE, (file, variable) -> file + " and " + variable);
    }

    private static OptionalInt indexOf(List<Section> users, String name) {
        return IntStream.range(0, users.size())
                .filter(at -> users.get(at).find(Keys.USER_NAME).equals(Optional.of(name)))
                .findFirst();
    }

    private static Section user(String name, String password) {
        return new Section("users", 0, Map.of(Keys.USER_NAME, name, Keys.USER_PASSWORD, password));
    }

    private static List<String> warnings(Map<String, String> environment) {
        var known = Keys.ALL.stream()
                .map(key -> key.variable().substring(PREFIX.length()))
                .collect(Collectors.toSet());
        var warnings = new ArrayList<String>();
        for (var variable : environment.keySet().stream().sorted().toList()) {
            if (variable.startsWith(PREFIX)
                    && !variable.equals(USER_VARIABLE)
                    && !variable.equals(PASSWORD_VARIABLE)
                    && !variable.startsWith(Keys.SERVICES.variable() + "_")
                    && !known.contains(variable.substring(PREFIX.length()))) {
                Suggestion.of(variable.substring(PREFIX.length()), known)
                        .ifPresent(name -> warnings.add("the environment variable " + variable
                                + " is not a setting: did you mean " + PREFIX + name + "?"));
            }
        }
        return warnings;
    }

    /** The value, or the default. */
    public <T> T get(Key<T> key) {
        return values.get(key);
    }

    /** The value, or the default where there is one. */
    public <T> Optional<T> find(Key<T> key) {
        return values.find(key);
    }

    /** The same with a value that the program sets; one of the file or the environment stays. */
    public <T> Configuration with(Key<T> key, T value) {
        return origins.containsKey(key) ? this : replaced(key, value);
    }

    /** The same with one more user; one of that name whom the environment has named stays. */
    public Configuration withUser(String name, String password) {
        if (name.equals(environment.get(USER_VARIABLE))) {
            return this;
        }
        var problems = new Problems("");
        var users = new ArrayList<>(get(Keys.USERS));
        users.add(user(name, password));
        var changed = replaced(Keys.USERS, List.copyOf(users));
        Rules.check(changed.values, problems);
        if (name.isBlank() || name.contains(":") || password.isEmpty()) {
            problems.add("The user", 0, "must have a name without a colon, and a password");
        }
        if (!problems.none()) {
            throw new ConfigurationException("The configuration", problems.sentences());
        }
        return changed;
    }

    private <T> Configuration replaced(Key<T> key, T value) {
        var all = new HashMap<Key<?>, Object>();
        Keys.ALL.forEach(each -> values.set(each).ifPresent(set -> all.put(each, set)));
        all.put(key, value);
        var from = new HashMap<>(origins);
        from.putIfAbsent(key, "program");
        return new Configuration(file, folder, environment, new Section("", 0, all), from, warnings);
    }

    /** The file that was read. */
    public Optional<Path> file() {
        return file;
    }

    /** The folder that relative paths of the settings of services are relative to. */
    public Path folder() {
        return folder;
    }

    /** The environment that was read, without what Kubernetes tells of Services in the namespace. */
    public Map<String, String> environment() {
        return environment;
    }

    /** What does no harm but looks like a mistake. */
    public List<String> warnings() {
        return warnings;
    }

    /** Reads file and environment again; values that the program has set stay. */
    public Configuration readAgain() {
        var again = file.map(path -> read(path, environment)).orElse(this);
        for (var key : Keys.ALL) {
            again = carryOver(key, again);
        }
        return again;
    }

    private <T> Configuration carryOver(Key<T> key, Configuration again) {
        var program = "program".equals(origins.get(key)) ? values.set(key) : Optional.<T>empty();
        return program.map(value -> again.with(key, value)).orElse(again);
    }

    /** The settings that have other values here than there and need a restart to take effect. */
    public List<String> needRestart(Configuration before) {
        return Keys.ALL.stream()
                .filter(key -> !key.reloadable() && !values.set(key).equals(before.values.set(key)))
                .map(Key::path)
                .toList();
    }

    /** All settings as YAML, with where each value comes from and without secrets. */
    public String effective() {
        var text = new StringBuilder();
        var group = "";
        for (var key : Keys.ALL) {
            group = heading(text, group, key.group());
            var indent = "  ".repeat(depth(key.group()));
            var value = printed(key);
            var lines = value.split("\n", 2);
            text.append(value.equals("null") ? indent + "# " : indent)
                    .append(key.name())
                    .append(':')
                    .append(lines[0].isEmpty() ? "" : " " + (value.equals("null") ? key.standardText() : lines[0]))
                    .append(value.equals("null") ? "" : "  # " + origins.getOrDefault(key, "default"))
                    .append('\n');
            if (lines.length > 1) {
                lines[1].lines()
                        .forEach(line -> text.append(indent).append(line).append('\n'));
            }
        }
        return text.toString();
    }

    private <T> String printed(Key<T> key) {
        return values.find(key).map(key.kind()::print).orElse("null");
    }

    private static String heading(StringBuilder text, String before, String group) {
        if (group.equals(before) || group.isEmpty()) {
            return group;
        }
        var parts = group.split("\\.", -1);
        var old = before.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i >= old.length || !old[i].equals(parts[i])) {
                text.append("  ".repeat(i)).append(parts[i]).append(":\n");
            }
        }
        return group;
    }

    private static int depth(String group) {
        return group.isEmpty() ? 0 : group.split("\\.", -1).length;
    }

    /** The manual page of all settings, in Markdown. */
    public static String manual() {
        return Manual.markdown(Keys.ALL);
    }

    /** Where values come from, by path; for a diagnosis. */
    public Map<String, String> origins() {
        var byPath = new LinkedHashMap<String, String>();
        Keys.ALL.forEach(key -> byPath.put(key.path(), origins.getOrDefault(key, "default")));
        return byPath;
    }

    @Override
    public String toString() {
        return "Configuration" + file.map(path -> " of " + path).orElse("");
    }
}
