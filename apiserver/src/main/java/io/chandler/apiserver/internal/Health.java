package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Answers {@code /healthz}, {@code /livez} and {@code /readyz}, with the checks one by one where that is wanted. What is
 * wrong is not said to whoever asks, as nobody needs credentials here.
 */
public final class Health {

    private static final Set<String> ROOTS = Set.of("healthz", "livez", "readyz");

    private final Map<String, Supplier<Boolean>> live = new LinkedHashMap<>();
    private final Map<String, Supplier<Boolean>> ready = new LinkedHashMap<>();

    /** @param checks of readiness, by name: whether all is well */
    public Health(Map<String, Supplier<Boolean>> checks) {
        live.put("ping", () -> true);
        ready.put("ping", () -> true);
        ready.putAll(checks);
    }

    /** The answer; empty where the path is another. */
    public Optional<ApiResponse> answer(String rawPath, Query query) {
        var parts = List.of(rawPath.substring(1).split("/", -1));
        if (!ROOTS.contains(parts.getFirst()) || parts.size() > 2) {
            return Optional.empty();
        }
        var root = parts.getFirst();
        var checks = root.equals("readyz") ? ready : live;
        if (parts.size() == 2 && !parts.getLast().isEmpty()) {
            var check = checks.get(parts.getLast());
            return check == null ? Optional.empty() : Optional.of(answer(root, Map.of(parts.getLast(), check), false));
        }
        return Optional.of(answer(root, checks, query.flag("verbose")));
    }

    private static ApiResponse answer(String root, Map<String, Supplier<Boolean>> checks, boolean verbose) {
        var lines = new ArrayList<String>();
        boolean well = true;
        for (var check : checks.entrySet()) {
            boolean passed = passes(check.getValue());
            well &= passed;
            lines.add(passed ? "[+]" + check.getKey() + " ok" : "[-]" + check.getKey() + " failed: reason withheld");
        }
        if (well && !verbose) {
            return Answers.text(200, "ok");
        }
        lines.add(root + " check " + (well ? "passed" : "failed"));
        return Answers.text(well ? 200 : 500, String.join("\n", lines) + "\n");
    }

    private static boolean passes(Supplier<Boolean> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
