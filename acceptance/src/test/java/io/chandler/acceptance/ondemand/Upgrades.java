package io.chandler.acceptance.ondemand;

import io.chandler.testkit.director.DirectorSimulator.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the time of {@code upgrade-all-service-instances} went, from what it printed and the director's tasks. The time of
 * an instance has three parts: until its task began, which the broker needs to make the manifest and hand it over; the
 * task; and until the command noticed the task's end.
 */
record Upgrades(List<Upgrade> all) {

    private static final Pattern LINE = Pattern.compile(
            "\\[\\S+] (\\S+ \\S+) \\[upgrade-all] \\[(\\S+)] (Starting to process|Result: Service Instance operation).*");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSSSSS");

    record Upgrade(Instant given, Instant begun, Instant done, Instant noticed) {

        Duration begin() {
            return Duration.between(given, begun);
        }

        Duration task() {
            return Duration.between(begun, done);
        }

        Duration notice() {
            return Duration.between(done, noticed);
        }
    }

    /** @param tasks those of the command */
    static Upgrades of(Executable command, List<TaskView> tasks) {
        var given = new HashMap<String, Instant>();
        var noticed = new HashMap<String, Instant>();
        command.printed().lines().forEach(line -> {
            var found = LINE.matcher(line);
            if (found.matches()) {
                var time = LocalDateTime.parse(found.group(1), TIME).toInstant(ZoneOffset.UTC);
                (found.group(3).startsWith("Starting") ? given : noticed).put(found.group(2), time);
            }
        });
        return new Upgrades(tasks.stream()
                .flatMap(task -> upgrade(task, given, noticed).stream())
                .toList());
    }

    private static Optional<Upgrade> upgrade(TaskView task, Map<String, Instant> given, Map<String, Instant> noticed) {
        var instance = task.deployment().replaceFirst("^service-instance_", "");
        return Optional.ofNullable(given.get(instance))
                .flatMap(from -> Optional.ofNullable(noticed.get(instance))
                        .flatMap(to -> task.started()
                                .flatMap(begun -> task.ended().map(done -> new Upgrade(from, begun, done, to)))));
    }

    /** How long the canaries took, and how long the others, from the first that began until the last that was noticed. */
    String phases(int canaries) {
        var sorted = all.stream().sorted(Comparator.comparing(Upgrade::given)).toList();
        return "canaries %d ms, the others %d ms"
                .formatted(
                        length(sorted.subList(0, canaries)).toMillis(),
                        length(sorted.subList(canaries, sorted.size())).toMillis());
    }

    private static Duration length(List<Upgrade> phase) {
        var last = phase.stream().map(Upgrade::noticed).max(Comparator.naturalOrder());
        return Duration.between(phase.getFirst().given(), last.orElseThrow());
    }

    /** How long it takes to make tasks begin and to carry them out, if no worker ever waits for the command. */
    Duration ideal(int canaries, int workers) {
        var times = all.stream()
                .sorted(Comparator.comparing(Upgrade::given))
                .map(each -> each.begin().plus(each.task()))
                .toList();
        return together(times.subList(0, canaries), workers)
                .plus(together(times.subList(canaries, times.size()), workers));
    }

    /** Each worker takes the next as soon as it has done with one. */
    private static Duration together(List<Duration> times, int workers) {
        var free = new PriorityQueue<Duration>();
        var end = Duration.ZERO;
        for (var time : times) {
            var begins = free.size() < workers ? Duration.ZERO : free.remove();
            var ends = begins.plus(time);
            free.add(ends);
            end = ends.compareTo(end) > 0 ? ends : end;
        }
        return end;
    }

    @Override
    public String toString() {
        return "until the task began %.1f ms, the task %.1f ms, until its end was noticed %.1f ms"
                .formatted(
                        average(all.stream().map(Upgrade::begin)),
                        average(all.stream().map(Upgrade::task)),
                        average(all.stream().map(Upgrade::notice)));
    }

    private static double average(Stream<Duration> times) {
        return times.mapToLong(Duration::toNanos).average().orElse(0) / 1e6;
    }
}
