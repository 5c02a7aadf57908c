package io.chandler.adapter;

import io.chandler.adapter.document.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the adapter demands of its input before its author sees it, in the words of the Go SDK. */
final class Validation {

    private Validation() {}

    /** Checks a service deployment. */
    static List<String> deployment(Values deployment) {
        var problems = new Problems("ServiceDeployment");
        problems.text(deployment, "deployment_name", "DeploymentName");
        problems.present(deployment, "releases", "Releases");
        problems.present(deployment, "stemcells", "Stemcells");
        return problems.texts;
    }

    /** Checks a plan. */
    static List<String> plan(Values plan) {
        var problems = new Problems("Plan");
        problems.present(plan, "instance_groups", "InstanceGroups");
        int place = 0;
        for (var group : plan.each("instance_groups")) {
            var in = new Problems("Plan.InstanceGroups[" + place++ + "]", problems.texts);
            in.text(group, "name", "Name");
            in.text(group, "vm_type", "VMType");
            if (group.integer("instances").orElse(0L) < 1) {
                in.add("Instances", "min");
            }
            in.present(group, "networks", "Networks");
            if (in.present(group, "azs", "AZs") && group.list("azs").isEmpty()) {
                in.add("AZs", "min");
            }
        }
        return problems.texts;
    }

    private record Problems(String path, List<String> texts) {

        Problems(String path) {
            this(path, new ArrayList<>());
        }

        void text(Values values, String key, String field) {
            if (values.text(key).orElse("").isEmpty()) {
                add(field, "required");
            }
        }

        boolean present(Values values, String key, String field) {
            if (values.map().get(key) instanceof Collection<?>) {
                return true;
            }
            add(field, "required");
            return false;
        }

        void add(String field, String rule) {
            texts.add("Key: '" + path + "." + field + "' Error:Field validation for '" + field + "' failed on the '"
                    + rule + "' tag");
        }
    }
}
