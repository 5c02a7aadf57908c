package io.chandler.resources.served;

import io.chandler.resources.StoreException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Why a request of an API client is refused. Messages are shown to the client; they hold no secrets. */
public sealed class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Duration RETRY = Duration.ofSeconds(2);

    private ApiRefusal(String message) {
        super(message, null, false, false);
    }

    /** What the client is told, without the object's name. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /**
     * One reason for a refusal.
     *
     * @param field the path of the field, such as {@code spec.planId}; empty text for none
     * @param reason such as {@code FieldValueInvalid} or {@code FieldManagerConflict}
     * @param message what is wrong, as a phrase
     */
    public record Cause(String field, String reason, String message) implements Serializable {

        /** A field whose value is not allowed. */
        public static Cause invalid(String field, String message) {
            return new Cause(field, "FieldValueInvalid", "Invalid value: " + message);
        }

        /** A field that must be there. */
        public static Cause required(String field, String message) {
            return new Cause(
                    field, "FieldValueRequired", message.isEmpty() ? "Required value" : "Required value: " + message);
        }

        /** A field that must not be there, or must not change. */
        public static Cause forbidden(String field, String message) {
            return new Cause(field, "FieldValueForbidden", "Forbidden: " + message);
        }
    }

    /** The request as such makes no sense: 400. */
    public static final class BadRequest extends ApiRefusal {
        private static final long serialVersionUID = 1L;

        public BadRequest(String message) {
            super(message);
        }
    }

    /** The object would not be valid: 422. */
    public static final class Invalid extends ApiRefusal {
        private static final long serialVersionUID = 1L;
        private final transient List<Cause> causes;

        public Invalid(List<Cause> causes) {
            super(String.join(
                    ", ",
                    causes.stream()
                            .map(cause -> cause.field() + ": " + cause.message())
                            .toList()));
            this.causes = List.copyOf(causes);
        }

        public Invalid(Cause cause) {
            this(List.of(cause));
        }

        /** What is wrong, at least one. */
        public List<Cause> causes() {
            return causes;
        }
    }

    /** There is no such object: 404. */
    public static final class NotFound extends ApiRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("not found");
        }
    }

    /** There is an object of this name already: 409. */
    public static final class AlreadyExists extends ApiRefusal {
        private static final long serialVersionUID = 1L;

        public AlreadyExists() {
            super("already exists");
        }
    }

    /** The object is not what the request takes it for, or others hold it: 409. */
    public static final class Conflict extends ApiRefusal {
        private static final long serialVersionUID = 1L;
        private final transient List<Cause> causes;

        /** The object has changed since it was read. */
        public Conflict() {
            this("the object has been modified; please apply your changes to the latest version and try again");
        }

        public Conflict(String message) {
            this(message, List.of());
        }

        public Conflict(String message, List<Cause> causes) {
            super(message);
            this.causes = List.copyOf(causes);
        }

        /** Details, where there are some. */
        public List<Cause> causes() {
            return causes;
        }
    }

    /** The rules of the objects do not allow it, whoever asks: 403. */
    public static final class Forbidden extends ApiRefusal {
        private static final long serialVersionUID = 1L;

        public Forbidden(String message) {
            super(message);
        }
    }

    /** The history or the snapshot that was asked for is gone: 410. */
    public static final class Expired extends ApiRefusal {
        private static final long serialVersionUID = 1L;
        private final transient Optional<String> continuation;

        /** @param continuation goes on with an expired list where it was, on a newer snapshot */
        public Expired(String message, Optional<String> continuation) {
            super(message);
            this.continuation = continuation;
        }

        /** Goes on with an expired list where it was, on a newer snapshot. */
        public Optional<String> continuation() {
            return continuation;
        }
    }

    /** There is too much to do at the moment: 429. */
    public static final class TooManyRequests extends ApiRefusal {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        public TooManyRequests(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** When to try again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** It cannot be done at the moment: 503. */
    public static final class ServiceUnavailable extends ApiRefusal {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        public ServiceUnavailable(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** When to try again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** What a client is told where a store refuses. */
    public static ApiRefusal of(StoreException exception) {
        return switch (exception) {
            case StoreException.AlreadyExists _ -> new AlreadyExists();
            case StoreException.NotFound _ -> new NotFound();
            case StoreException.Conflict _ -> new Conflict();
            case StoreException.Expired expired ->
                new Expired("too old resource version: " + expired.getMessage(), expired.continuation());
            case StoreException.Invalid invalid ->
                new Invalid(Cause.invalid("metadata", String.valueOf(invalid.getMessage())));
            default -> new ServiceUnavailable("the store cannot be reached at the moment", RETRY);
        };
    }
}
