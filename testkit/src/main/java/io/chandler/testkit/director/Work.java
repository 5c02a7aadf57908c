package io.chandler.testkit.director;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** What a task does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "work")
sealed interface Work {

    String deployment();

    /** The director's name of the type and its description for people. */
    String description();

    /** Whether it needs a worker and the deployment's lock. */
    default boolean exclusive() {
        return true;
    }

    record Deploy(String deployment, String manifest) implements Work {
        @Override
        public String description() {
            return "create deployment";
        }
    }

    record Recreate(String deployment) implements Work {
        @Override
        public String description() {
            return "create deployment";
        }
    }

    record Delete(String deployment, boolean force) implements Work {
        @Override
        public String description() {
            return "delete deployment " + deployment;
        }
    }

    /** @param instances none for all that have the errand */
    record RunErrand(String deployment, String errand, List<Selection> instances) implements Work {
        @Override
        public String description() {
            return "run errand " + errand + " from deployment " + deployment;
        }
    }

    /** Instances of a group: all, or one by its id or index. */
    record Selection(String group, Optional<String> id) {}

    record ListMachines(String deployment) implements Work {
        @Override
        public String description() {
            return "retrieve vm-stats";
        }

        @Override
        public boolean exclusive() {
            return false;
        }
    }
}
