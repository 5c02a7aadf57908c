package io.chandler.broker;

import java.util.Optional;

/**
 * A final no: the request cannot be carried out and trying again will not help. The message is a sentence for the user
 * and must hold no secret.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Boolean> instanceUsable;
    private final transient Optional<Boolean> updateRepeatable;

    /** Refuses with this sentence. */
    public Refusal(String sentence) {
        this(sentence, Optional.empty(), Optional.empty());
    }

    private Refusal(String sentence, Optional<Boolean> instanceUsable, Optional<Boolean> updateRepeatable) {
        super(sentence);
        this.instanceUsable = instanceUsable;
        this.updateRepeatable = updateRepeatable;
    }

    /** The same, saying that the instance is not usable any more ({@code instance_usable}: update and deprovision). */
    public Refusal leavingUnusable() {
        return new Refusal(sentence(), Optional.of(false), updateRepeatable);
    }

    /** The same, saying that the same update will never succeed ({@code update_repeatable}: update only). */
    public Refusal notRepeatable() {
        return new Refusal(sentence(), instanceUsable, Optional.of(false));
    }

    /** The sentence for the user. */
    public String sentence() {
        var message = getMessage();
        return message == null || message.isBlank() ? "The service refused the request." : message;
    }

    /** {@code instance_usable}, if it was said. */
    public Optional<Boolean> instanceUsable() {
        return instanceUsable;
    }

    /** {@code update_repeatable}, if it was said. */
    public Optional<Boolean> updateRepeatable() {
        return updateRepeatable;
    }
}
