package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Version 3's lists in pages, filtered by parameters whose values stand between commas; unknown parameters are refused. */
final class V3Pages {

    private static final Set<String> ALWAYS_KNOWN = Set.of("page", "per_page", "order_by", "label_selector", "guids");

    private final int largestPage;

    V3Pages(int largestPage) {
        this.largestPage = largestPage;
    }

    static String base(Request request) {
        return "https://" + request.header("Host").orElse("localhost");
    }

    /** The values of a filter; none if it is absent. */
    static List<String> requested(Request request, String parameter) {
        return request.parameter(parameter)
                .map(text -> List.of(text.split(",", -1)))
                .orElse(List.of());
    }

    <T> Response page(
            Request request,
            List<T> all,
            Function<T, String> guid,
            Map<String, Function<T, String>> filters,
            Set<String> alsoKnown,
            Function<T, Map<String, Object>> json) {
        refuseUnknown(request, filters.keySet(), alsoKnown);
        var chosen = new ArrayList<T>();
        for (var item : all) {
            boolean fits = filters.entrySet().stream()
                    .allMatch(filter -> request.parameter(filter.getKey()).isEmpty()
                            || requested(request, filter.getKey())
                                    .contains(filter.getValue().apply(item)));
            if (fits
                    && (request.parameter("guids").isEmpty()
                            || requested(request, "guids").contains(guid.apply(item)))) {
                chosen.add(item);
            }
        }
        int size = Math.min(largestPage, number(request, "per_page", 50));
        int number = number(request, "page", 1);
        int pages = Math.max(1, (chosen.size() + size - 1) / size);
        var pagination = new LinkedHashMap<String, Object>();
        pagination.put("total_results", chosen.size());
        pagination.put("total_pages", pages);
        pagination.put("first", link(request, 1, size));
        pagination.put("last", link(request, pages, size));
        pagination.put("next", number < pages ? link(request, number + 1, size) : null);
        pagination.put("previous", number > 1 ? link(request, number - 1, size) : null);
        var body = new LinkedHashMap<String, Object>();
        body.put("pagination", pagination);
        body.put(
                "resources",
                chosen.stream()
                        .skip((long) (number - 1) * size)
                        .limit(size)
                        .map(json)
                        .toList());
        return Response.json(200, body);
    }

    private static void refuseUnknown(Request request, Set<String> filters, Set<String> alsoKnown) {
        for (var name : request.parameterNames()) {
            if (!filters.contains(name) && !alsoKnown.contains(name) && !ALWAYS_KNOWN.contains(name)) {
                var valid = new TreeSet<>(filters);
                valid.addAll(alsoKnown);
                valid.addAll(ALWAYS_KNOWN);
                throw V3.refusal(
                        400,
                        10005,
                        "BadQueryParameter",
                        "The query parameter is invalid: Unknown query parameter(s): '" + name
                                + "'. Valid parameters are: '" + String.join("', '", valid) + "'");
            }
        }
    }

    private static Map<String, Object> link(Request request, int page, int size) {
        var url = new StringBuilder(base(request) + request.path() + "?page=" + page + "&per_page=" + size);
        for (var part : request.query().orElse("").split("&", -1)) {
            if (!part.isEmpty() && !part.startsWith("page=") && !part.startsWith("per_page=")) {
                url.append('&').append(part);
            }
        }
        return Map.of("href", url.toString());
    }

    private static int number(Request request, String name, int otherwise) {
        var text = request.parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("[1-9]\\d{0,3}") || Integer.parseInt(text.get()) > 5000) {
            throw V3.refusal(
                    400,
                    10005,
                    "BadQueryParameter",
                    "The query parameter is invalid: " + name + " must be between 1 and 5000");
        }
        return Integer.parseInt(text.get());
    }
}
