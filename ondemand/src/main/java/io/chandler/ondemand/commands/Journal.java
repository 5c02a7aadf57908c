package io.chandler.ondemand.commands;

import io.chandler.ondemand.commands.Trigger.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The progress of a command in a file, a line of JSON for each step, so that a run that was stopped can be resumed. It
 * is taken up only for the same operation, while the broker runs with the same configuration, and within a day. A
 * broker that does not name its configuration gets none, and where the file cannot be written there is none.
 * Thread-safe.
 */
final class Journal {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final CommandLog log;
    private final Instant began;
    private final Set<String> done = new HashSet<>();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private boolean kept;

    private Journal(Path file, CommandLog log, Instant began) {
        this.file = file;
        this.log = log;
        this.began = began;
    }

    /** Takes up the journal of an earlier run, or begins one. */
    static Journal open(Path file, String operation, Optional<String> configuration, Clock clock, CommandLog log) {
        if (configuration.isEmpty()) {
            return new Journal(file, log, clock.instant());
        }
        var earlier = earlier(file, operation, configuration.get(), clock, log);
        var journal = earlier.orElseGet(() -> new Journal(file, log, clock.instant()));
        journal.kept = true;
        if (earlier.isEmpty()) {
            journal.write(
                    JSON.createObjectNode()
                            .put("operation", operation)
                            .put("configuration", configuration.get())
                            .put("began", clock.instant().toString()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        }
        return journal;
    }

    private static Optional<Journal> earlier(
            Path file, String operation, String configuration, Clock clock, CommandLog log) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            // A text that is cut off within a letter can be read all the same.
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            var lines = text.lines().toList();
            var head = lines.isEmpty() ? Optional.<JsonNode>empty() : ManagementApi.read(lines.getFirst());
            if (head.isEmpty()
                    || !ManagementApi.text(head.get(), "operation").equals(operation)
                    || !ManagementApi.text(head.get(), "configuration").equals(configuration)) {
                return Optional.empty();
            }
            var began = Instant.parse(ManagementApi.text(head.get(), "began"));
            if (Duration.between(began, clock.instant()).compareTo(LONGEST) > 0) {
                return Optional.empty();
            }
            var journal = new Journal(file, log, began);
            for (var line : lines.subList(1, lines.size())) {
                // The last line of a run that was killed may be cut off.
                ManagementApi.read(line).ifPresent(node -> {
                    var id = ManagementApi.text(node, "instance");
                    journal.running.remove(id);
                    switch (ManagementApi.text(node, "state")) {
                        case "done" -> journal.done.add(id);
                        case "running" ->
                            journal.running.put(
                                    id,
                                    new Running(
                                            ManagementApi.text(node, "data"),
                                            node.path("task").asLong(0)));
                        default -> {}
                    }
                });
            }
            if (!text.endsWith("\n")) {
                Files.writeString(file, "\n", StandardOpenOption.APPEND);
            }
            return Optional.of(journal);
        } catch (IOException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** When the run began that is resumed; now where none is. */
    Instant began() {
        return began;
    }

    /** Instances that need nothing more. */
    synchronized Set<String> done() {
        return Set.copyOf(done);
    }

    /** Operations that were started and not seen to end. */
    synchronized Map<String, Running> running() {
        return Map.copyOf(running);
    }

    synchronized void started(String id, Running operation) {
        write(JSON.createObjectNode()
                .put("instance", id)
                .put("state", "running")
                .put("data", operation.data())
                .put("task", operation.task()));
    }

    synchronized void done(String id) {
        done.add(id);
        running.remove(id);
        write(JSON.createObjectNode().put("instance", id).put("state", "done"));
    }

    synchronized void failed(String id) {
        write(JSON.createObjectNode().put("instance", id).put("state", "failed"));
    }

    /** Removes the file: everything is done. */
    synchronized void finish() {
        if (kept) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                log.line("The progress in " + file + " cannot be removed; remove it before the next run.");
            }
        }
    }

    private void write(ObjectNode line, StandardOpenOption... options) {
        if (!kept) {
            return;
        }
        try {
            if (options.length == 0) {
                Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
            } else {
                Files.writeString(file, line + "\n", options);
            }
        } catch (IOException | UncheckedIOException e) {
            kept = false;
            log.line("The progress cannot be kept in " + file + "; a run that is stopped will begin again.");
        }
    }

    Path file() {
        return file;
    }
}
