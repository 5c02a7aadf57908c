package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import java.util.List;

/** A network of an instance group. */
public record Network(Values values) {

    /** Its name; empty if there is none. */
    public String name() {
        return values.text("name").orElse("");
    }

    /** The addresses that the instances have in it; none: any. */
    public List<String> staticIps() {
        return values.texts("static_ips");
    }

    /** Gives the instances fixed addresses. */
    public Network staticIps(List<String> addresses) {
        values.put("static_ips", List.copyOf(addresses));
        return this;
    }

    /** What the network is the default for: {@code dns}, {@code gateway}. */
    public List<String> defaultFor() {
        return values.texts("default");
    }

    /** Makes the network the default for {@code dns} or {@code gateway}. */
    public Network defaultFor(List<String> purposes) {
        values.put("default", List.copyOf(purposes));
        return this;
    }
}
