package io.chandler.ondemand.configuration;

import io.chandler.ondemand.configuration.Node.Mapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the configuration file of the on-demand broker. */
public final class ConfigurationFile {

    private static final Pattern PERCENT = Pattern.compile("\\d+%");
    private static final String COMPATIBILITY = "CHANDLER_COMPATIBILITY";

    private ConfigurationFile() {}

    /**
     * Reads a file; unknown keys are ignored.
     *
     * @throws ConfigurationException with the first mistake, in the words of the Go broker
     */
    public static Configuration read(Path file) {
        return parse(text(file));
    }

    /** Reads a file; what it does not say of {@code compatibility} the variable {@code CHANDLER_COMPATIBILITY} says. */
    public static Configuration read(Path file, Map<String, String> environment) {
        var wanted = environment.getOrDefault(COMPATIBILITY, "");
        Rules.compatibility(COMPATIBILITY, wanted);
        return parse(text(file), wanted);
    }

    /** Reads the text of a file; see {@link #read}. */
    public static Configuration parse(String text) {
        return parse(text, "");
    }

    private static Configuration parse(String text, String compatibility) {
        var reading = new Reading(text);
        if (!reading.amounts.isEmpty()) {
            throw new ConfigurationException(reading.amounts.getFirst().message());
        }
        var wrong = reading.decoder.wrongTypes();
        if (!wrong.isEmpty()) {
            throw new ConfigurationException(wrong.stream()
                    .map(mistake -> "line " + mistake.line() + ": " + mistake.message())
                    .collect(Collectors.joining("\n  ", "yaml: unmarshal errors:\n  ", "")));
        }
        var mistakes = Rules.check(reading.values, reading.decoder);
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes.getFirst().message());
        }
        return Assembly.configuration(reading.values, compatibility);
    }

    /**
     * All mistakes of a file: what the broker would refuse to start with, unknown keys, and what cannot work. Empty if
     * there is none.
     */
    public static List<Mistake> check(Path file) {
        try {
            return checkText(text(file));
        } catch (ConfigurationException e) {
            return List.of(new Mistake(0, "", String.valueOf(e.getMessage())));
        }
    }

    /** All mistakes of the text of a file; see {@link #check}. */
    public static List<Mistake> checkText(String text) {
        Reading reading;
        try {
            reading = new Reading(text);
        } catch (ConfigurationException e) {
            return List.of(new Mistake(0, "", String.valueOf(e.getMessage())));
        }
        var decoder = reading.decoder;
        var wrong = decoder.wrongTypes().stream().map(Mistake::path).collect(Collectors.toSet());
        var rules = Stream.concat(
                        Rules.check(reading.values, decoder).stream(), Advice.check(reading.values, decoder).stream())
                .filter(mistake -> !wrong.contains(mistake.path()));
        var all = new ArrayList<Mistake>(reading.amounts);
        all.addAll(decoder.wrongTypes());
        all.addAll(decoder.doubtful());
        rules.forEach(all::add);
        all.sort(Comparator.comparingInt(Mistake::line));
        return List.copyOf(all);
    }

    /** The reference page of all keys, in Markdown. */
    public static String reference() {
        return ReferencePage.markdown(Keys.ALL);
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException | InvalidPathException _) {
            throw new ConfigurationException("open " + file + ": no such file or directory");
        } catch (AccessDeniedException _) {
            throw new ConfigurationException("open " + file + ": permission denied");
        } catch (IOException _) {
            var reason = Files.isDirectory(file) ? "is a directory" : "input/output error";
            throw new ConfigurationException("read " + file + ": " + reason);
        }
    }

    /** A text that was YAML, decoded as far as it goes. */
    private static final class Reading {

        private final Decoder decoder = new Decoder();
        private final Values values;
        private final List<Mistake> amounts = new ArrayList<>();

        @SuppressWarnings("unchecked") // The shape of the file is a structure.
        private Reading(String text) {
            var node = YamlDocument.parse(text).orElse(new Mapping(List.of(), 1));
            var decoded = decoder.decode(node, Keys.SHAPE, "");
            values = new Values(decoded instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of(), "");
            for (var plan : values.section("service_catalog").sections("plans")) {
                var update = plan.section("update");
                maxInFlight(update.members().get("max_in_flight"), update.child("max_in_flight"));
            }
        }

        private void maxInFlight(@Nullable Object amount, String path) {
            boolean right = switch (amount) {
                case null -> true;
                case Long _ -> true;
                case String text -> PERCENT.matcher(text).find();
                default -> false;
            };
            if (!right) {
                amounts.add(new Mistake(
                        decoder.line(path),
                        path,
                        "MaxInFlight must be either an integer or a percentage. Got " + amount));
            }
        }
    }
}
