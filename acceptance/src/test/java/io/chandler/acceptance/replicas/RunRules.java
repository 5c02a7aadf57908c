package io.chandler.acceptance.replicas;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Journal.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What must be true of what replicas did, whatever happened to them. A line is written to the journal at some moment of
 * what it tells, so a replica that was stopped may write one late; these rules hold for such lines as well.
 */
final class RunRules {

    private record Work(String method, String subject, String operation) {
        static Work of(Line line) {
            return new Work(line.method(), line.subject(), line.operation());
        }
    }

    private record Step(Work work, int number) {}

    private record Running(Line line) {}

    private final Set<Long> disturbed;
    private final List<String> violations = new ArrayList<>();
    private final Map<Step, Long> begunBy = new HashMap<>();
    private final Set<Step> kept = new HashSet<>();
    private final Map<String, Running> running = new HashMap<>();
    private final Map<Long, Set<Step>> begunInRun = new HashMap<>();
    private int again;
    private int refused;

    private RunRules(Set<Long> disturbed) {
        this.disturbed = disturbed;
    }

    /**
     * What was found.
     *
     * @param steps that were kept
     * @param again steps that ran once more, as their result had not been kept
     * @param refused results that a replica did not get stored, because another had begun the step since
     */
    record Findings(List<String> violations, int steps, int again, int refused) {}

    /**
     * Reads a journal.
     *
     * @param disturbed processes that were killed, stopped or cut off from the store
     */
    static Findings read(List<Line> journal, Set<Long> disturbed) {
        var rules = new RunRules(disturbed);
        journal.forEach(rules::read);
        return new Findings(rules.violations, rules.kept.size(), rules.again, rules.refused);
    }

    private void read(Line line) {
        // What removes the rest of a creation that failed may run more often: its steps are kept apart.
        if (Set.of("deprovision", "unbind").contains(line.method())
                && line.operation().startsWith("PUT-")) {
            return;
        }
        var step = new Step(Work.of(line), line.step());
        var inRun = begunInRun.computeIfAbsent(line.process(), _ -> new HashSet<>());
        switch (line.event()) {
            case CALL -> inRun.removeIf(one -> one.work().equals(step.work()));
            case BEGIN -> {
                begin(line, step);
                inRun.add(step);
            }
            case END, LEFT -> {
                var last = running.get(line.subject());
                if (last != null && last.line().process() == line.process()) {
                    running.remove(line.subject());
                }
                if (line.event() == Event.END && isOvertaken(line, step)) {
                    refused++;
                }
            }
            case KEPT -> {
                // A result that was read, rather than written by this run, may be anybody's.
                if (inRun.contains(step) && isOvertaken(line, step)) {
                    violations.add("The result of a step was kept after another replica had begun it: " + line);
                }
                kept.add(step);
            }
            case UNDO -> {}
        }
    }

    private boolean isOvertaken(Line line, Step step) {
        return begunBy.getOrDefault(step, line.process()) != line.process();
    }

    private void begin(Line line, Step step) {
        if (kept.contains(step)) {
            violations.add("A step ran again after its result was kept: " + line);
        }
        if (begunBy.put(step, line.process()) != null) {
            again++;
        }
        var other = running.put(line.subject(), new Running(line));
        if (other != null
                && other.line().process() != line.process()
                && !disturbed.contains(other.line().process())
                && !disturbed.contains(line.process())) {
            violations.add("Two replicas ran steps of one object at once: " + other.line() + " and " + line);
        }
    }

    /** What is missing of operations that were acknowledged. */
    static List<String> missing(List<Line> journal, List<Owner.Done> acknowledged) {
        var kept = new HashSet<Step>();
        for (var line : journal) {
            if (line.event() == Event.KEPT) {
                kept.add(new Step(Work.of(line), line.step()));
            }
        }
        var missing = new ArrayList<String>();
        for (var done : acknowledged) {
            if (done.identities().stream()
                    .noneMatch(identity -> isKept(new Work(done.method(), done.subject(), identity), done, kept))) {
                missing.add("Not every step of an acknowledged operation was done: " + done);
            }
        }
        return missing;
    }

    private static boolean isKept(Work work, Owner.Done done, Set<Step> kept) {
        return IntStream.rangeClosed(1, done.steps()).allMatch(number -> kept.contains(new Step(work, number)));
    }
}
