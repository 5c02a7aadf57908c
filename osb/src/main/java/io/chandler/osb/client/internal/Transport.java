package io.chandler.osb.client.internal;

import io.chandler.osb.client.Outcome.Cause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and reads the whole answer within a time and a size.
 *
 * @param timeout from the first attempt to connect to the last byte of the body
 * @param maximumBody bytes
 */
public record Transport(HttpClient http, Duration timeout, int maximumBody) {

    /** What came of it. */
    public sealed interface Reply {}

    /**
     * An answer.
     *
     * @param body empty where it is larger than the limit
     */
    public record Response(int status, HttpHeaders headers, Optional<byte[]> body) implements Reply {}

    /** No answer. */
    public record NoResponse(Cause cause, String problem) implements Reply {}

    /** Sends the request. */
    public Reply send(HttpRequest request) throws InterruptedException {
        var exchange = http.sendAsync(request, _ -> new LimitedBody(maximumBody));
        try {
            var response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Response(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            return timedOut(request.uri());
        } catch (ExecutionException e) {
            return failure(request.uri(), e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }

    private Reply failure(URI uri, @Nullable Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException _ -> notSent(uri, "no answer to the attempt to connect");
            case ConnectException e ->
                notSent(
                        uri,
                        e.getCause() instanceof UnresolvedAddressException
                                ? "the name of the host is not known"
                                : "no connection");
            case SSLHandshakeException e -> notSent(uri, "TLS: " + handshake(e));
            case HttpTimeoutException _ -> timedOut(uri);
            case IOException e ->
                new NoResponse(
                        Cause.LOST,
                        "The connection to " + origin(uri) + " ended before the answer was complete"
                                + (e.getMessage() == null ? "." : ": " + e.getMessage() + "."));
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> throw new IllegalStateException(cause);
        };
    }

    /** Why there is no connection, without the names of classes that the JDK tells. */
    private static String handshake(SSLHandshakeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "its certificate is signed by no authority that is trusted";
            }
        }
        return String.valueOf(e.getMessage());
    }

    private Reply timedOut(URI uri) {
        return new NoResponse(
                Cause.TIMED_OUT, "No complete answer from " + origin(uri) + " within " + seconds(timeout) + " s.");
    }

    private static Reply notSent(URI uri, String why) {
        return new NoResponse(Cause.NOT_SENT, "The broker at " + origin(uri) + " cannot be reached: " + why + ".");
    }

    private static String seconds(Duration duration) {
        return duration.toMillisPart() == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
