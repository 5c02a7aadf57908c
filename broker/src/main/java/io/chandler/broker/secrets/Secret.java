package io.chandler.broker.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not be seen by accident: {@code toString} prints stars, and it can be neither serialised nor
 * written as JSON. It protects against logs and error messages, not against a reader of the process's memory.
 * Immutable.
 */
public final class Secret {

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** Hides this text. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The text itself. */
    public String reveal() {
        return text;
    }

    /** Compares in a time that does not depend on where the texts differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
