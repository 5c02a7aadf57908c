package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The filters that Cloud Controller knows: organization and space, by name. */
record Places(String organization, String space) {

    private static final List<String> KNOWN = List.of("cf_org", "cf_space");

    /** The filters; empty if there are none. */
    static Optional<Places> of(Map<String, String> filters) {
        if (filters.isEmpty()) {
            return Optional.empty();
        }
        var unknown = new TreeSet<>(filters.keySet());
        KNOWN.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw invalid("unsupported filters: " + String.join(", ", unknown) + "; supported filters are: "
                    + String.join(", ", KNOWN));
        }
        for (var name : KNOWN) {
            if (filters.getOrDefault(name, "").isEmpty()) {
                throw invalid("missing required filter " + name);
            }
        }
        return Optional.of(new Places(filters.getOrDefault("cf_org", ""), filters.getOrDefault("cf_space", "")));
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(Kind.INVALID_FILTER, message, null);
    }
}
