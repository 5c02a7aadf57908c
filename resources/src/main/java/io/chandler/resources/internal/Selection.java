package io.chandler.resources.internal;

import io.chandler.resources.Selector;
import io.chandler.resources.Selector.Requirement;
import java.util.Map;
import java.util.Optional;

/**
 * How a selector finds objects in a store: by tag as far as the tag tells, by labels for the rest.
 *
 * @param tag the value that the indexed label must have; empty text where the tag does not decide
 * @param byTagAlone whether the tag decides everything
 */
public record Selection(Selector selector, String tag, boolean byTagAlone) {

    /** How a selector finds objects whose tag is the value of this label. */
    public static Selection of(Selector selector, Optional<String> indexedLabel) {
        var requirements = selector.requirements();
        if (indexedLabel.isPresent()) {
            for (var requirement : requirements) {
                if (requirement instanceof Requirement.In(var label, var values)
                        && values.size() == 1
                        && label.equals(indexedLabel.get())
                        && !values.contains("")) {
                    return new Selection(selector, values.iterator().next(), requirements.size() == 1);
                }
            }
        }
        return new Selection(selector, "", requirements.isEmpty());
    }

    /** Whether the tag alone says that an object is not meant. */
    public boolean excludes(String tagOfObject) {
        return !tag.isEmpty() && !tag.equals(tagOfObject);
    }

    /** Whether an object that {@link #excludes} lets through is meant. */
    public boolean matches(Map<String, String> labels) {
        return byTagAlone || selector.matches(labels);
    }
}
