package io.chandler.acceptance;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Journal.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must be true of every journal, however often the broker was killed. */
final class JournalRules {

    /** An operation of an instance or a binding. */
    private record Work(String method, String subject, String operation) {
        static Work of(Line line) {
            return new Work(line.method(), line.subject(), line.operation());
        }
    }

    private record Step(Work work, int number) {}

    private final List<String> violations = new ArrayList<>();
    private final Set<Step> kept = new HashSet<>();
    private final Map<Work, Integer> furthest = new HashMap<>();
    private final Map<String, Step> open = new HashMap<>();
    private final Set<Step> ended = new HashSet<>();
    private long process;

    private JournalRules() {}

    /** What is wrong with a journal; empty where nothing is. */
    static List<String> violations(List<Line> journal) {
        var rules = new JournalRules();
        journal.forEach(rules::read);
        return rules.violations;
    }

    private void read(Line line) {
        if (line.process() != process) {
            // A step that the end of the process cut off may run once more.
            process = line.process();
            open.clear();
            ended.clear();
        }
        var work = Work.of(line);
        var step = new Step(work, line.step());
        switch (line.event()) {
            case CALL, UNDO, LEFT -> open.remove(line.subject());
            case BEGIN -> begin(line, work, step);
            case END -> {
                open.remove(line.subject());
                ended.add(step);
            }
            case KEPT -> kept.add(step);
        }
    }

    private void begin(Line line, Work work, Step step) {
        if (kept.contains(step)) {
            violations.add("A step ran again after its result was kept: " + line);
        }
        if (furthest.merge(work, line.step(), Math::max) > line.step()) {
            violations.add("A step ran again after the next one had begun: " + line);
        }
        if (ended.contains(step)) {
            violations.add("A step ran twice in one process: " + line);
        }
        var other = open.put(line.subject(), step);
        if (other != null) {
            violations.add("Two steps of one object ran at once: " + other + " and " + line);
        }
    }

    /** How often a method was called. */
    static long calls(List<Line> journal, String method) {
        return journal.stream()
                .filter(line -> line.event() == Event.CALL && line.method().equals(method))
                .count();
    }
}
