package io.chandler.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PatchPropertyTest {

    @Provide
    Arbitrary<ObjectNode> objects() {
        return PatchFixtures.objects();
    }

    /** The merge patch between two objects, made as RFC 7396 describes it, leads from one to the other. */
    @Property(tries = 500)
    void a_merge_patch_of_the_difference_gives_the_other_object(
            @ForAll("objects") ObjectNode one, @ForAll("objects") ObjectNode other) {
        var before = one.deepCopy();

        assertThat(MergePatch.apply(one, PatchFixtures.bytes(mergeDifference(one, other))))
                .isEqualTo(other);
        assertThat(one).isEqualTo(before);
    }

    /** A merge patch that was applied already changes nothing. */
    @Property(tries = 500)
    void a_merge_patch_is_idempotent(@ForAll("objects") ObjectNode document, @ForAll("objects") ObjectNode patch) {
        var once = MergePatch.apply(document, patch);

        assertThat(MergePatch.apply(once, patch)).isEqualTo(once);
    }

    /** The JSON patch between two objects leads from one to the other, whatever their members are called. */
    @Property(tries = 500)
    void a_json_patch_of_the_difference_gives_the_other_object(
            @ForAll("objects") ObjectNode one, @ForAll("objects") ObjectNode other) {
        var patch = JsonNodeFactory.instance.arrayNode();
        jsonDifference("", one, other, patch);
        var before = one.deepCopy();

        assertThat(JsonPatch.apply(one, PatchFixtures.bytes(patch))).isEqualTo(other);
        assertThat(one).isEqualTo(before);
    }

    private static ObjectNode mergeDifference(ObjectNode one, ObjectNode other) {
        var patch = JsonNodeFactory.instance.objectNode();
        one.propertyNames().stream().filter(name -> !other.has(name)).forEach(patch::putNull);
        for (var member : other.properties()) {
            var was = one.get(member.getKey());
            if (was instanceof ObjectNode inner && member.getValue() instanceof ObjectNode now) {
                patch.set(member.getKey(), mergeDifference(inner, now));
            } else if (!member.getValue().equals(was)) {
                patch.set(member.getKey(), member.getValue());
            }
        }
        return patch;
    }

    private static void jsonDifference(String path, JsonNode one, JsonNode other, ArrayNode patch) {
        if (one instanceof ObjectNode before && other instanceof ObjectNode after) {
            for (var name : before.propertyNames()) {
                if (!after.has(name)) {
                    patch.addObject().put("op", "remove").put("path", path + "/" + escaped(name));
                }
            }
            for (var member : after.properties()) {
                var inner = path + "/" + escaped(member.getKey());
                var was = before.get(member.getKey());
                if (was == null) {
                    patch.addObject().put("op", "add").put("path", inner).set("value", member.getValue());
                } else {
                    patch.addObject().put("op", "test").put("path", inner).set("value", was);
                    jsonDifference(inner, was, member.getValue(), patch);
                }
            }
        } else if (one instanceof ArrayNode before && other instanceof ArrayNode after) {
            for (int i = before.size() - 1; i >= after.size(); i--) {
                patch.addObject().put("op", "remove").put("path", path + "/" + i);
            }
            for (int i = 0; i < after.size(); i++) {
                if (i < before.size()) {
                    jsonDifference(path + "/" + i, before.get(i), after.get(i), patch);
                } else {
                    patch.addObject().put("op", "add").put("path", path + "/-").set("value", after.get(i));
                }
            }
        } else if (!one.equals(other)) {
            patch.addObject().put("op", "replace").put("path", path).set("value", other);
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
