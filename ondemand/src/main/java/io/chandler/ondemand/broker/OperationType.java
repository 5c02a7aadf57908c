package io.chandler.ondemand.broker;

import java.util.Arrays;
import java.util.Optional;

/** What is done to an instance: its name in operation data, and the words of its progress. */
public enum OperationType {
    CREATE("create", "provisioning"),
    UPDATE("update", "update"),
    UPGRADE("upgrade", "upgrade"),
    RECREATE("recreate", "recreate"),
    DELETE("delete", "deletion"),
    FORCE_DELETE("force-delete", "forced deletion");

    private final String word;
    private final String noun;

    OperationType(String word, String noun) {
        this.word = word;
        this.noun = noun;
    }

    /** The name in operation data and texts. */
    public String word() {
        return word;
    }

    String noun() {
        return noun;
    }

    boolean deletes() {
        return this == DELETE || this == FORCE_DELETE;
    }

    static Optional<OperationType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
