package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs that are placed on many instance groups: part of the manifest. */
public record Addon(Values values) {

    /** Its name; empty if there is none. */
    public String name() {
        return values.text("name").orElse("");
    }

    /** The jobs, in order. */
    public List<Job> jobs() {
        return values.each("jobs").stream().map(Job::new).toList();
    }

    /** Adds a job of a release. */
    public Job addJob(String name, String release) {
        var entry = new LinkedHashMap<String, @Nullable Object>();
        entry.put("name", name);
        entry.put("release", release);
        values.listIn("jobs").add(entry);
        return new Job(Values.over(values.name("jobs"), entry));
    }

    /** Where it is placed ({@code stemcell}, {@code instance_groups}, {@code jobs} ...), to be read and changed. */
    public Values include() {
        return values.valuesIn("include");
    }

    /** Where it is not placed, to be read and changed. */
    public Values exclude() {
        return values.valuesIn("exclude");
    }
}
