package io.chandler.resources.served;

import io.chandler.resources.Ref;
import java.time.Instant;

/**
 * Something that happened to an object, for people to read.
 *
 * @param kind of the object, such as {@code ServiceInstance}
 * @param reason one word, such as {@code Provisioned}
 * @param message a sentence without secrets
 */
public record ObjectEvent(
        String kind, Ref ref, String uid, Severity severity, String reason, String message, Instant time) {

    /** Whether something went as it should, named as Kubernetes does. */
    public enum Severity {
        NORMAL,
        WARNING
    }

    /** Takes note of events. Thread-safe; returns at once and does not throw. */
    @FunctionalInterface
    public interface Sink {

        void happened(ObjectEvent event);
    }
}
