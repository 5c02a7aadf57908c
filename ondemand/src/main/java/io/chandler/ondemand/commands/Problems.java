package io.chandler.ondemand.commands;

import java.util.List;
import java.util.Optional;

/** Makes one message of several. */
final class Problems {

    private Problems() {}

    /** The one, or a list under a heading; nothing of none. */
    static Optional<String> join(List<String> messages) {
        return switch (messages.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(messages.getFirst());
            default -> Optional.of(messages.size() + " errors occurred:\n\n* " + String.join("\n* ", messages));
        };
    }
}
